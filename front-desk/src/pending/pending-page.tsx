import '../audit/audit.css';
import { Alert, Badge, Button, Skeleton } from '@mantine/core';
import { useEffect } from 'react';
import { partName } from '../audit/part-name';
import { offerFocus } from '../shell/focus';
import { PageTitle } from '../shell/page-title';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { usePending, useAttempt } from './use-pending';

/** What another service has still to confirm, in all services that the role may ask. */
export function PendingPage() {
  const t = useTexts();
  const format = useFormat();
  const { rows, count, hasMoreThanCount, failed, mayAttempt, isLoading } = usePending();
  const attempt = useAttempt();
  // a row goes by itself, with the button that had the focus
  useEffect(() => offerFocus(document.querySelector<HTMLElement>('.page-title')), [rows.length]);
  return (
    <>
      <PageTitle>{t.pending.title}</PageTitle>
      <p>{t.pending.what}</p>
      {failed.map((service) => (
        <Alert key={service} color="yellow" role="alert" mb="sm">
          {t.accesses.fails(partName(service, t.services))}
        </Alert>
      ))}
      {isLoading && <Skeleton height={64} role="status" aria-label={t.loading} />}
      {!isLoading && rows.length === 0 && failed.length === 0 && <p>✓ {t.pending.none}</p>}
      {count > 0 && <p role="status">{t.pending.waiting(count, hasMoreThanCount)}</p>}
      <ol className="events">
        {rows.map(({ service, id, job, recordId, state, attempts, lastReason, since, nextAttemptAt }) => (
          <li key={`${service} ${id}`} className="event">
            <span className="dimmed">{t.pending.since(`${format.shortDay(since)} ${format.time(since)}`)}</span>
            <div>
              <b>{t.pending.jobs[job] ?? job}</b>{' '}
              <Badge color={state === 'failed' ? 'red' : 'yellow'} variant="light" tt="none">
                {t.pending.states[state]}
              </Badge>
              <div lang="en" dir="ltr" className="pending-reason">
                {lastReason}
              </div>
              <div className="dimmed">
                {t.pending.attempts(attempts)}
                {nextAttemptAt && ` · ${t.pending.next(format.time(nextAttemptAt))}`} · {t.pending.record}{' '}
                <code>{recordId}</code>
              </div>
            </div>
            <span>
              {mayAttempt && (
                <Button
                  variant="default"
                  // one that is disabled, as a loading one is, would lose the focus
                  aria-busy={attempt.isPending && attempt.variables.id === id}
                  onClick={() => attempt.mutate({ service, id })}
                >
                  {t.tryAgain}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
