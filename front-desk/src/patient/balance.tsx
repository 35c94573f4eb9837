import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { useBalances } from './use-patient';

/** What the patient owes, by currency; nothing while that is not known. */
export function Balance({ patientId }: { patientId: string }) {
  const t = useTexts();
  const format = useFormat();
  const { data } = useBalances(patientId);
  if (!data) return null;
  const owing = data.balances.filter(({ owed }) => owed > 0);
  const held = data.balances.filter(({ deposit }) => deposit > 0);
  return (
    <>
      {owing.length === 0 && <span>{t.patient.owesNothing}</span>}
      {owing.map(({ currency, owed }) => (
        <strong key={currency} className="owes">
          {t.patient.owes(format.money(owed, currency))}
        </strong>
      ))}
      {held.map(({ currency, deposit }) => (
        <span key={currency}>{t.patient.deposit(format.money(deposit, currency))}</span>
      ))}
    </>
  );
}
