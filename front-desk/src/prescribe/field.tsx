import { TextInput } from '@mantine/core';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { notNumbers, type Draft } from './draft';

export interface FieldsProps {
  draft: Draft;
  change: (changes: Partial<Draft>) => void;
  /** What the service says of a field, by its path in the request. */
  faults: ReadonlyMap<string, string>;
}

type TextField = { [Name in keyof Draft]: Draft[Name] extends string ? Name : never }[keyof Draft];

interface Props extends FieldsProps {
  name: TextField;
  path: string;
  label: string;
  hint?: string;
  short?: boolean;
}

/** One field of the order; what is wrong with it stands below it. */
export function Field({ draft, change, faults, name, path, label, hint, short = false }: Props) {
  const t = useTexts();
  const { signs } = useFormat();
  const isNoNumber = new Set<string>(notNumbers(draft, signs)).has(name);
  const fault = faults.get(path);
  return (
    <TextInput
      label={label}
      placeholder={hint}
      value={draft[name]}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
      error={isNoNumber ? t.prescribe.notNumber : fault && <span lang="en">{fault}</span>}
      inputMode={short ? 'decimal' : undefined}
      className={short ? 'field-short' : undefined}
      dir="auto"
      autoComplete="off"
      maxLength={200}
    />
  );
}
