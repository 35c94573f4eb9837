import { UnstyledButton } from '@mantine/core';
import { roleNames } from '../access/role-names';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import type { AuditEvent } from './audit-client';
import { partName } from './part-name';
import type { Of } from './use-merged';

interface Props {
  event: Of<AuditEvent>;
  onNarrow: (filters: { subject?: string; patientId?: string }) => void;
}

/** One event; its person and its patients narrow the list. */
export function EventRow({ event, onNarrow }: Props) {
  const t = useTexts();
  const format = useFormat();
  const { service, at, did, operation, outcome, status, subject, name, roles, through, patientIds, reason, address } =
    event;
  return (
    <li className="event">
      <time dateTime={at} className="dimmed">
        {format.shortDay(at)} {format.time(at)}
      </time>
      <div>
        <UnstyledButton className="text-button" title={t.audit.onlyPerson} onClick={() => onNarrow({ subject })}>
          <bdi>{name ?? subject}</bdi>
        </UnstyledButton>{' '}
        <span className="dimmed">{roleNames(roles, t.roles) || t.audit.job}</span>
        <br />
        <bdi lang="en">{did}</bdi>{' '}
        <bdi>
          <code className="dimmed">{operation}</code>
        </bdi>
        {reason && <span className="high-risk"> · {t.accesses.because(reason)}</span>}
        {through && <span className="dimmed"> · {t.accesses.through(partName(through, t.services))}</span>}
        {address && (
          <span className="dimmed">
            {' · '}
            <bdi>{address}</bdi>
          </span>
        )}
        {patientIds.length > 0 && (
          <div className="event-patients">
            {patientIds.slice(0, 3).map((id) => (
              <UnstyledButton
                key={id}
                className="text-button"
                title={t.audit.onlyPatient}
                onClick={() => onNarrow({ patientId: id })}
              >
                <code>{id}</code>
              </UnstyledButton>
            ))}
            {patientIds.length > 3 && <span className="dimmed">+{format.number(patientIds.length - 3)}</span>}
          </div>
        )}
      </div>
      <span className={outcome === 'refused' ? 'high-risk' : 'dimmed'}>
        {partName(service, t.services)} · {t.accesses.outcomes[outcome]}
        {status !== null && outcome === 'refused' && ` (${status})`}
      </span>
    </li>
  );
}
