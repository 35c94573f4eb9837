import { Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../texts/language';
import type { Part } from './share-out';
import { TillForm } from './till-form';
import type { Method } from './method';
import { useHospitalCurrency } from './use-hospital-currency';
import type { Order } from './use-taking';
import { useTill } from './use-till';

interface Props {
  patientId: string;
  /** Of what the patient owes; where nothing is owed, the hospital's is taken. */
  currency: string | undefined;
  /** What has become of what was taken, in place of the form. */
  outcome: ReactNode;
  onTake: (orders: Order[]) => void;
  onLeave: () => void;
}

/** Money that is held for the patient before there is a bill. */
export function TakeDeposit({ patientId, currency: owedIn, outcome, onTake, onLeave }: Props) {
  const t = useTexts();
  const hospitals = useHospitalCurrency();
  const currency = owedIn ?? hospitals;
  const till = useTill(undefined, 0, currency ?? '');
  if (currency === undefined) return <Loader aria-label={t.loading} m="xl" />;
  const hold = (parts: Part<Method>[]) => onTake(parts.map((part) => ({ ...part, for: { patientId }, currency })));
  return (
    <div className="narrow">
      {outcome ?? (
        <TillForm
          title={t.cash.deposit}
          what={t.cash.depositWhat}
          till={till}
          currency={currency}
          due={undefined}
          deposit={0}
          onTake={hold}
          onLeave={onLeave}
        />
      )}
    </div>
  );
}
