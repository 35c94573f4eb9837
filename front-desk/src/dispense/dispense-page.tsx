import './dispense.css';
import { Badge, Button, Loader } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { isPassing, isRestricted } from '../api/problem';
import type { Prescription } from '../patient/timeline';
import { PatientHeader } from '../patient/patient-header';
import { RestrictedNotice } from '../patient/restricted-notice';
import { usePatient } from '../patient/use-patient';
import { PrescriptionDialog } from '../prescription/prescription-dialog';
import { PrescriptionFacts } from '../prescription/prescription-facts';
import { ProblemNotice } from '../shell/problem-notice';
import { useTexts } from '../texts/language';
import { lineOf } from './line-of';
import { Counter } from './counter';
import { History } from './history';
import { usePrescription } from './use-dispensing';

/** One prescription at the counter, under the patient whose it is. */
export function DispensePage() {
  const { prescriptionId } = useParams({ from: '/dispensing/$prescriptionId' });
  const t = useTexts();
  const { data, error } = usePrescription(prescriptionId);
  if (!data) return error ? <Refused error={error} /> : <Loader aria-label={t.loading} m="xl" />;
  return <Dispensing key={prescriptionId} prescription={data} />;
}

function Refused({ error }: { error: Error }) {
  if (isRestricted(error)) {
    const { patientId } = error.members;
    if (typeof patientId === 'string') return <RestrictedNotice patientId={patientId} />;
  }
  return <ProblemNotice error={error} isPassing={isPassing(error)} />;
}

function Dispensing({ prescription }: { prescription: Prescription }) {
  const t = useTexts();
  const navigate = useNavigate();
  const [isOpen, setIsOpen] = useState(false);
  const { data: patient, error, dataUpdatedAt } = usePatient(prescription.patientId);
  if (!patient) return error ? <Refused error={error} /> : <Loader aria-label={t.loading} m="xl" />;
  const leave = () => void navigate({ to: '/dispensing' });
  return (
    <div
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented && !isOpen) leave();
      }}
    >
      <PatientHeader patient={patient} staleSince={error ? dataUpdatedAt : undefined} />
      <section className="card dispense-what" aria-label={t.prescription.title}>
        <div className="dispense-title">
          <h2>
            <bdi>{lineOf(prescription)}</bdi>
          </h2>
          <Badge variant="light" color="gray" tt="none" size="lg">
            {prescription.expired ? t.entry.expired : t.status.prescription[prescription.status]}
          </Badge>
          <Button variant="default" size="compact-sm" onClick={() => setIsOpen(true)}>
            {t.dispense.details}
          </Button>
        </div>
        <PrescriptionFacts prescription={prescription} />
        <Counter prescription={prescription} onLeave={leave} />
      </section>
      <History prescription={prescription} />
      <p className="dimmed">{t.dispense.batchUnknown}</p>
      {isOpen && <PrescriptionDialog prescription={prescription} onClose={() => setIsOpen(false)} />}
    </div>
  );
}
