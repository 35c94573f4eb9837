import { TextInput } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { nameOf, type Patient } from '../find/person';
import { useSearch } from '../find/use-search';
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
  const [marked, setMarked] = useState(0);
  const { asks, isFresh, found, error } = useSearch(typed);
  const shown = patient ? [] : found.slice(0, 6);
  const pick = (one: Patient) => {
    setTyped(nameOf(one, t));
    onPick(one);
  };
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const one = shown[marked];
    if (step !== 0 && shown.length > 0) setMarked((marked + step + shown.length) % shown.length);
    else if (event.key === 'Enter' && !patient) {
      if (one && isFresh) pick(one);
    } else return;
    event.preventDefault();
  };
  return (
    <div className="picker">
      <TextInput
        data-autofocus
        label={t.patient.title}
        description={t.find.placeholder}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setMarked(0);
          onPick(undefined);
        }}
        onKeyDown={press}
        role="combobox"
        aria-expanded={shown.length > 0}
        aria-controls="picked-from"
        aria-autocomplete="list"
        aria-activedescendant={shown.length > 0 ? `picked-${marked}` : undefined}
        autoComplete="off"
        spellCheck={false}
      />
      <div id="picked-from" role="listbox" aria-label={t.find.results} className="picker-list">
        {shown.map((one, index) => (
          <div
            key={one.id}
            id={`picked-${index}`}
            role="option"
            aria-selected={index === marked}
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
