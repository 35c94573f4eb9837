import { TextInput, VisuallyHidden } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { useOptions } from '../shell/use-options';
import { useTexts } from '../texts/language';
import type { FieldsProps } from './field';
import { MedicationOption } from './medication-option';
import { calledBy, useMedications, type KnownMedication } from './use-medications';

/** The drug by its name, with what the knowledge has that begins so; what it does not have can be written all the same. */
export function MedicationField({ draft, change, faults }: FieldsProps) {
  const t = useTexts();
  /** The name as it was when the list was left: with Tab, Escape, or one of it. */
  const [left, setLeft] = useState(draft.name);
  const { found, isFresh } = useMedications(draft.name === left ? '' : draft.name);
  const take = (one: KnownMedication | undefined) => {
    if (!one) return;
    const name = calledBy(one);
    const [code, ...others] = one.codes;
    // several codes are several uses, which the name does not tell apart
    change({ name, code: code !== undefined && others.length === 0 ? code : '' });
    setLeft(name);
  };
  const { at, idOf, field } = useOptions({
    list: 'medications',
    typed: draft.name,
    onType: (name) => change({ name, code: '' }),
    ids: found.map(({ name }) => name),
    isFresh,
    isOne: found.length === 1,
    onOpen: (row) => take(found[row]),
    onEscape: () => setLeft(draft.name),
  });
  const press = (event: KeyboardEvent) => {
    // with Ctrl, Enter is the form's; without a list, Escape is
    const isForm = event.ctrlKey || event.metaKey || (event.key === 'Escape' && found.length === 0);
    if (!isForm) field.onKeyDown(event);
  };
  return (
    <div className="medication">
      <TextInput
        label={t.prescribe.medication}
        placeholder={t.prescribe.medicationHint}
        error={faults.get('medication') ?? faults.get('medication/name')}
        className="medication-name"
        data-autofocus
        required
        dir="auto"
        maxLength={200}
        {...field}
        onKeyDown={press}
        onBlur={() => setLeft(draft.name)}
      />
      <div
        id="medications"
        role="listbox"
        aria-label={t.prescribe.knownMedications}
        className="medications"
        hidden={found.length === 0}
      >
        {found.map((one, row) => (
          <MedicationOption
            key={one.name}
            id={idOf(row)}
            medication={one}
            isMarked={row === at}
            onTake={() => take(one)}
          />
        ))}
      </div>
      <VisuallyHidden role="status">{found.length > 0 && t.prescribe.medicationsFound(found.length)}</VisuallyHidden>
    </div>
  );
}
