import { Alert, Button, Group, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useMay } from '../access/may';
import { answer, appointments, doctors as service } from '../api/services';
import { useSending } from '../api/use-sending';
import { nameOf, type Patient } from '../find/person';
import { ProblemNotice } from '../shell/problem-notice';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { useRefresh } from './commands';
import { doctorName, type Doctor } from './doctors';
import { usePatientNames } from './patient-names';
import { all, type Appointment, type TimeOff } from './use-calendar';
import { useReschedule, type MoveOutcome } from './use-reschedule';

interface Props {
  doctor: Doctor;
  leave: TimeOff & { affectedAppointments: { count: number | null } };
  onClose: () => void;
}

/** Whom a leave hits, each with the next free times of the specialty; nobody is moved by itself. */
export function LeaveHits({ doctor, leave, onClose }: Props) {
  const t = useTexts();
  const may = useMay();
  const refresh = useRefresh();
  const done = useRef<HTMLButtonElement>(null);
  const hit = useQuery({
    queryKey: ['day', 'outside', doctor.id, leave.id],
    queryFn: ({ signal }) =>
      all((page) => {
        const query = {
          doctorId: doctor.id,
          outsideHours: 'true' as const,
          from: leave.start,
          to: leave.end,
          limit: 200,
          ...page,
        };
        return answer(appointments.GET('/appointments', { params: { query }, signal }));
      }),
    // those that were moved stay in the list, with where they went
    refetchInterval: ({ state }) => (state.data === undefined ? 3_000 : false),
    staleTime: Infinity,
  });
  const takeBack = useSending({
    mutationFn: async () => {
      const path = { id: doctor.id, timeOffId: leave.id };
      const { error, response } = await service.DELETE('/doctors/{id}/time-off/{timeOffId}', { params: { path } });
      if (!response.ok && response.status !== 404) throw new Error(JSON.stringify(error));
    },
    onSuccess: onClose,
    onSettled: refresh,
  });
  const patients = usePatientNames((hit.data ?? []).map(({ patientId }) => patientId));
  useEffect(() => done.current?.focus(), []);
  return (
    <Stack>
      <Alert color={hit.data?.length === 0 ? 'teal' : 'yellow'} role="status">
        <b>{t.leave.recorded(doctorName(doctor))}</b>{' '}
        {hit.data
          ? hit.data.length === 0
            ? t.leave.none
            : t.leave.hits(hit.data.length)
          : hit.error
            ? t.leave.notKnown
            : t.loading}
      </Alert>
      <ul className="hits">
        {hit.data?.map((visit) => (
          <Hit key={visit.id} visit={visit} doctor={doctor} patient={patients.get(visit.patientId)} />
        ))}
      </ul>
      {takeBack.error && <ProblemNotice error={takeBack.error} />}
      <Group>
        <Button ref={done} onClick={onClose}>
          {t.leave.done}
        </Button>
        {may('removeTimeOff') && (
          <Button variant="default" loading={takeBack.isPending} onClick={() => takeBack.mutate()}>
            {t.leave.takeBack}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

const dayMs = 86_400_000;

function Hit({ visit, doctor, patient }: { visit: Appointment; doctor: Doctor; patient: Patient | undefined }) {
  const t = useTexts();
  const may = useMay();
  const format = useFormat();
  const [outcome, setOutcome] = useState<MoveOutcome>();
  const move = useReschedule(setOutcome);
  const { patientId, durationMinutes, time } = visit;
  const free = useQuery({
    queryKey: ['day', 'instead', visit.id],
    queryFn: ({ signal }) => {
      // not long before, and not in the past
      const from = new Date(Math.max(Date.now(), Date.parse(time) - dayMs)).toISOString();
      const to = new Date(Date.parse(from) + 14 * dayMs).toISOString();
      const query = { specialty: doctor.specialty, patientId, durationMinutes, from, to, limit: 3 };
      return answer(appointments.GET('/slots', { params: { query }, signal }));
    },
    enabled: may('rescheduleAppointment'),
  });
  const slots = free.data?.data ?? [];
  const isMoved = outcome?.kind === 'moved' || outcome?.kind === 'waits';
  return (
    <li>
      <p>
        <b>
          <bdi>{patient ? nameOf(patient, t) : '…'}</bdi>
        </b>{' '}
        <span className="number dimmed">{patient?.mrn}</span> · {format.dayAndTime(time)}
        {isMoved && (
          <b role="status">
            {' '}
            {t.leave.movedTo(
              `${format.dayAndTime(outcome.visit.waitingMove?.time ?? outcome.visit.time)} · ${outcome.visit.doctor?.name ?? ''}`,
            )}
          </b>
        )}
      </p>
      {outcome?.kind === 'refused' && <ProblemNotice error={outcome.error} />}
      {outcome?.kind === 'changed' && <p>{t.day.changedMeanwhile(patient ? nameOf(patient, t) : t.day.visit)}</p>}
      {!isMoved && (
        <Group gap="xs">
          {slots.map((slot) => (
            <Button
              key={`${slot.doctorId} ${slot.time}`}
              size="compact-md"
              variant="light"
              onClick={() => move({ visit, place: { doctorId: slot.doctorId, start: Date.parse(slot.time) } })}
            >
              {format.dayAndTime(slot.time)} · {slot.doctor.name}
            </Button>
          ))}
          {free.data && slots.length === 0 && <span className="dimmed">{t.leave.noTimes}</span>}
        </Group>
      )}
    </li>
  );
}
