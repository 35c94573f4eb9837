import { NativeSelect, TextInput } from '@mantine/core';
import { useTexts } from '../texts/language';
import type { Words } from './use-allergies';

const criticalities = ['high', 'low', 'unable-to-assess'] as const;

interface Props {
  words: Pick<Words, 'reaction' | 'criticality'>;
  /** Why the service did not accept the reaction. */
  fault?: string | undefined;
  onChange: (changed: Partial<Words>) => void;
}

/** What is said of an allergy when it is recorded, and may be changed later. */
export function AllergyFields({ words, fault, onChange }: Props) {
  const t = useTexts();
  return (
    <>
      <TextInput
        label={t.allergies.reaction}
        placeholder={t.allergies.reactionHint}
        value={words.reaction}
        onChange={(event) => onChange({ reaction: event.currentTarget.value })}
        error={fault}
        autoComplete="off"
        dir="auto"
        maxLength={500}
      />
      <NativeSelect
        label={t.allergies.criticality}
        value={words.criticality}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onChange({ criticality: criticalities.find((one) => one === value) ?? 'unable-to-assess' });
        }}
        data={criticalities.map((value) => ({ value, label: t.allergies.criticalities[value] }))}
      />
    </>
  );
}
