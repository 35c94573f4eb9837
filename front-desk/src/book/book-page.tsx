import { Loader } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { NoPatient } from '../patient/no-patient';
import { PatientHeader } from '../patient/patient-header';
import { usePatient } from '../patient/use-patient';
import { useTexts } from '../texts/language';
import { BookingOutcome } from './booking-outcome';
import { ChooseTime } from './choose-time';
import { ConfirmTime } from './confirm-time';
import type { Slot } from './free-times';

/** From the patient to a booked visit: the first free time is marked, Enter takes it, Enter books it. */
export function BookPage() {
  const { patientId } = useParams({ from: '/patients/$patientId/book' });
  return <BookFor key={patientId} patientId={patientId} />;
}

function BookFor({ patientId }: { patientId: string }) {
  const t = useTexts();
  const navigate = useNavigate();
  const [slot, setSlot] = useState<Slot>();
  const [bookedId, setBookedId] = useState<string>();
  const { data: patient, error, dataUpdatedAt } = usePatient(patientId);
  if (error && !patient) return <NoPatient error={error} patientId={patientId} />;
  if (!patient) return <Loader aria-label={t.loading} m="xl" />;
  const leave = () => void navigate({ to: '/patients/$patientId', params: { patientId } });
  return (
    <>
      <PatientHeader patient={patient} staleSince={error ? dataUpdatedAt : undefined} />
      {bookedId !== undefined ? (
        <BookingOutcome patientId={patientId} appointmentId={bookedId} onLeave={leave} />
      ) : slot ? (
        <ConfirmTime
          key={`${slot.doctorId} ${slot.time}`}
          patientId={patientId}
          slot={slot}
          onBooked={setBookedId}
          onOther={setSlot}
        />
      ) : (
        <ChooseTime patientId={patientId} onChoose={setSlot} onLeave={leave} />
      )}
    </>
  );
}
