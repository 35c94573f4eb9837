import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Problem } from '../api/problem';
import { ProblemNotice } from '../shell/problem-notice';
import { useTexts } from '../texts/language';
import { useRecordAllergy, type Words } from './use-allergies';

const criticalities = ['high', 'low', 'unable-to-assess'] as const;

/** One more allergy. Enter records it, and the form is ready for the next. */
export function RecordForm({ patientId, onLeave }: { patientId: string; onLeave: () => void }) {
  const t = useTexts();
  const first = useRef<HTMLInputElement>(null);
  const [substance, setSubstance] = useState('');
  const [reaction, setReaction] = useState('');
  const [criticality, setCriticality] = useState<Words['criticality']>('unable-to-assess');
  const record = useRecordAllergy(patientId, () => {
    setSubstance('');
    setReaction('');
    setCriticality('unable-to-assess');
    first.current?.focus();
  });
  const { error, data } = record;
  const faults = error instanceof Problem ? error.faults : new Map<string, string>();
  useEffect(() => first.current?.focus(), []);
  return (
    <form
      className="card allergy-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (record.isPending) return;
        if (substance.trim() === '') first.current?.focus();
        else record.send({ substance: substance.trim(), reaction: reaction.trim(), criticality });
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
        <TextInput
          label={t.allergies.reaction}
          placeholder={t.allergies.reactionHint}
          value={reaction}
          onChange={(event) => setReaction(event.currentTarget.value)}
          error={faults.get('reaction')}
          autoComplete="off"
          dir="auto"
          maxLength={500}
        />
        <NativeSelect
          label={t.allergies.criticality}
          value={criticality}
          onChange={(event) =>
            setCriticality(criticalities.find((one) => one === event.currentTarget.value) ?? 'unable-to-assess')
          }
          data={criticalities.map((value) => ({ value, label: t.allergies.criticalities[value] }))}
        />
      </div>
      <div role="status">{data && substance === '' && t.allergies.recorded(data.substance)}</div>
      {error && faults.size === 0 && <ProblemNotice error={error} />}
      <Group>
        <Button type="submit" size="md" loading={record.isPending}>
          {t.allergies.record}
        </Button>
        <Button variant="default" size="md" onClick={onLeave}>
          {t.allergies.done}
        </Button>
      </Group>
    </form>
  );
}
