import type { Prescription } from '../patient/timeline';
import { Facts } from '../shell/facts';
import { amountOf } from '../texts/amount';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';

/** What was ordered, what is left of it, and until when. */
export function PrescriptionFacts({ prescription }: { prescription: Prescription }) {
  const t = useTexts();
  const format = useFormat();
  const { dosage, doctor, authoredAt, expiresOn, quantity, quantityUnit, refills, remainingQuantity } = prescription;
  const { nextRefillAt, reasons = [], note } = prescription;
  const amount = (n: number) => amountOf(n, quantityUnit, t, format);
  const facts: [string, string | false | null | undefined][] = [
    [t.prescription.by, doctor?.name],
    [t.prescription.on, format.dayAndTime(authoredAt)],
    [t.prescription.quantity, quantity !== null && amount(quantity)],
    [t.prescription.refills, refills > 0 && format.number(refills)],
    [t.prescription.left, remainingQuantity !== null && amount(remainingQuantity)],
    [t.prescription.nextRefill, nextRefillAt !== null && format.dayAndTime(nextRefillAt)],
    [t.prescribe.reasonFor, reasons.map(({ text, code }) => text ?? code).join(', ')],
    [t.prescribe.note, note],
    [t.prescription.validUntil, expiresOn !== null && format.birthDate(expiresOn)],
  ];
  return (
    <>
      {dosage?.text && (
        <p className="prescription-words" lang="en" dir="ltr">
          {dosage.text}
        </p>
      )}
      <Facts facts={facts} isDense />
    </>
  );
}
