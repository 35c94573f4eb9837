import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { newKey } from '../api/new-key';
import { Problem } from '../api/problem';
import { answer, appointments } from '../api/services';
import { useSending } from '../api/use-sending';
import type { Patient } from '../find/person';
import { Dialog } from '../shell/dialog';
import { ProblemNotice } from '../shell/problem-notice';
import { ShortForm } from '../shell/short-form';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { useRefresh, useShowVisit } from './commands';
import type { Doctor } from './doctors';
import { inList } from './shown';
import { Alternatives } from './alternatives-list';
import { PatientPicker } from './patient-picker';
import type { Appointment } from './use-calendar';

export interface Wanted {
  doctorId: string;
  /** Absent: a walk-in, who begins now. */
  time?: string;
}

interface Props {
  wanted: Wanted;
  doctors: readonly Doctor[];
  onClose: () => void;
  onBooked: (visit: Appointment, patient: Patient) => void;
}

interface Booking {
  key: string;
  patient: Patient;
  overbook: string;
}

/** Books a place of the calendar, or a patient who is there. */
export function BookDialog({ wanted, doctors, onClose, onBooked }: Props) {
  const t = useTexts();
  const format = useFormat();
  const show = useShowVisit();
  const [{ doctorId, time }, setPlace] = useState(wanted);
  const [patient, setPatient] = useState<Patient>();
  const [reason, setReason] = useState('');
  const [overbook, setOverbook] = useState('');
  const doctor = doctors.find(({ id }) => id === doctorId);
  const book = useSending({
    mutationFn: ({ key, patient: { id }, overbook: why }: Booking) =>
      answer(
        appointments.POST('/appointments', {
          params: { header: { 'Idempotency-Key': key } },
          body: {
            patientId: id,
            doctorId,
            ...(time === undefined ? { walkIn: true } : { time }),
            ...(reason.trim() !== '' && { reason: reason.trim() }),
            ...(why !== '' && { overbook: { reason: why } }),
          },
        }),
      ),
    onSuccess: (visit, { patient: booked }) => {
      show(visit);
      onBooked(visit, booked);
    },
    onSettled: useRefresh(),
  });
  const { error } = book;
  const canOverbook = error instanceof Problem && ['slot-taken', 'outside-availability'].includes(error.type);
  return (
    <Dialog
      onClose={onClose}
      size="lg"
      title={time === undefined ? t.day.walkInTitle : t.day.bookTitle(format.dayAndTime(time))}
    >
      <ShortForm
        submit={time === undefined ? t.day.walkInNow : t.patient.book}
        isSending={book.isPending}
        disabled={!patient}
        isWritten={reason !== '' || overbook !== ''}
        onSubmit={() => {
          if (patient) book.mutate({ key: newKey(), patient, overbook: overbook.trim() });
        }}
        onBack={onClose}
      >
        <PatientPicker patient={patient} onPick={setPatient} />
        {time === undefined ? (
          <Select
            label={t.day.doctor}
            data={doctors.map((one) => ({ value: one.id, label: inList(one) }))}
            value={doctorId}
            onChange={(id) => id !== null && setPlace({ doctorId: id })}
            searchable
            allowDeselect={false}
          />
        ) : (
          <p className="dimmed">{doctor && <bdi>{inList(doctor)}</bdi>}</p>
        )}
        <TextInput
          label={t.book.reason}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={1000}
        />
        {error && <ProblemNotice error={error} />}
        {error && time !== undefined && (
          <Alternatives error={error} onTake={(other) => setPlace({ doctorId, time: other })} />
        )}
        {canOverbook && (
          <TextInput
            label={t.day.overbookWhy}
            value={overbook}
            onChange={(event) => setOverbook(event.currentTarget.value)}
            maxLength={1000}
          />
        )}
      </ShortForm>
    </Dialog>
  );
}
