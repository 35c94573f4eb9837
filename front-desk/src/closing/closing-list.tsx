import { useQuery } from '@tanstack/react-query';
import { answer, payments } from '../api/services';
import { isPassing } from '../api/problem';
import { ProblemNotice } from '../shell/problem-notice';
import { useTexts } from '../texts/language';
import { ClosingCard } from './closing-card';

/** The newest closings of all desks. */
export function ClosingList() {
  const t = useTexts();
  const { data, error } = useQuery({
    queryKey: ['closings', 'newest'],
    queryFn: async ({ signal }) =>
      (await answer(payments.GET('/closings', { params: { query: { limit: 30 } }, signal }))).data,
    refetchInterval: 15_000,
  });
  return (
    <section aria-labelledby="closings">
      <h2 id="closings" className="closings-title">
        {t.closing.past}
      </h2>
      {error && <ProblemNotice error={error} isPassing={isPassing(error)} />}
      {data?.length === 0 && <p className="dimmed">{t.closing.noneYet}</p>}
      <ul className="closings">
        {data?.map((closing) => (
          <ClosingCard key={closing.id} closing={closing} />
        ))}
      </ul>
    </section>
  );
}
