import { Badge, Checkbox, UnstyledButton } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { toMinor } from '../texts/currency';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import type { Bill } from './use-account';
import { BillLineRows } from './bill-line-rows';

interface Props {
  bills: readonly Bill[];
  chosen: ReadonlySet<string>;
  /** What each bill gets of the money, in minor units. */
  shares: ReadonlyMap<string, number>;
  /** Undefined where there is nothing more to choose. */
  onChoose: ((billId: string, isChosen: boolean) => void) | undefined;
}

/** What is owed, bill by bill, oldest first. */
export function OwedBills({ bills, chosen, shares, onChoose }: Props) {
  const press = (event: KeyboardEvent<HTMLUListElement>) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const boxes = [...event.currentTarget.querySelectorAll<HTMLInputElement>('input[type=checkbox]')];
    const to = boxes[boxes.findIndex((box) => box === document.activeElement) + step];
    if (step === 0 || !to || !(document.activeElement instanceof HTMLInputElement)) return;
    event.preventDefault();
    to.focus();
  };
  return (
    <ul className="owed" onKeyDown={press}>
      {bills.map((bill) => (
        <OwedBill
          key={bill.id}
          bill={bill}
          isChosen={chosen.has(bill.id)}
          share={shares.get(bill.id) ?? 0}
          onChoose={onChoose && ((isChosen) => onChoose(bill.id, isChosen))}
        />
      ))}
    </ul>
  );
}

interface OneProps {
  bill: Bill;
  isChosen: boolean;
  share: number;
  onChoose: ((isChosen: boolean) => void) | undefined;
}

function OwedBill({ bill, isChosen, share, onChoose }: OneProps) {
  const t = useTexts();
  const format = useFormat();
  const [showsLines, setShowsLines] = useState(false);
  const { id, number, issuedAt, dueDate, currency, amount, dueAmount, details, lines } = bill;
  const today = format.today();
  const days = issuedAt ? daysBetween(format.dayOf(issuedAt), today) : 0;
  return (
    <li className={isChosen && onChoose ? 'owed-bill owed-chosen' : 'owed-bill'}>
      {onChoose ? (
        <Checkbox
          checked={isChosen}
          onChange={(event) => onChoose(event.currentTarget.checked)}
          label={<bdi className="number">{number}</bdi>}
          aria-description={format.money(dueAmount, currency)}
        />
      ) : (
        <bdi className="number owed-number">{number}</bdi>
      )}
      <div className="owed-what">
        <bdi>{details ?? lines[0]?.description}</bdi>
        <span className="dimmed owed-age">
          {issuedAt && <time dateTime={issuedAt}>{format.shortDay(issuedAt)}</time>} · {t.cash.age(days)}
          {dueDate && dueDate < today && (
            <Badge color="red" variant="light" tt="none" size="sm">
              {t.cash.overdue}
            </Badge>
          )}
        </span>
        <span className="owed-links">
          {lines.length > 0 && (
            <UnstyledButton
              className="text-button"
              aria-expanded={showsLines}
              onClick={() => setShowsLines(!showsLines)}
            >
              {showsLines ? t.cash.hideLines : t.cash.lines(lines.length)}
            </UnstyledButton>
          )}
          <a
            className="text-button"
            href={`/api/bills/${id}.pdf`}
            target="_blank"
            rel="noreferrer"
            aria-label={t.cash.printBill(number ?? '')}
          >
            PDF
          </a>
        </span>
      </div>
      <div className="owed-sum">
        <b className="number">{format.money(dueAmount, currency)}</b>
        {toMinor(amount, currency) !== toMinor(dueAmount, currency) && (
          <span className="dimmed">{t.cash.ofTotal(format.money(amount, currency))}</span>
        )}
        {share > 0 && share < toMinor(dueAmount, currency) && (
          <span className="owed-share">{t.cash.gets(format.minor(share, currency))}</span>
        )}
      </div>
      {showsLines && (
        <table className="bill-lines">
          <tbody>
            <BillLineRows bill={bill} />
          </tbody>
        </table>
      )}
    </li>
  );
}

/** Days of the clinic's calendar. */
function daysBetween(from: string, to: string): number {
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000));
}
