import { roleNames } from '../access/role-names';
import './audit.css';
import { Alert, Button, Checkbox, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../api/session';
import { answer } from '../api/services';
import { PageTitle } from '../shell/page-title';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { clientOf, type Access } from './audit-client';
import { partName } from './part-name';
import { useMerged } from './use-merged';

/** For a patient: who has seen or changed what, in all services. */
export function AccessesPage() {
  const t = useTexts();
  const format = useFormat();
  const { session } = useSession();
  const id = session?.patientId ?? '';
  const [showsOwn, setShowsOwn] = useState(false);
  const { rows, failed, isLoading, hasNextPage, fetchNextPage } = useMerged<Access>(
    ['patient', id, 'accesses'],
    (service, cursor, signal) =>
      answer(
        clientOf(service).GET('/patients/{id}/accesses', {
          params: { path: { id }, query: { limit: 100, ...(cursor !== undefined && { cursor }) } },
          signal,
        }),
      ),
  );
  const isOwn = ({ who, roles }: Access) => roles.includes('patient') && who === session?.name;
  const shown = rows.filter((row) => showsOwn || !isOwn(row));
  return (
    <div className="narrow">
      <PageTitle>{t.accesses.title}</PageTitle>
      <p>{t.accesses.what}</p>
      <Checkbox
        label={t.accesses.own}
        checked={showsOwn}
        onChange={(event) => setShowsOwn(event.currentTarget.checked)}
        mb="sm"
      />
      {failed.map((service) => (
        <Alert key={service} color="yellow" role="alert">
          {t.accesses.fails(partName(service, t.services))}
        </Alert>
      ))}
      {isLoading && <Skeleton height={64} role="status" aria-label={t.loading} />}
      {!isLoading && shown.length === 0 && failed.length === 0 && <p className="dimmed">{t.accesses.none}</p>}
      <ol className="events">
        {shown.map(({ service, position, at, who, roles, did, outcome, through, reason }) => (
          <li key={`${service} ${position}`} className="event">
            <time dateTime={at} className="dimmed">
              {format.shortDay(at)} {format.time(at)}
            </time>
            <div>
              <b>
                <bdi>{who}</bdi>
              </b>{' '}
              <span className="dimmed">{roleNames(roles, t.roles)}</span>
              <br />
              <bdi lang="en">{did}</bdi>
              {reason && <span className="high-risk"> · {t.accesses.because(reason)}</span>}
              {through && <span className="dimmed"> · {t.accesses.through(partName(through, t.services))}</span>}
            </div>
            <span className={outcome === 'refused' ? 'high-risk' : 'dimmed'}>
              {partName(service, t.services)} · {t.accesses.outcomes[outcome]}
            </span>
          </li>
        ))}
      </ol>
      {hasNextPage && (
        <Button variant="default" mt="sm" onClick={() => void fetchNextPage()}>
          {t.accesses.older}
        </Button>
      )}
    </div>
  );
}
