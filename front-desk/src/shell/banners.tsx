import { useIsMutating, useMutationState } from '@tanstack/react-query';
import { useLostAt } from '../api/connection';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';

/** Says what a person has to know of the connection, and nothing while all is well. */
export function Banners() {
  const t = useTexts();
  const format = useFormat();
  const lostAt = useLostAt();
  useIsMutating();
  const kept = useMutationState({
    filters: { status: 'pending' },
    select: (mutation) => mutation.state.failureCount > 0,
  }).filter(Boolean).length;
  return (
    <div role="status" className="banners">
      {lostAt !== undefined && <p>{t.lost(format.time(lostAt))}</p>}
      {kept > 0 && <p>{t.kept(kept)}</p>}
    </div>
  );
}
