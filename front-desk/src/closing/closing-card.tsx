import { Badge, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../access/may';
import { useSession } from '../api/session';
import { useLeaveQuestion } from '../shell/leave-question';
import { toMinor } from '../texts/currency';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { ReviewForm } from './review-form';
import type { Closing } from './use-closing';
import { useDifference } from './use-difference';
import { useMethodName } from './use-method-name';

/** One closing: whose, whether it agrees, and who has looked at it. */
export function ClosingCard({ closing }: { closing: Closing }) {
  const t = useTexts();
  const format = useFormat();
  const may = useMay();
  const { session } = useSession();
  const { cashier, desk, createdAt, lines, reviewedBy, reviewNote } = closing;
  const [isOpen, setIsOpen] = useState(false);
  // kept while the details are hidden
  const [note, setNote] = useState('');
  const question = useLeaveQuestion(!reviewedBy && note !== '');
  const differs = lines.some(({ difference }) => difference !== 0);
  const isOwn = cashier.subject === session?.subject && cashier.issuer === session.issuer;
  return (
    <li className="card closing-card">
      <div className="closing-head">
        <b>
          <time dateTime={createdAt}>{format.dayAndTime(createdAt)}</time>
        </b>
        <span>
          <bdi>{cashier.name ?? cashier.subject}</bdi>
          {desk !== null && (
            <>
              {' · '}
              <bdi>{desk}</bdi>
            </>
          )}
        </span>
        <Badge color={differs ? 'red' : 'teal'} variant="light" tt="none">
          {differs ? t.closing.differs : t.closing.agrees}
        </Badge>
        <span className="dimmed">
          {reviewedBy ? t.closing.seenBy(reviewedBy.name ?? reviewedBy.subject) : t.closing.unseen}
        </span>
        <UnstyledButton className="text-button" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? t.closing.hide : t.closing.details}
        </UnstyledButton>
      </div>
      {isOpen && (
        <>
          <Lines lines={lines} />
          {reviewNote && <p>{reviewNote}</p>}
          {!reviewedBy && may('reviewClosing') && isOwn && <p className="dimmed">{t.closing.own}</p>}
          {!reviewedBy && may('reviewClosing') && !isOwn && (
            <ReviewForm closingId={closing.id} note={note} onNote={setNote} question={question} />
          )}
        </>
      )}
    </li>
  );
}

function Lines({ lines }: { lines: Closing['lines'] }) {
  const t = useTexts();
  const format = useFormat();
  const methodName = useMethodName();
  const inWords = useDifference();
  return (
    <ul className="closing-lines">
      {lines.map((line) => (
        <li key={methodName(line)}>
          <b>{methodName(line)}</b>
          <span>
            {t.closing.expected} <span className="number">{format.money(line.expected, line.currency)}</span>
          </span>
          <span>
            {t.closing.countedShort} <span className="number">{format.money(line.counted, line.currency)}</span>
          </span>
          <span className={line.difference === 0 ? 'dimmed' : 'at-fault'}>
            {t.closing.difference}: {inWords(toMinor(line.difference, line.currency), line.currency)}
          </span>
          {line.explanation && (
            <span>
              {t.closing.explanation}: <bdi>{line.explanation}</bdi>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
