import { Alert, Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { answer, prescriptions } from '../api/services';
import { useTexts } from '../texts/language';
import { Findings } from './findings';
import type { Prescription } from './use-prescribe';

interface Props {
  stored: Prescription;
  onLeave: () => void;
  onAnother: () => void;
  onRewrite: () => void;
}

/** How the prescription stands; one that waits for its check is looked at until it is active or refused. */
export function PrescribeOutcome({ stored, onLeave, onAnother, onRewrite }: Props) {
  const t = useTexts();
  const leave = useRef<HTMLButtonElement>(null);
  const { data } = useQuery({
    queryKey: ['patient', stored.patientId, 'prescribed', stored.id],
    queryFn: ({ signal }) =>
      answer(prescriptions.GET('/prescriptions/{id}', { params: { path: { id: stored.id } }, signal })),
    initialData: stored,
    refetchInterval: ({ state }) => (state.data?.status === 'draft' ? 1_500 : false),
  });
  useEffect(() => leave.current?.focus(), []);
  const { medication, dosage, status, statusReason, safety } = data;
  const name = [medication.name, medication.strength, medication.form].filter(Boolean).join(' ');
  const isRefused = status === 'cancelled';
  return (
    <div className="narrow">
      <Alert color={isRefused ? 'red' : status === 'draft' ? 'yellow' : 'teal'} role="status" className="outcome">
        <p>
          {status === 'draft'
            ? t.prescribe.waits(name)
            : isRefused
              ? t.prescribe.refused(name)
              : t.prescribe.done(name)}
        </p>
        {(isRefused ? statusReason?.reason : dosage?.text) && (
          <p lang="en" dir="ltr">
            {isRefused ? statusReason?.reason : dosage?.text}
          </p>
        )}
      </Alert>
      <Group mt="md">
        <Button ref={leave} onClick={onLeave}>
          {t.book.toPatient}
        </Button>
        {status === 'active' && (
          <Button component="a" href={`/api/prescriptions/${data.id}.pdf`} target="_blank" variant="default">
            {t.prescribe.print}
          </Button>
        )}
        <Button variant="default" onClick={isRefused ? onRewrite : onAnother}>
          {isRefused ? t.prescribe.rewrite : t.prescribe.another}
        </Button>
      </Group>
      {safety && (
        <div className="card outcome-findings">
          <Findings safety={safety} />
        </div>
      )}
    </div>
  );
}
