import { Loader } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useMay } from '../access/may';
import { useSession } from '../api/session';
import { useKey } from '../shell/keys';
import { useTexts } from '../texts/language';
import { NoPatient } from './no-patient';
import { PatientHeader } from './patient-header';
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
  const pays = may('takePayment');
  const pay = () => void (pays && navigate({ to: '/cash/$patientId', params: { patientId } }));
  const bills = may('issueBill');
  const bill = () => void (bills && navigate({ to: '/patients/$patientId/bill', params: { patientId } }));
  const changes = may('changePatient');
  const change = () => void (changes && navigate({ to: '/patients/$patientId/edit', params: { patientId } }));
  const records = may('recordAllergy');
  const record = () => void (records && navigate({ to: '/patients/$patientId/allergies', params: { patientId } }));
  useKey('e', change);
  useKey('l', record);
  useKey('i', bill);
  useKey('b', book);
  useKey('p', prescribe);
  useKey('m', pay);
  if (error && !patient) return <NoPatient error={error} patientId={patientId} />;
  if (!patient) return <Loader aria-label={t.loading} m="xl" />;
  return (
    <>
      <PatientHeader
        patient={patient}
        staleSince={error ? dataUpdatedAt : undefined}
        onBook={books ? book : undefined}
        onChange={changes ? change : undefined}
        onAllergies={records ? record : undefined}
        onBill={bills ? bill : undefined}
        onPay={pays ? pay : undefined}
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
