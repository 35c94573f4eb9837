import { Button, Group, Loader, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Compare, type Row, type Side } from '../edit/compare';
import { Form } from '../shell/form';
import { useLeaveQuestion } from '../shell/leave-question';
import { ProblemNotice } from '../shell/problem-notice';
import { useLocked } from '../shell/use-locked';
import { useTexts } from '../texts/language';
import { AllergyFields } from './allergy-fields';
import { readAllergy, useChangeAllergy, type Allergy, type Words } from './use-allergies';

const statuses = ['active', 'inactive', 'resolved'] as const;

interface Props {
  patientId: string;
  allergyId: string;
  onClose: () => void;
}

/** What is said of one allergy, read with its version. */
export function ChangeForm({ patientId, allergyId, onClose }: Props) {
  const t = useTexts();
  const { data, error } = useQuery({
    queryKey: ['allergy', allergyId],
    queryFn: ({ signal }) => readAllergy(patientId, allergyId, signal),
    // what is changed begins with what is there now
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (!data) return error ? <ProblemNotice error={error} /> : <Loader aria-label={t.loading} size="sm" />;
  return <ChangeRead read={data} onClose={onClose} />;
}

const wordsOf = ({ reaction, criticality, status }: Allergy): Words => ({
  reaction: reaction ?? '',
  criticality,
  status,
});

function ChangeRead({ read, onClose }: { read: Allergy; onClose: () => void }) {
  const t = useTexts();
  const [base, setBase] = useState(read);
  const [words, setWords] = useState(() => wordsOf(read));
  const [theirs, setTheirs] = useState<Allergy>();
  const before = wordsOf(base);
  const question = useLeaveQuestion(fields.some((name) => words[name] !== before[name]));
  const change = useChangeAllergy(read.patientId, (outcome) => {
    if (outcome.kind === 'changed') setTheirs(outcome.theirs);
    else {
      question.isStored();
      onClose();
    }
  });
  const form = useRef<HTMLFormElement>(null);
  useLocked(form, change.isPending);
  const edit = (changed: Partial<Words>) => setWords({ ...words, ...changed });
  if (theirs) {
    const now = wordsOf(theirs);
    return (
      <Compare
        key={theirs.version}
        question={question}
        rows={rowsOf(wordsOf(base), words, now)}
        isSending={change.isPending}
        notice={change.error && <ProblemNotice error={change.error} />}
        onChoose={(sides) => {
          const next = chosen(sides, words, now);
          setWords(next);
          setBase(theirs);
          change.mutate({ read: theirs, words: next });
        }}
        onBack={() => setTheirs(undefined)}
      />
    );
  }
  return (
    <Form
      ref={form}
      question={question}
      className="allergy-form"
      onSubmit={() => change.mutate({ read: base, words: { ...words, reaction: words.reaction.trim() } })}
      onEscape={onClose}
    >
      <div className="allergy-words">
        <NativeSelect
          autoFocus
          label={t.allergies.status}
          value={words.status}
          onChange={(event) => edit({ status: statuses.find((one) => one === event.currentTarget.value) ?? 'active' })}
          data={statuses.map((value) => ({ value, label: t.allergies.statuses[value] }))}
        />
        <AllergyFields words={words} onChange={edit} />
      </div>
      {change.error && <ProblemNotice error={change.error} />}
      <Group>
        <Button type="submit" loading={change.isPending}>
          {t.edit.save}
        </Button>
        <Button variant="default" onClick={() => question.isLeft(onClose)}>
          {t.cancel}
        </Button>
      </Group>
    </Form>
  );

  function rowsOf(before: Words, mine: Words, now: Words): Row[] {
    const labels = { status: t.allergies.status, criticality: t.allergies.criticality, reaction: t.allergies.reaction };
    const say = (name: keyof Words, of: Words) =>
      name === 'status'
        ? t.allergies.statuses[of.status]
        : name === 'criticality'
          ? t.allergies.criticalities[of.criticality]
          : of.reaction || t.edit.empty;
    return fields
      .filter((name) => mine[name] !== now[name])
      .map((name) => ({
        name,
        label: labels[name],
        mine: say(name, mine),
        theirs: say(name, now),
        chosen: mine[name] === before[name] ? 'theirs' : now[name] === before[name] ? 'mine' : undefined,
      }));
  }
}

const fields = ['status', 'criticality', 'reaction'] as const;

function chosen(sides: ReadonlyMap<string, Side>, mine: Words, theirs: Words): Words {
  const pick = <Name extends keyof Words>(name: Name): Words[Name] =>
    sides.get(name) === 'mine' ? mine[name] : theirs[name];
  return { status: pick('status'), criticality: pick('criticality'), reaction: pick('reaction') };
}
