import { Button, Kbd } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { toMinor } from '../texts/currency';
import { useTexts } from '../texts/language';
import { OwedBills } from './owed-bills';
import { sharesByBill, shareOut, type Part } from './share-out';
import { TillForm } from './till-form';
import type { Method } from './method';
import type { Bill } from './use-account';
import type { Order } from './use-taking';
import { useTill } from './use-till';

interface Props {
  /** Of one currency, oldest first. */
  bills: readonly Bill[];
  hasMore: boolean;
  /** Undefined where nothing is owed. */
  currency: string | undefined;
  /** What is held for the patient, in minor units. */
  deposit: number;
  /** The one that was asked for by its number: it alone is chosen at first. */
  firstBill: string | undefined;
  /** What has become of what was taken, in place of the form. */
  outcome: ReactNode;
  onTake: (orders: Order[]) => void;
  onDeposit: () => void;
}

/** The bills that are owed, which of them are to be paid, and the till beside them. */
export function PayBills({ bills, hasMore, currency = '', deposit, firstBill, outcome, onTake, onDeposit }: Props) {
  const t = useTexts();
  // the chosen bills, with what was owed on each: neither a bill that comes later nor one on which more is owed by then, because a
  // payment was given back, raises a sum that somebody has just read to the payer
  const [wanted, setWanted] = useState<ReadonlyMap<string, number>>();
  const dueOf = ({ dueAmount }: Bill) => toMinor(dueAmount, currency);
  if (!wanted && bills.length > 0)
    setWanted(new Map(bills.filter(({ id }) => id === (firstBill ?? id)).map((bill) => [bill.id, dueOf(bill)])));
  const chosen = bills.filter(({ id }) => wanted?.has(id));
  const owed = chosen.map((bill) => ({ billId: bill.id, due: Math.min(dueOf(bill), wanted?.get(bill.id) ?? 0) }));
  const due = owed.reduce((sum, bill) => sum + bill.due, 0);
  const till = useTill(due, deposit, currency);
  const typed = till.parts.flatMap(({ draft, amount, given }) =>
    amount === undefined ? [] : [{ method: draft.method, amount, given, reference: '' }],
  );
  const pay = (parts: Part<Method>[]) =>
    onTake(shareOut(owed, parts).map(({ billId, ...part }) => ({ ...part, for: { billId }, currency })));
  const choose = (billId: string, isChosen: boolean) => {
    const rest = [...(wanted ?? [])].filter(([id]) => id !== billId);
    const one = bills.find(({ id }) => id === billId);
    setWanted(new Map(isChosen && one ? [...rest, [billId, dueOf(one)]] : rest));
  };
  return (
    <div className="account">
      <section aria-labelledby="owed">
        <div className="section-head">
          <h2 id="owed" className="section-title">
            {t.cash.owed} {bills.length > 0 && <span className="dimmed">· {t.cash.bills(bills.length)}</span>}
          </h2>
          {!outcome && (
            <Button variant="default" onClick={onDeposit} rightSection={<Kbd size="xs">d</Kbd>}>
              {t.cash.deposit}
            </Button>
          )}
        </div>
        {bills.length === 0 && <p className="dimmed">{t.cash.owesNothing}</p>}
        {hasMore && <p className="dimmed">{t.cash.more}</p>}
        <OwedBills
          bills={bills}
          chosen={new Set(chosen.map(({ id }) => id))}
          shares={outcome ? new Map() : sharesByBill(shareOut(owed, typed))}
          onChoose={outcome ? undefined : choose}
        />
        {bills.length > 1 && !outcome && <p className="dimmed">{t.cash.oldestFirst}</p>}
      </section>
      {outcome ??
        (bills.length > 0 && (
          <TillForm title={t.cash.take} till={till} currency={currency} due={due} deposit={deposit} onTake={pay} />
        ))}
    </div>
  );
}
