import { Loader, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { usePolling } from '../api/events';
import { isPassing } from '../api/problem';
import { answer, patients } from '../api/services';
import { leavePage } from '../shell/leave-question';
import { ProblemNotice } from '../shell/problem-notice';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { ReviewForm } from './review-form';

/** Who had to see a restricted record, why, and whether that was justified. */
export function BrokenGlass() {
  const t = useTexts();
  const format = useFormat();
  const [shows, setShows] = useState<'open' | 'reviewed'>('open');
  const reviewed = shows === 'reviewed';
  const { data, error, isLoading } = useQuery({
    queryKey: ['break-glass', shows],
    queryFn: ({ signal }) =>
      answer(patients.GET('/break-glass', { params: { query: { reviewed, limit: 100 } }, signal })),
    meta: { shows: ['broken-glass'] },
    refetchInterval: usePolling(15_000),
  });
  return (
    <div className="narrow">
      <SegmentedControl
        aria-label={t.audit.tabs.glass}
        value={shows}
        onChange={(value) => leavePage(() => setShows(value === 'reviewed' ? 'reviewed' : 'open'))}
        data={[
          { value: 'open', label: t.audit.toReview },
          { value: 'reviewed', label: t.audit.reviewed },
        ]}
      />
      {isLoading && <Loader aria-label={t.loading} m="md" />}
      {error && <ProblemNotice error={error} isPassing={isPassing(error)} />}
      {data?.data.length === 0 && <p className="dimmed">{reviewed ? t.audit.noneReviewed : t.audit.noGlass}</p>}
      {data?.data.map((glass) => (
        <section key={glass.id} className="card glass" aria-label={glass.reason}>
          <p>
            <b>
              <bdi>{glass.brokenBy.name ?? glass.brokenBy.subject}</bdi>
            </b>{' '}
            <time dateTime={glass.createdAt} className="dimmed">
              {format.dayAndTime(glass.createdAt)} ·{' '}
              {glass.lifts ? t.audit.lifted : t.audit.until(format.time(glass.openUntil))}
            </time>
          </p>
          <p className="glass-reason">
            <bdi>{glass.reason}</bdi>
          </p>
          <p className="dimmed">
            {t.audit.patient} <code>{glass.patientId}</code>
          </p>
          {glass.reviewed ? (
            <p>
              <b>{t.audit.findings[glass.finding ?? '']}</b>{' '}
              {glass.reviewedBy && <bdi>{t.audit.by(glass.reviewedBy.name ?? glass.reviewedBy.subject)}</bdi>}{' '}
              <bdi className="dimmed">{glass.note}</bdi>
            </p>
          ) : (
            <ReviewForm id={glass.id} />
          )}
        </section>
      ))}
    </div>
  );
}
