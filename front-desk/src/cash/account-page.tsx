import { Chip, Group, Loader } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../access/may';
import { isPassing } from '../api/problem';
import type { Patient } from '../find/person';
import { NoPatient } from '../patient/no-patient';
import { PatientHeader } from '../patient/patient-header';
import { useBalances, usePatient } from '../patient/use-patient';
import { useKey } from '../shell/keys';
import { ProblemNotice } from '../shell/problem-notice';
import { toMinor } from '../texts/currency';
import { useTexts } from '../texts/language';
import './cash.css';
import { DraftBills } from './draft-bills';
import { PaymentList } from './payment-list';
import { PayBills } from './pay-bills';
import { TakeDeposit } from './take-deposit';
import { Taken } from './taken';
import { useOwedBills } from './use-account';
import { useTaking } from './use-taking';

/** What one patient owes, and the money that is handed over for it. */
export function AccountPage() {
  const { patientId } = useParams({ from: '/cash/$patientId' });
  const { data: patient, error, dataUpdatedAt } = usePatient(patientId);
  const t = useTexts();
  if (error && !patient) return <NoPatient error={error} patientId={patientId} />;
  if (!patient) return <Loader aria-label={t.loading} m="xl" />;
  return <Account key={patientId} patient={patient} staleSince={error ? dataUpdatedAt : undefined} />;
}

function Account({ patient, staleSince }: { patient: Patient; staleSince: number | undefined }) {
  const t = useTexts();
  const navigate = useNavigate();
  const may = useMay();
  const search = useSearch({ from: '/cash/$patientId' });
  const { data: known, error, isFetching, isFetchedAfterMount } = useOwedBills(patient.id);
  // what was owed at an earlier visit to this page is no sum to be taken, and not all of it
  const [isRead, setIsRead] = useState(false);
  if (!isRead && known && (isFetchedAfterMount || !isFetching)) setIsRead(true);
  const data = isRead ? known : undefined;
  const { data: balances } = useBalances(patient.id);
  const [chosenCurrency, setCurrency] = useState<string>();
  const [isDeposit, setIsDeposit] = useState(false);
  const asked = data?.owed.find(({ id }) => id === search.bill);
  const currencies = data?.owed.map((bill) => bill.currency) ?? [];
  const currency = chosenCurrency ?? asked?.currency ?? currencies[0];
  // also when its last bill is paid elsewhere: nobody takes another currency than the one they looked at
  if (currency !== chosenCurrency) setCurrency(currency);
  const held = balances?.balances.find((balance) => balance.currency === currency)?.deposit ?? 0;
  const choices = new Set(currency === undefined ? currencies : [...currencies, currency]);
  // stays while the bills that it paid go from the list
  const taking = useTaking(patient.id);
  const [round, setRound] = useState(0);
  const again = () => {
    taking.forget();
    setCurrency(undefined);
    setRound(round + 1);
  };
  const bills = may('issueBill');
  const bill = () => void navigate({ to: '/patients/$patientId/bill', params: { patientId: patient.id } });
  useKey('i', () => bills && bill());
  useKey('d', () => {
    if (data && taking.steps.length === 0) setIsDeposit(true);
  });
  const outcome =
    taking.steps.length > 0 ? (
      <Taken
        steps={taking.steps}
        isRunning={taking.isRunning}
        onAgain={again}
        onNext={() => void navigate({ to: '/cash' })}
      />
    ) : undefined;
  return (
    <>
      <PatientHeader patient={patient} staleSince={staleSince} onBill={bills && !outcome ? bill : undefined} />
      {error && <ProblemNotice error={error} isPassing={isPassing(error)} />}
      {choices.size > 1 && !isDeposit && !outcome && (
        <Chip.Group value={currency ?? null} onChange={setCurrency}>
          <Group gap="xs" role="radiogroup" aria-label={t.cash.currency} mb="sm">
            {[...choices].map((code) => (
              <Chip key={code} name="currency" value={code} variant="light">
                {code}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      )}
      {!data && !error && <Loader aria-label={t.loading} m="xl" />}
      {data && isDeposit && (
        <TakeDeposit
          key={round}
          patientId={patient.id}
          currency={currency}
          outcome={outcome}
          onTake={(orders) => taking.take(orders)}
          onLeave={() => setIsDeposit(false)}
        />
      )}
      {data && !isDeposit && (
        <PayBills
          // of another currency it is another payment
          key={`${currency} ${round}`}
          bills={data.owed.filter((bill) => bill.currency === currency)}
          hasMore={data.hasMore}
          currency={currency}
          deposit={currency === undefined ? 0 : toMinor(held, currency)}
          firstBill={asked?.id}
          outcome={outcome}
          onTake={(orders) => taking.take(orders)}
          onDeposit={() => setIsDeposit(true)}
        />
      )}
      <DraftBills patientId={patient.id} />
      <PaymentList patientId={patient.id} marked={search.payment} />
    </>
  );
}
