import { Kbd, TextInput, VisuallyHidden } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef, useState, type KeyboardEvent } from 'react';
import { useMay } from '../access/may';
import { Problem } from '../api/problem';
import { useTexts } from '../texts/language';
import { ResultRow } from './result-row';
import { SearchError } from './search-error';
import { useTyped } from './typed';
import { Understood } from './understood';
import { useSearch } from './use-search';

/** One field for whatever a patient says or shows. */
export function FindPage() {
  const t = useTexts();
  const may = useMay();
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useTyped();
  const { search, asks, isFresh, found, hasMore, error } = useSearch(typed);
  const [marked, setMarked] = useState(0);
  const opensWhenFresh = useRef(false);
  const canRegister = asks && may('registerPatient') && !(error instanceof Problem && error.status === 403);
  const rows = found.length + (canRegister ? 1 : 0);
  const at = Math.min(marked, rows - 1);

  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  const register = () => void navigate({ to: '/register' });
  const open = (index: number) => {
    const patient = found[index];
    if (patient) void navigate({ to: '/patients/$patientId', params: { patientId: patient.id } });
    else if (index === found.length && canRegister) register();
  };
  // a scanner ends its number with Enter, before there is an answer; among several a person chooses
  const openTheOne = useEffectEvent(() => {
    if (opensWhenFresh.current && found.length === 1) open(0);
    opensWhenFresh.current = false;
  });
  useEffect(() => {
    if (isFresh) openTheOne();
  }, [isFresh]);

  const type = (text: string) => {
    setTyped(text);
    setMarked(0);
    opensWhenFresh.current = false;
  };
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && rows > 0) setMarked((at + step + rows) % rows);
    else if (event.key === 'Enter' && event.ctrlKey && canRegister) register();
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing && asks) {
      if (isFresh) open(at);
      else opensWhenFresh.current = true;
    } else if (event.key === 'Escape') type('');
    else return;
    event.preventDefault();
  };
  useEffect(() => {
    document.getElementById(rowId(at))?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  return (
    <div className="find" onKeyDown={press}>
      <h1 className="find-title">{t.find.title}</h1>
      <TextInput
        ref={field}
        id="search"
        size="xl"
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
        placeholder={t.find.placeholder}
        aria-label={t.find.label}
        role="combobox"
        aria-expanded={rows > 0}
        aria-controls="results"
        aria-autocomplete="list"
        aria-activedescendant={rows > 0 ? rowId(at) : undefined}
        autoComplete="off"
        autoCorrect="off"
        autoCapitalize="off"
        spellCheck={false}
        rightSection={typed === '' && <Kbd>/</Kbd>}
      />
      {typed === '' ? (
        <p className="find-hint">{t.find.hint}</p>
      ) : (
        <Understood search={search} onOtherDate={(date) => type(withDate(typed, date))} />
      )}
      {error && <SearchError error={error} />}
      <div role="status" className="find-count">
        {asks &&
          !error &&
          (isFresh ? (found.length === 0 ? t.find.nobody : t.find.found(found.length, hasMore)) : t.find.mayBeOld)}
      </div>
      {asks && isFresh && !error && found.length === 0 && <p className="dimmed">{t.find.nobodyWhy}</p>}
      <div id="results" role="listbox" aria-label={t.find.results} aria-busy={asks && !isFresh} className="results">
        {found.map((patient, index) => (
          <ResultRow
            key={patient.id}
            id={rowId(index)}
            patient={patient}
            isMarked={index === at}
            onOpen={() => open(index)}
          />
        ))}
        {canRegister && (
          <div
            id={rowId(found.length)}
            role="option"
            aria-selected={at === found.length}
            className="result result-register"
            onClick={register}
          >
            <span>＋ {search.name === '' ? t.find.register : t.find.registerAs(search.name)}</span>
            <Kbd size="xs">Ctrl Enter</Kbd>
          </div>
        )}
      </div>
      <VisuallyHidden>{t.keys.move}</VisuallyHidden>
    </div>
  );
}

const rowId = (index: number) => `result-${index}`;

const withDate = (typed: string, date: string) => typed.replace(/\d{1,2}[/-]\d{1,2}[/-]\d{2,4}/, date);
