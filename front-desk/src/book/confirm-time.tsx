import { Alert, Button, Group, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { newKey } from '../api/new-key';
import { Problem } from '../api/problem';
import { answer, appointments } from '../api/services';
import { useSending } from '../api/use-sending';
import { Form } from '../shell/form';
import { useLeaveQuestion } from '../shell/leave-question';
import { ProblemNotice } from '../shell/problem-notice';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { alternativesTo } from './alternatives';
import type { Slot } from './free-times';

interface Props {
  patientId: string;
  slot: Slot;
  onBooked: (appointmentId: string) => void;
  /** Takes another time, or none. */
  onOther: (slot: Slot | undefined) => void;
}

interface Booking {
  /** The same for every attempt, so that it is booked once. */
  key: string;
  reason: string;
}

/** The time that was taken, to be booked; where it is gone meanwhile, what is free instead. */
export function ConfirmTime({ patientId, slot, onBooked, onOther }: Props) {
  const t = useTexts();
  const format = useFormat();
  const client = useQueryClient();
  const confirm = useRef<HTMLButtonElement>(null);
  const [reason, setReason] = useState('');
  const question = useLeaveQuestion(reason !== '');
  const book = useSending({
    mutationFn: ({ key, reason }: Booking) =>
      answer(
        appointments.POST('/appointments', {
          params: { header: { 'Idempotency-Key': key } },
          body: { patientId, doctorId: slot.doctorId, time: slot.time, ...(reason !== '' && { reason }) },
        }),
      ),
    onSuccess: ({ id }) => {
      question.isStored();
      onBooked(id);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['patient', patientId] }),
  });
  useEffect(() => confirm.current?.focus(), []);
  const alternatives = book.error instanceof Problem ? alternativesTo(slot, book.error) : [];
  return (
    <Form
      question={question}
      className="narrow card"
      onSubmit={() => book.mutate({ key: newKey(), reason: reason.trim() })}
      onEscape={() => onOther(undefined)}
    >
      <Stack gap="sm">
        <h2 className="slot-chosen">
          {format.dayAndTime(slot.time)} · <bdi>{slot.doctor.name}</bdi>
        </h2>
        <p className="dimmed">
          {slot.doctor.specialty} · {t.entry.minutes(slot.durationMinutes)}
        </p>
        <TextInput
          label={t.book.reason}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={1000}
        />
        {book.error && alternatives.length === 0 && <ProblemNotice error={book.error} />}
        {alternatives.length > 0 && (
          <Alert color="yellow" title={t.book.refused} role="alert">
            <p>{t.book.taken}</p>
            <Group gap="xs">
              {alternatives.map((other) => (
                <Button key={other.time} variant="default" onClick={() => onOther(other)}>
                  {format.dayAndTime(other.time)}
                </Button>
              ))}
            </Group>
          </Alert>
        )}
        <Group>
          <Button ref={confirm} type="submit" size="md" loading={book.isPending}>
            {t.patient.book}
          </Button>
          <Button variant="default" size="md" onClick={() => question.isLeft(() => onOther(undefined))}>
            {t.back}
          </Button>
        </Group>
      </Stack>
    </Form>
  );
}
