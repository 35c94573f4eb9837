import { Button, Chip, Group, Skeleton, Title } from '@mantine/core';
import { lazy, Suspense, useState, type KeyboardEvent } from 'react';
import { isPassing } from '../api/problem';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { ProblemNotice } from '../shell/problem-notice';
import { EntryCard } from './entry-card';
import { useSources } from './sources';

import { keyOf, linksAmong, sectionsOf, type Kind, type Section } from './timeline';
import { useActs } from './use-acts';

const PrescriptionDialog = lazy(async () => ({
  default: (await import('../prescription/prescription-dialog')).PrescriptionDialog,
}));

/** Everything that happened to one patient, of all services, newest first. */
export function Timeline({ patientId }: { patientId: string }) {
  const t = useTexts();
  const format = useFormat();
  const sources = useSources(patientId);
  const [hidden, setHidden] = useState<ReadonlySet<Kind>>(new Set());
  const [marked, setMarked] = useState<string>();
  const [opened, setOpened] = useState<string>();
  const entries = sources.flatMap((source) => source.entries);
  const links = linksAmong(entries);
  const sections = sectionsOf(
    entries.filter(({ kind }) => !hidden.has(kind)),
    format.today(),
    format.dayOf,
  );
  const keys = sections.flatMap((section) => section.entries.map(keyOf));
  const open = entries.find((entry) => keyOf(entry) === opened);
  const isLoading = sources.some((source) => source.isLoading);

  const { actsOf, error: notDone } = useActs(patientId, entries, links, setOpened);
  const go = (key: string) => {
    setMarked(key);
    document.getElementById(key)?.focus();
  };
  const press = (event: KeyboardEvent) => {
    const at = keys.indexOf(document.activeElement?.id ?? '');
    const to = event.key === 'ArrowDown' ? keys[at + 1] : event.key === 'ArrowUp' ? keys[at - 1] : undefined;
    const cause = event.key === 'c' && marked !== undefined ? links.causeOf.get(marked) : undefined;
    const key = to ?? (cause && keyOf(cause));
    if (key === undefined) return;
    event.preventDefault();
    go(key);
  };
  const headingOf = ({ heading }: Section) =>
    typeof heading === 'string' ? t.patient[heading] : format.month(heading.month);

  return (
    <section className="timeline" aria-label={t.patient.timeline}>
      <Group gap="xs" className="timeline-kinds" role="group" aria-label={t.patient.show}>
        {sources.map(({ kind, entries: { length } }) => (
          <Chip
            key={kind}
            size="sm"
            variant="light"
            checked={!hidden.has(kind)}
            onChange={(shows) => setHidden((before) => (shows ? without(before, kind) : new Set([...before, kind])))}
          >
            {t.patient.sources[kind]} {format.number(length)}
          </Chip>
        ))}
      </Group>
      {notDone && <ProblemNotice error={notDone} />}
      {sources.map(
        ({ kind, error, readAt }) =>
          error && (
            <ProblemNotice
              key={kind}
              error={error}
              isPassing={isPassing(error)}
              text={`${t.patient.sourceFails(t.patient.sources[kind])}${readAt > 0 ? ` (${t.asOf(format.time(readAt))})` : ''}`}
            />
          ),
      )}
      <div onKeyDown={press}>
        {sections.map((section) => (
          <section key={headingOf(section)} className="timeline-section">
            <Title order={2} size="h5">
              {headingOf(section)}
            </Title>
            <ol>
              {section.entries.map((entry) => (
                <EntryCard
                  key={keyOf(entry)}
                  entry={entry}
                  links={links}
                  // one stop for the tab key; arrows do the rest
                  isStop={(marked !== undefined && keys.includes(marked) ? marked : keys[0]) === keyOf(entry)}
                  onFocus={() => setMarked(keyOf(entry))}
                  onGo={go}
                  acts={actsOf(entry)}
                />
              ))}
            </ol>
          </section>
        ))}
      </div>
      {open?.kind === 'prescription' && (
        <Suspense>
          <PrescriptionDialog prescription={open.record} onClose={() => setOpened(undefined)} />
        </Suspense>
      )}
      {isLoading && <Skeleton height={64} my="sm" role="status" aria-label={t.loading} />}
      {!isLoading && entries.length === 0 && sources.every(({ error }) => !error) && (
        <p className="dimmed">{t.patient.nothing}</p>
      )}
      {sources.map(
        ({ kind, more }) =>
          more && (
            <Button key={kind} variant="default" onClick={more} mt="sm" me="sm">
              {t.patient.older}: {t.patient.sources[kind]}
            </Button>
          ),
      )}
    </section>
  );
}

function without(kinds: ReadonlySet<Kind>, kind: Kind): ReadonlySet<Kind> {
  return new Set([...kinds].filter((one) => one !== kind));
}
