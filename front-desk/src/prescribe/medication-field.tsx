import { TextInput } from '@mantine/core';
import { useTexts } from '../texts/language';
import type { FieldsProps } from './field';

/** The drug by its name, as the service reads names: in any common spelling. */
export function MedicationField({ draft, change, faults }: FieldsProps) {
  const t = useTexts();
  return (
    <TextInput
      label={t.prescribe.medication}
      placeholder={t.prescribe.medicationHint}
      value={draft.name}
      onChange={(event) => change({ name: event.currentTarget.value, code: '' })}
      error={faults.get('medication') ?? faults.get('medication/name')}
      className="medication-name"
      data-autofocus
      required
      dir="auto"
      autoComplete="off"
      maxLength={200}
    />
  );
}
