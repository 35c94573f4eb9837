import { Alert, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { answer, appointments } from '../api/services';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';

interface Props {
  patientId: string;
  appointmentId: string;
  onLeave: () => void;
}

/** How the booking stands; one that is only held is looked at until it is booked or refused. */
export function BookingOutcome({ patientId, appointmentId, onLeave }: Props) {
  const t = useTexts();
  const format = useFormat();
  const leave = useRef<HTMLButtonElement>(null);
  const { data } = useQuery({
    queryKey: ['patient', patientId, 'booking', appointmentId],
    queryFn: ({ signal }) =>
      answer(appointments.GET('/appointments/{id}', { params: { path: { id: appointmentId } }, signal })),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.status === 'pending' ? 1_500 : false),
  });
  useEffect(() => leave.current?.focus(), []);
  const isRefused = data?.status === 'cancelled';
  const color = isRefused ? 'red' : data?.status === 'pending' ? 'yellow' : 'teal';
  return (
    <div className="narrow">
      <Alert color={color} role="status" className="outcome">
        {data &&
          (data.status === 'pending'
            ? t.book.held(format.dayAndTime(data.time))
            : isRefused
              ? `${t.book.refused}: ${data.cancellation?.reason ?? t.status.appointment.cancelled}`
              : t.book.booked(format.dayAndTime(data.time), data.doctor?.name ?? t.entry.someDoctor))}
      </Alert>
      <Button ref={leave} mt="md" onClick={onLeave}>
        {t.book.toPatient}
      </Button>
    </div>
  );
}
