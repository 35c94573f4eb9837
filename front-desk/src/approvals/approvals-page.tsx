import { Loader } from '@mantine/core';
import { useState } from 'react';
import { isPassing } from '../api/problem';
import { PageTitle } from '../shell/page-title';
import { ProblemNotice } from '../shell/problem-notice';
import { useTexts } from '../texts/language';
import './approvals.css';
import { RequestCard } from './request-card';
import { useRequests, type Request } from './use-requests';

/** What one person asked for and another has to decide. */
export function ApprovalsPage() {
  const t = useTexts();
  const { requests, isLoading, errors } = useRequests();
  // what was decided here stays to be seen, in its place, until the page is left
  const [decided, setDecided] = useState<readonly Request[]>([]);
  const isDecided = (request: Request) => decided.some(({ record }) => record.id === request.record.id);
  const shown = [...decided, ...requests.filter((request) => !isDecided(request))].toSorted((a, b) =>
    a.record.createdAt.localeCompare(b.record.createdAt),
  );
  return (
    <div className="narrow">
      <PageTitle>{t.approvals.title}</PageTitle>
      <p className="dimmed">{t.approvals.what}</p>
      {errors.map((error) => (
        <ProblemNotice key={error.message} error={error} isPassing={isPassing(error)} />
      ))}
      {isLoading && <Loader aria-label={t.loading} m="xl" />}
      {!isLoading && errors.length === 0 && shown.length === 0 && <p>{t.approvals.none}</p>}
      <ul className="requests">
        {shown.map((request) => (
          <RequestCard
            key={request.record.id}
            request={request}
            onDecided={() => setDecided((before) => (isDecided(request) ? before : [...before, request]))}
          />
        ))}
      </ul>
    </div>
  );
}
