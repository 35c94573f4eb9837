import './prescribe.css';
import { Alert, Loader } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useSession } from '../api/session';
import { NoPatient } from '../patient/no-patient';
import { PatientHeader } from '../patient/patient-header';
import { usePatient } from '../patient/use-patient';
import { offerFocus } from '../shell/focus';
import { useLeaveQuestion } from '../shell/leave-question';
import { useTexts } from '../texts/language';
import { changed, emptyDraft } from './draft';
import { PrescribeForm } from './prescribe-form';
import { PrescribeOutcome } from './prescribe-outcome';
import type { Prescription } from './use-prescribe';

/** From the patient to an active prescription; another patient is another page, with nothing of the first. */
export function PrescribePage() {
  const { patientId } = useParams({ from: '/patients/$patientId/prescribe' });
  return <PrescribeFor key={patientId} patientId={patientId} />;
}

function PrescribeFor({ patientId }: { patientId: string }) {
  const t = useTexts();
  const navigate = useNavigate();
  const { session } = useSession();
  const [draft, setDraft] = useState(emptyDraft);
  const [stored, setStored] = useState<Prescription>();
  const { data: patient, error, dataUpdatedAt } = usePatient(patientId);
  const question = useLeaveQuestion(!stored && JSON.stringify(draft) !== JSON.stringify(emptyDraft));
  const isKnown = patient !== undefined;
  // the heading takes the focus of a page; here the writing begins at once
  useEffect(() => {
    if (isKnown && !stored) offerFocus(document.querySelector<HTMLElement>('.medication-name input'));
  }, [isKnown, stored]);
  if (error && !patient) return <NoPatient error={error} patientId={patientId} />;
  if (!patient) return <Loader aria-label={t.loading} m="xl" />;
  const leave = () => void navigate({ to: '/patients/$patientId', params: { patientId } });
  const again = (next: typeof draft) => {
    setDraft(next);
    setStored(undefined);
  };
  return (
    <>
      <PatientHeader patient={patient} staleSince={error ? dataUpdatedAt : undefined} />
      {session?.doctorId === undefined ? (
        <Alert color="yellow">{t.prescribe.noDoctor}</Alert>
      ) : stored ? (
        <PrescribeOutcome
          stored={stored}
          onLeave={leave}
          onAnother={() => again(emptyDraft)}
          onRewrite={() => again(draft)}
        />
      ) : (
        <PrescribeForm
          question={question}
          patient={patient}
          doctorId={session.doctorId}
          draft={draft}
          change={(changes) => setDraft((before) => changed(before, changes))}
          onStored={(prescription) => {
            question.isStored();
            setStored(prescription);
          }}
          onLeave={leave}
        />
      )}
    </>
  );
}
