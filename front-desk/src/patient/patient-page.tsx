import { Loader } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useMay } from '../access/may';
import { isPassing, Problem } from '../api/problem';
import { useSession } from '../api/session';
import { PageTitle } from '../shell/page-title';
import { useKey } from '../shell/keys';
import { ProblemNotice } from '../shell/problem-notice';
import { useTexts } from '../texts/language';
import { PatientHeader } from './patient-header';
import { RestrictedNotice } from './restricted-notice';
import { Timeline } from './timeline-view';
import { usePatient } from './use-patient';

/** The patient whom the address names; another patient is another page, from the first moment. */
export function PatientPage() {
  const { patientId } = useParams({ from: '/patients/$patientId' });
  return <OnePatient key={patientId} patientId={patientId} />;
}

function OnePatient({ patientId }: { patientId: string }) {
  const t = useTexts();
  const may = useMay();
  const { session } = useSession();
  const navigate = useNavigate();
  const { data: patient, error, dataUpdatedAt } = usePatient(patientId);
  const books = may('bookAppointment') && patient?.active === true;
  const book = () => void (books && navigate({ to: '/patients/$patientId/book', params: { patientId } }));
  const prescribes = may('prescribe') && patient?.active === true;
  const prescribe = () =>
    void (prescribes && navigate({ to: '/patients/$patientId/prescribe', params: { patientId } }));
  useKey('b', book);
  useKey('p', prescribe);
  if (error && !patient) return <NoPatient error={error} patientId={patientId} />;
  if (!patient) return <Loader aria-label={t.loading} m="xl" />;
  return (
    <>
      <PatientHeader
        patient={patient}
        staleSince={error ? dataUpdatedAt : undefined}
        onBook={books ? book : undefined}
        onPrescribe={prescribes ? prescribe : undefined}
      />
      {session?.patientId === patientId && (
        <Link to="/accesses" className="text-button">
          {t.accesses.link}
        </Link>
      )}
      <Timeline patientId={patientId} />
    </>
  );
}

function NoPatient({ error, patientId }: { error: Error; patientId: string }) {
  const t = useTexts();
  const isRestricted = error instanceof Problem && error.type === 'restricted-patient';
  const isNone = error instanceof Problem && [400, 404].includes(error.status);
  return (
    <div className="narrow">
      <PageTitle>{isNone ? t.patient.notFound : isRestricted ? t.restricted.title : t.patient.title}</PageTitle>
      {isRestricted ? (
        <RestrictedNotice patientId={patientId} />
      ) : (
        !isNone && <ProblemNotice error={error} isPassing={isPassing(error)} />
      )}
    </div>
  );
}
