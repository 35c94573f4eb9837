import { Kbd, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef, useState, type KeyboardEvent } from 'react';
import { isPassing, Problem } from '../api/problem';
import { ResultRow } from '../find/result-row';
import { useSearch } from '../find/use-search';
import { RestrictedNotice } from '../patient/restricted-notice';
import { usePatient } from '../patient/use-patient';
import { ProblemNotice } from '../shell/problem-notice';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import './cash.css';
import { documentNumberIn } from './document-number';
import { useDocument, type FoundDocument } from './use-document';

/** One field for who pays, or the paper in their hand. */
export function CashPage() {
  const t = useTexts();
  const format = useFormat();
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [marked, setMarked] = useState(0);
  const opensWhenFresh = useRef(false);
  const number = documentNumberIn(typed, format.today().slice(0, 4));
  const document = useDocument(number);
  const search = useSearch(number ? '' : typed);
  const found = number ? [] : search.found;
  const isFresh = number ? !document.isFetching : search.isFresh;
  const asks = number !== undefined || search.asks;
  const error = number ? document.error : search.error;
  const at = Math.min(marked, found.length - 1);

  useEffect(() => field.current?.focus(), []);
  const open = ({ patientId, ...what }: FoundDocument) =>
    void navigate({ to: '/cash/$patientId', params: { patientId }, search: what });
  const openMarked = () => {
    const patient = found[at];
    if (number ? document.data : patient)
      open(number && document.data ? document.data : { patientId: patient?.id ?? '' });
  };
  // a scanner ends its number with Enter, before there is an answer
  const openTheOne = useEffectEvent(() => {
    if (opensWhenFresh.current && (number ? document.data : found.length === 1)) openMarked();
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
    if (step !== 0 && found.length > 0) setMarked((at + step + found.length) % found.length);
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing && asks) {
      if (isFresh) openMarked();
      else opensWhenFresh.current = true;
    } else if (event.key === 'Escape') type('');
    else return;
    event.preventDefault();
  };
  const isNone = isFresh && asks && !error && (number ? document.data === null : found.length === 0);
  return (
    <div className="find" onKeyDown={press}>
      <h1 className="find-title">{t.cash.title}</h1>
      <TextInput
        ref={field}
        id="search"
        size="xl"
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
        placeholder={t.cash.placeholder}
        aria-label={t.cash.label}
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls="payers"
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? `payer-${at}` : undefined}
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        rightSection={typed === '' && <Kbd>/</Kbd>}
      />
      {typed === '' && <p className="find-hint">{t.cash.hint}</p>}
      {error && <SearchError error={error} />}
      <div role="status" className="find-count">
        {asks && !isFresh && t.find.mayBeOld}
        {isNone && (number ? t.cash.noDocument(number.number) : t.find.nobody)}
        {asks && isFresh && !number && found.length > 0 && t.find.found(found.length, search.hasMore)}
      </div>
      <div id="payers" role="listbox" aria-label={t.find.results} aria-busy={asks && !isFresh} className="results">
        {found.map((patient, index) => (
          <ResultRow
            key={patient.id}
            id={`payer-${index}`}
            patient={patient}
            isMarked={index === at}
            onOpen={() => open({ patientId: patient.id })}
          />
        ))}
        {number && document.data && (
          <DocumentRow name={`${t.cash.looksFor[number.kind]} ${number.number}`} found={document.data} onOpen={open} />
        )}
      </div>
    </div>
  );
}

interface RowProps {
  name: string;
  found: FoundDocument;
  onOpen: (found: FoundDocument) => void;
}

function DocumentRow({ name, found, onOpen }: RowProps) {
  const { data: patient } = usePatient(found.patientId);
  return (
    <div role="option" aria-selected className="result" onClick={() => onOpen(found)}>
      <span className="result-name number">{name}</span>
      <bdi>{patient && [patient.givenName, patient.familyName].filter(Boolean).join(' ')}</bdi>
      <span className="result-numbers number">{patient?.mrn}</span>
    </div>
  );
}

function SearchError({ error }: { error: Error }) {
  if (error instanceof Problem && error.type === 'restricted-patient') {
    const { patientId } = error.members;
    if (typeof patientId === 'string') return <RestrictedNotice patientId={patientId} />;
  }
  // somebody still types
  if (error instanceof Problem && error.status === 400)
    return <p className="dimmed">{[...error.faults.values()].join(' ')}</p>;
  return <ProblemNotice error={error} isPassing={isPassing(error)} />;
}
