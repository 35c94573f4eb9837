import { Button, Group } from '@mantine/core';
import { useMay } from '../access/may';
import { nameOf, type Patient } from '../find/person';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { doctorName, type Doctor } from './doctors';
import { useNow } from './use-now';
import { useAnswerOffer, type Entry } from './use-waiting-list';

interface Props {
  entries: readonly Entry[];
  doctors: readonly Doctor[];
  patients: ReadonlyMap<string, Patient>;
  onAnswered: (entry: Entry) => void;
  onRefused: (error: Error) => void;
}

/** Who waits for what is shown beside it. */
export function WaitingList({ entries, doctors, patients, onAnswered, onRefused }: Props) {
  const t = useTexts();
  const { reply, isPending } = useAnswerOffer({ done: onAnswered, refused: onRefused });
  return (
    <aside className="waiting" aria-labelledby="waiting-title">
      <h2 id="waiting-title">
        {t.waiting.title} <span className="dimmed">{entries.length}</span>
      </h2>
      {entries.length === 0 && <p className="dimmed">{t.waiting.nobody}</p>}
      <ol>
        {entries.map((entry) => (
          <WaitingEntry
            key={entry.id}
            entry={entry}
            doctor={doctors.find(({ id }) => id === (entry.offer?.doctorId ?? entry.doctorId))}
            patient={patients.get(entry.patientId)}
            isBusy={isPending}
            onReply={(answer) => reply(entry.id, answer)}
          />
        ))}
      </ol>
    </aside>
  );
}

interface EntryProps {
  entry: Entry;
  doctor: Doctor | undefined;
  patient: Patient | undefined;
  isBusy: boolean;
  onReply: (reply: 'accept' | 'decline') => void;
}

function WaitingEntry({ entry, doctor, patient, isBusy, onReply }: EntryProps) {
  const t = useTexts();
  const may = useMay();
  const format = useFormat();
  const { offer, specialty, latest, createdAt, offersMissed, reason, status } = entry;
  const isOffered = status === 'offered' && offer !== null;
  return (
    <li className={isOffered ? 'wait wait-offered' : 'wait'}>
      <b>
        <bdi>{patient ? nameOf(patient, t) : '…'}</bdi>
      </b>{' '}
      <span className="number dimmed">{patient?.mrn}</span>
      {isOffered ? (
        <>
          <p>
            {format.dayAndTime(offer.time)} · <bdi>{doctor && doctorName(doctor)}</bdi>
          </p>
          <Remaining until={Date.parse(offer.expiresAt)} />
          <Group gap="xs" mt={4}>
            {may('acceptOffer') && (
              <Button size="compact-md" disabled={isBusy} onClick={() => onReply('accept')}>
                {t.waiting.accept}
              </Button>
            )}
            {may('declineOffer') && (
              <Button size="compact-md" variant="default" disabled={isBusy} onClick={() => onReply('decline')}>
                {t.waiting.decline}
              </Button>
            )}
          </Group>
        </>
      ) : (
        <>
          <p>
            <bdi>{doctor ? doctorName(doctor) : specialty}</bdi> · {t.waiting.until(format.shortDay(latest))}
          </p>
          {reason !== null && (
            <p>
              <bdi>{reason}</bdi>
            </p>
          )}
          <p className="dimmed">
            {t.waiting.since(format.shortDay(createdAt))}
            {offersMissed > 0 && ` · ${t.waiting.missed(offersMissed)}`}
          </p>
        </>
      )}
    </li>
  );
}

/** How long the time is still held. */
function Remaining({ until }: { until: number }) {
  const t = useTexts();
  const now = useNow(1_000);
  const seconds = Math.max(0, Math.round((until - now) / 1000));
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return (
    <p role="timer" className={seconds < 120 ? 'remaining remaining-short' : 'remaining'}>
      {seconds > 0 ? t.waiting.left(clock) : t.waiting.over}
    </p>
  );
}
