import './bill.css';
import { Loader } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../access/may';
import { isPassing } from '../api/problem';
import type { Bill } from '../cash/use-account';
import { NoPatient } from '../patient/no-patient';
import { PatientHeader } from '../patient/patient-header';
import { usePatient } from '../patient/use-patient';
import { ProblemNotice } from '../shell/problem-notice';
import { useTexts } from '../texts/language';
import { DraftBill } from './draft-bill';
import { IssuedBill } from './issued-bill';
import { useBill } from './use-bill';

/** One bill, under the patient whose it is: a draft to be changed and issued, or as it was issued. */
export function BillPage() {
  const { billId } = useParams({ from: '/bills/$billId' });
  const t = useTexts();
  const { data, error } = useBill(billId);
  if (!data)
    return error ? (
      <ProblemNotice error={error} isPassing={isPassing(error)} />
    ) : (
      <Loader aria-label={t.loading} m="xl" />
    );
  return <OneBill key={billId} bill={data} />;
}

function OneBill({ bill }: { bill: Bill }) {
  const t = useTexts();
  const may = useMay();
  const { data: patient, error, dataUpdatedAt } = usePatient(bill.patientId);
  // who has begun to change it goes on, whatever others do meanwhile
  const [isDraft] = useState(bill.status === 'draft' && may('changeBill'));
  if (error && !patient) return <NoPatient error={error} patientId={bill.patientId} />;
  if (!patient) return <Loader aria-label={t.loading} m="xl" />;
  return (
    <>
      <PatientHeader patient={patient} staleSince={error ? dataUpdatedAt : undefined} />
      {isDraft ? <DraftBill now={bill} /> : <IssuedBill bill={bill} />}
    </>
  );
}
