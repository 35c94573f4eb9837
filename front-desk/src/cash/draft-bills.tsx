import { Link } from '@tanstack/react-router';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { useDraftBills } from './use-account';

/** The bills that somebody has begun; nothing where there are none. */
export function DraftBills({ patientId }: { patientId: string }) {
  const t = useTexts();
  const format = useFormat();
  const { data = [] } = useDraftBills(patientId);
  if (data.length === 0) return null;
  return (
    <section aria-labelledby="drafts">
      <h2 id="drafts" className="section-title">
        {t.bill.drafts}
      </h2>
      <ul className="owed">
        {data.map(({ id, createdAt, details, lines, amount, currency }) => (
          <li key={id} className="paid-row">
            <time dateTime={createdAt}>{format.dayAndTime(createdAt)}</time>
            <span className="paid-what">
              <bdi>{lines[0]?.description ?? details}</bdi>
              <b className="number">{format.money(amount, currency)}</b>
            </span>
            <Link to="/bills/$billId" params={{ billId: id }} className="text-button">
              {t.bill.openDraft}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
