import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { nameOf, type Patient } from '../find/person';
import { useSearch } from '../find/use-search';
import { useOptions } from '../shell/use-options';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';

interface Props {
  patient: Patient | undefined;
  onPick: (patient: Patient | undefined) => void;
}

/** Finds a patient by whatever they say or show, as the page of that name does; Enter takes the marked one. */
export function PatientPicker({ patient, onPick }: Props) {
  const t = useTexts();
  const format = useFormat();
  const [typed, setTyped] = useState('');
  const { asks, isFresh, found, error } = useSearch(typed);
  const shown = patient ? [] : found.slice(0, 6);
  const pick = (one: Patient) => {
    setTyped(nameOf(one, t));
    onPick(one);
  };
  const { at, idOf, field } = useOptions({
    list: 'picked-from',
    typed,
    onType: (text) => {
      setTyped(text);
      onPick(undefined);
    },
    ids: shown.map(({ id }) => id),
    isFresh,
    isOne: shown.length === 1,
    onOpen: (row) => {
      const one = shown[row];
      if (one) pick(one);
    },
  });
  return (
    <div className="picker">
      <TextInput
        data-autofocus
        label={t.patient.title}
        description={t.find.placeholder}
        {...field}
        // with a patient, Enter is the form's
        onKeyDown={patient ? undefined : field.onKeyDown}
      />
      <div id="picked-from" role="listbox" aria-label={t.find.results} className="picker-list">
        {shown.map((one, index) => (
          <div
            key={one.id}
            id={idOf(index)}
            role="option"
            aria-selected={index === at}
            className="picker-option"
            onClick={() => pick(one)}
          >
            <b>
              <bdi>{nameOf(one, t)}</bdi>
            </b>
            <span className="number">{one.mrn}</span>
            <span className="dimmed">{one.birthDate ? format.birthDate(one.birthDate) : t.person.bornUnknown}</span>
          </div>
        ))}
      </div>
      <p role="status" className="dimmed picker-count">
        {patient ? (
          <>
            ✓ <bdi>{nameOf(patient, t)}</bdi> · {t.person.mrn} <span className="number">{patient.mrn}</span>
          </>
        ) : (
          asks && isFresh && !error && found.length === 0 && t.find.nobody
        )}
      </p>
    </div>
  );
}
