import type { Prescription } from '../patient/timeline';
import { amountOf } from '../texts/amount';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { lineOf } from './line-of';

interface Props {
  id: string;
  prescription: Prescription;
  who: { name: string; mrn: string | undefined } | undefined;
  isMarked: boolean;
  onOpen: () => void;
}

/** One prescription that waits: for whom, what, how much, and since when. */
export function QueueRow({ id, prescription, who, isMarked, onOpen }: Props) {
  const t = useTexts();
  const format = useFormat();
  const { patientMrn, dosage, quantityUnit, authoredAt, dispensableQuantity, remainingQuantity } = prescription;
  const now = dispensableQuantity ?? 0;
  return (
    // keys reach it by the field, which has the focus
    <div id={id} role="option" aria-selected={isMarked} className="result queue-row" onClick={onOpen}>
      <span className="queue-who">
        <bdi className="queue-name">{who?.name ?? '…'}</bdi>
        <bdi className="number dimmed">{patientMrn ?? who?.mrn}</bdi>
      </span>
      <span>
        <bdi className="queue-what">{lineOf(prescription)}</bdi>
        {dosage?.text && (
          <span className="dimmed queue-words" lang="en" dir="ltr">
            {dosage.text}
          </span>
        )}
      </span>
      <span className="queue-how">
        <b>{t.dispense.now(amountOf(now, quantityUnit, t, format))}</b>
        {remainingQuantity !== null && remainingQuantity > now && (
          <span className="dimmed">{t.dispense.ofLeft(amountOf(remainingQuantity, quantityUnit, t, format))}</span>
        )}
        <time dateTime={authoredAt} className="dimmed">
          {format.shortDay(authoredAt)} {format.time(authoredAt)}
        </time>
      </span>
    </div>
  );
}
