import { Kbd, TextInput, VisuallyHidden } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useMay } from '../access/may';
import { Problem } from '../api/problem';
import { FieldKeys } from '../shell/field-keys';
import { useOptions } from '../shell/use-options';
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
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useTyped();
  const { search, asks, isFresh, found, hasMore, count, error } = useSearch(typed);
  const canRegister = asks && may('registerPatient') && !(error instanceof Problem && error.status === 403);

  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  const register = () => void navigate({ to: '/register' });
  const open = (index: number) => {
    const patient = found[index];
    if (patient) void navigate({ to: '/patients/$patientId', params: { patientId: patient.id } });
    else if (index === found.length && canRegister) register();
  };
  const { at, idOf, field } = useOptions({
    list: 'results',
    typed,
    onType: setTyped,
    ids: [...found.map(({ id }) => id), ...(canRegister ? ['register'] : [])],
    isFresh,
    isOne: found.length === 1,
    onOpen: open,
    onEscape: () => setTyped(''),
  });
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.ctrlKey && canRegister) register();
    else field.onKeyDown(event);
  };

  return (
    <div className="find">
      <h1 className="find-title">{t.find.title}</h1>
      <TextInput
        ref={input}
        id="search"
        size="xl"
        placeholder={t.find.placeholder}
        aria-label={t.find.label}
        {...field}
        onKeyDown={press}
        rightSection={typed === '' && <Kbd>/</Kbd>}
      />
      {typed === '' ? (
        <>
          <p className="find-hint">{t.find.hint}</p>
          <FieldKeys />
        </>
      ) : (
        <Understood search={search} onOtherDate={(date) => setTyped(withDate(typed, date))} />
      )}
      {error && <SearchError error={error} />}
      <div role="status" className="find-count">
        {asks &&
          !error &&
          (isFresh
            ? found.length === 0
              ? t.find.nobody
              : t.find.found(found.length, hasMore, count)
            : t.find.mayBeOld)}
      </div>
      {asks && isFresh && !error && found.length === 0 && <p className="dimmed">{t.find.nobodyWhy}</p>}
      <div id="results" role="listbox" aria-label={t.find.results} aria-busy={asks && !isFresh} className="results">
        {found.map((patient, index) => (
          <ResultRow
            key={patient.id}
            id={idOf(index)}
            patient={patient}
            isMarked={index === at}
            onOpen={() => open(index)}
          />
        ))}
        {canRegister && (
          <div
            id={idOf(found.length)}
            role="option"
            aria-selected={at === found.length}
            className="result result-register"
            onClick={register}
          >
            <span>+ {search.name === '' ? t.find.register : t.find.registerAs(search.name)}</span>
            <Kbd size="xs">Ctrl Enter</Kbd>
          </div>
        )}
      </div>
      <VisuallyHidden>{t.keys.move}</VisuallyHidden>
    </div>
  );
}

const withDate = (typed: string, date: string) => typed.replace(/\d{1,2}[/-]\d{1,2}[/-]\d{2,4}/, date);
