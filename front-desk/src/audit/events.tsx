import { Alert, Button, Checkbox, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { answer } from '../api/services';
import { useSession } from '../api/session';
import { useTexts } from '../texts/language';
import { clientOf, type AuditEvent } from './audit-client';
import { dayStart, nextDay } from './day-start';
import { EventRow } from './event-row';
import { partName } from './part-name';
import { useMerged } from './use-merged';

export interface Filters {
  subject: string;
  patientId: string;
  operation: string;
  from: string;
  to: string;
  refused: boolean;
}
const none: Filters = { subject: '', patientId: '', operation: '', from: '', to: '', refused: false };

/** Who did what with whose data, in all services, newest first. */
export function Events() {
  const t = useTexts();
  const { session } = useSession();
  const [filters, setFilters] = useState(none);
  const [settled] = useDebouncedValue(filters, 300);
  const zone = session?.timeZone ?? 'UTC';
  const query = {
    limit: 50,
    ...(settled.subject.trim() !== '' && { subject: settled.subject.trim() }),
    ...(/^[0-9a-f-]{36}$/i.test(settled.patientId.trim()) && { patientId: settled.patientId.trim() }),
    ...(settled.operation.trim() !== '' && { operation: settled.operation.trim() }),
    ...(settled.from !== '' && { from: dayStart(settled.from, zone) }),
    ...(settled.to !== '' && { to: dayStart(nextDay(settled.to), zone) }),
    ...(settled.refused && { refused: 'true' as const }),
  };
  const { rows, failed, isLoading, hasNextPage, fetchNextPage, isFetchingNextPage } = useMerged<AuditEvent>(
    ['audit', 'events', query],
    (service, cursor, signal) =>
      answer(
        clientOf(service).GET('/audit', {
          params: { query: { ...query, ...(cursor !== undefined && { cursor }) } },
          signal,
        }),
      ),
  );
  const change = (changes: Partial<Filters>) => setFilters((before) => ({ ...before, ...changes }));
  const field = (name: 'subject' | 'patientId' | 'operation' | 'from' | 'to', type = 'text') => (
    <TextInput
      label={t.audit[name]}
      type={type}
      value={filters[name]}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
      size="sm"
      dir={type === 'text' ? 'auto' : undefined}
    />
  );
  return (
    <>
      <div className="audit-filters" role="search">
        {field('subject')}
        {field('patientId')}
        {field('operation')}
        {field('from', 'date')}
        {field('to', 'date')}
        <Checkbox
          label={t.audit.refused}
          checked={filters.refused}
          onChange={(event) => change({ refused: event.currentTarget.checked })}
        />
        <Button variant="default" size="sm" onClick={() => setFilters(none)}>
          {t.audit.clear}
        </Button>
      </div>
      {failed.map((service) => (
        <Alert key={service} color="yellow" role="alert" mb="sm">
          {t.accesses.fails(partName(service, t.services))}
        </Alert>
      ))}
      {isLoading && <Skeleton height={64} role="status" aria-label={t.loading} />}
      {!isLoading && rows.length === 0 && failed.length === 0 && <p className="dimmed">{t.audit.none}</p>}
      <ol className="events" aria-label={t.audit.tabs.events}>
        {rows.map((event) => (
          <EventRow key={`${event.service} ${event.position}`} event={event} onNarrow={change} />
        ))}
      </ol>
      {hasNextPage && (
        <Button variant="default" mt="sm" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t.accesses.older}
        </Button>
      )}
    </>
  );
}
