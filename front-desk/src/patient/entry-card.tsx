import { Badge, UnstyledButton } from '@mantine/core';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { EntryAct, type Act } from './entry-act';
import { EntryIcon } from './entry-icon';
import { describe, type Described } from './describe-entry';
import { keyOf, timeOf, type Entry, type Links } from './timeline';

interface Props {
  entry: Entry;
  links: Links;
  isStop: boolean;
  onFocus: () => void;
  onGo: (key: string) => void;
  /** What can be done with it; Enter does the first. */
  acts: readonly Act[];
}

const colors: Record<Described['tone'], string> = {
  good: 'teal',
  open: 'blue',
  waiting: 'yellow',
  bad: 'red',
  over: 'gray',
};

/** One thing that happened, what it came from, and what came of it. */
export function EntryCard({ entry, links, isStop, onFocus, onGo, acts }: Props) {
  const t = useTexts();
  const format = useFormat();
  const key = keyOf(entry);
  const { title, status, tone, details } = describe(entry, t, format);
  const cause = links.causeOf.get(key);
  const effects = links.effectsOf.get(key) ?? [];
  const time = timeOf(entry);
  const link = (to: Entry) => (
    <UnstyledButton key={keyOf(to)} className="text-button" onClick={() => onGo(keyOf(to))} tabIndex={isStop ? 0 : -1}>
      <bdi>{describe(to, t, format).title}</bdi>
    </UnstyledButton>
  );
  return (
    <li
      id={key}
      className={`entry entry-${entry.kind} tone-${tone}`}
      // a list that is walked through with the arrows: its entries take the focus in turn
      tabIndex={isStop ? 0 : -1}
      onFocus={onFocus}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.target !== event.currentTarget || !acts[0]) return;
        event.preventDefault();
        acts[0].act();
      }}
    >
      <time dateTime={time} className="entry-time">
        <span>{format.shortDay(time)}</span>
        <span>{format.time(time)}</span>
      </time>
      <span className="entry-sign" aria-hidden="true">
        <EntryIcon kind={entry.kind} />
      </span>
      <div className="entry-what">
        <div className="entry-title">
          <bdi>{title}</bdi>
          {status && (
            <Badge color={colors[tone]} variant="light" tt="none" size="md">
              {status}
            </Badge>
          )}
          <span className="entry-acts">
            {acts.map((act) => (
              <EntryAct key={act.name} act={act} title={title} isStop={isStop} />
            ))}
          </span>
        </div>
        {details.length > 0 && (
          <div className="entry-details">
            {details.map((detail) => (
              <span key={detail}>
                <bdi>{detail}</bdi>
              </span>
            ))}
          </div>
        )}
        {cause && (
          <div className="entry-links">
            <span className="dimmed">{t.patient.from}</span> {link(cause)}
          </div>
        )}
        {effects.length > 0 && (
          <div className="entry-links">
            <span className="dimmed">{t.patient.ledTo}</span> {effects.map(link)}
          </div>
        )}
      </div>
    </li>
  );
}
