import { Button, Group, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Problem } from '../api/problem';
import { Form } from '../shell/form';
import { useLeaveQuestion } from '../shell/leave-question';
import { ProblemNotice } from '../shell/problem-notice';
import { useTexts } from '../texts/language';
import { AllergyFields } from './allergy-fields';
import { useRecordAllergy, type Words } from './use-allergies';

const unsaid: Pick<Words, 'reaction' | 'criticality'> = { reaction: '', criticality: 'unable-to-assess' };

/** One more allergy. Enter records it, and the form is ready for the next. */
export function RecordForm({ patientId, onLeave }: { patientId: string; onLeave: () => void }) {
  const t = useTexts();
  const first = useRef<HTMLInputElement>(null);
  const [substance, setSubstance] = useState('');
  const [words, setWords] = useState(unsaid);
  const edit = (changed: Partial<Words>) => setWords({ ...words, ...changed });
  const question = useLeaveQuestion(substance.trim() !== '' || words.reaction.trim() !== '');
  const latest = useRef('');
  useEffect(() => {
    latest.current = textOf(substance, words);
  }, [substance, words]);
  const record = useRecordAllergy(patientId, (sent) => {
    // the next is being written already
    if (latest.current !== textOf(sent.substance, sent)) return;
    setSubstance('');
    setWords(unsaid);
    first.current?.focus();
  });
  const { error, data } = record;
  const faults = error instanceof Problem ? error.faults : new Map<string, string>();
  useEffect(() => first.current?.focus(), []);
  return (
    <Form
      question={question}
      className="card allergy-form"
      onSubmit={() => {
        if (substance.trim() === '') first.current?.focus();
        else record.send({ ...words, substance: substance.trim(), reaction: words.reaction.trim() });
      }}
    >
      <div className="allergy-words">
        <TextInput
          ref={first}
          label={t.allergies.substance}
          placeholder={t.allergies.substanceHint}
          value={substance}
          onChange={(event) => setSubstance(event.currentTarget.value)}
          error={faults.get('substance')}
          autoComplete="off"
          dir="auto"
          maxLength={200}
        />
        <AllergyFields words={words} fault={faults.get('reaction')} onChange={edit} />
      </div>
      <div role="status">{data && t.allergies.recorded(data.substance)}</div>
      {error && faults.size === 0 && <ProblemNotice error={error} />}
      <Group>
        <Button type="submit" size="md" loading={record.isPending}>
          {t.allergies.record}
        </Button>
        <Button variant="default" size="md" onClick={onLeave}>
          {t.allergies.done}
        </Button>
      </Group>
    </Form>
  );
}

/** What is written, as one text. */
function textOf(substance: string, { reaction, criticality }: typeof unsaid): string {
  return JSON.stringify([substance.trim(), reaction.trim(), criticality]);
}
