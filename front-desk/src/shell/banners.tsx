import { useLostAt } from '../api/connection';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { useAskBeforeClosing, useKeptChanges } from './kept-changes';

/** Says what a person has to know of the connection, and nothing while all is well. */
export function Banners() {
  const t = useTexts();
  const format = useFormat();
  const lostAt = useLostAt();
  const kept = useKeptChanges();
  useAskBeforeClosing(kept);
  return (
    <div role="status" className="banners">
      {lostAt !== undefined && <p>{t.lost(format.time(lostAt))}</p>}
      {kept > 0 && <p>{t.kept(kept)}</p>}
    </div>
  );
}
