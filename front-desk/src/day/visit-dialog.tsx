import { Button, Group, Kbd } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../access/may';
import { callCode } from '../board/call-code';
import { nameOf, type Patient } from '../find/person';
import { Dialog } from '../shell/dialog';
import { Facts } from '../shell/facts';
import { ProblemSentence } from '../shell/problem-sentence';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { isOffered, steps, type Step } from './commands';
import { useStanding } from './standing';
import { isMovable } from './use-moving';
import type { Appointment } from './use-calendar';

interface Props {
  visit: Appointment;
  patient: Patient | undefined;
  onClose: () => void;
  onStep: (step: Step) => void;
  onMove: () => void;
}

const keyOf: Record<Step, string> = { confirm: 'o', arrive: 'a', fulfill: 's', noshow: 'n', reopen: 'u', cancel: 'x' };

/** One visit, and all that can be done with it. */
export function VisitDialog({ visit, patient, onClose, onStep, onMove }: Props) {
  const t = useTexts();
  const may = useMay();
  const format = useFormat();
  const { status, doctor, time, endTime, reason, overbook, statusReason, cancellation, refusedMove } = visit;
  const possible = (Object.keys(steps) as Step[]).filter(
    (step) => isOffered(step, visit) && may(steps[step].operation),
  );
  const facts: [string, ReactNode][] = [
    [t.day.status, useStanding()(visit)],
    [t.board.inBar, status === 'arrived' ? callCode(visit.id) : undefined],
    [t.day.reason, visit.confidential && reason === undefined ? t.day.confidential : reason],
    [t.day.overbooked, overbook?.reason],
    [t.day.because, statusReason ?? cancellation?.reason],
    [
      t.day.moveRefused,
      refusedMove && (
        <>
          {format.dayAndTime(refusedMove.time)}: <ProblemSentence {...refusedMove} />
        </>
      ),
    ],
  ];
  const button = (step: Step) => (
    <Button
      key={step}
      data-autofocus={step === possible[0] || undefined}
      variant={step === possible[0] && step !== 'cancel' && step !== 'reopen' ? 'filled' : 'default'}
      onClick={() => onStep(step)}
      rightSection={<Kbd size="xs">{keyOf[step]}</Kbd>}
    >
      {t.day.steps[step]}
    </Button>
  );
  return (
    <Dialog onClose={onClose} size="lg" title={<bdi>{patient ? nameOf(patient, t) : t.day.visit}</bdi>}>
      <p className="visit-facts">
        {patient && (
          <span>
            {t.person.mrn} <b className="number">{patient.mrn}</b>
          </span>
        )}
        <b>
          {format.dayAndTime(time)}–{format.time(endTime)}
        </b>
        {doctor && <bdi>{doctor.name}</bdi>}
      </p>
      <Facts facts={facts} />
      <Group gap="xs" mt="md">
        {possible.filter((step) => step !== 'cancel').map(button)}
        {isMovable(visit) && may('rescheduleAppointment') && (
          <Button variant="default" onClick={onMove} rightSection={<Kbd size="xs">m</Kbd>}>
            {t.day.move}
          </Button>
        )}
        {possible.filter((step) => step === 'cancel').map(button)}
        {may('getPatient') && (
          <Button
            variant="subtle"
            renderRoot={(props: object) => (
              <Link to="/patients/$patientId" params={{ patientId: visit.patientId }} {...props} />
            )}
          >
            {t.book.toPatient}
          </Button>
        )}
      </Group>
    </Dialog>
  );
}
