import { Kbd, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { ResultRow } from '../find/result-row';
import { SearchError } from '../find/search-error';
import { useSearch } from '../find/use-search';
import { usePatient } from '../patient/use-patient';
import { FieldKeys } from '../shell/field-keys';
import { useOptions } from '../shell/use-options';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import './cash.css';
import { documentNumberIn } from './document-number';
import { useOwing } from './use-owing';
import { useDocument, type FoundDocument } from './use-document';

/** One field for who pays, or the paper in their hand. */
export function CashPage() {
  const t = useTexts();
  const format = useFormat();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const number = documentNumberIn(typed, format.today().slice(0, 4));
  const document = useDocument(number);
  const paper = number && document.data;
  const search = useSearch(number ? '' : typed);
  const found = number ? [] : search.found;
  const owing = useOwing(found.map(({ id }) => id));
  const isFresh = number ? !document.isFetching : search.isFresh;
  const asks = number !== undefined || search.asks;
  const error = number ? document.error : search.error;

  useEffect(() => input.current?.focus(), []);
  const open = ({ patientId, ...what }: FoundDocument) =>
    void navigate({ to: '/cash/$patientId', params: { patientId }, search: what });
  const count = paper ? 1 : found.length;
  const { at, idOf, field } = useOptions({
    list: 'payers',
    typed,
    onType: setTyped,
    ids: paper ? ['paper'] : found.map(({ id }) => id),
    isFresh,
    isOne: count === 1,
    onOpen: (row) => {
      const patient = found[row];
      if (paper) open(paper);
      else if (patient) open({ patientId: patient.id });
    },
    onEscape: () => setTyped(''),
  });
  const isNone = isFresh && asks && !error && count === 0;
  return (
    <div className="find">
      <h1 className="find-title">{t.cash.title}</h1>
      <TextInput
        ref={input}
        id="search"
        size="xl"
        placeholder={t.cash.placeholder}
        aria-label={t.cash.label}
        {...field}
        rightSection={typed === '' && <Kbd>/</Kbd>}
      />
      {typed === '' && (
        <>
          <p className="find-hint">{t.cash.hint}</p>
          <FieldKeys />
        </>
      )}
      {error && <SearchError error={error} />}
      <div role="status" className="find-count">
        {asks && !isFresh && t.find.mayBeOld}
        {isNone && (number ? t.cash.noDocument(number.number) : t.find.nobody)}
        {isFresh && paper && t.find.found(1, false)}
        {asks && isFresh && !number && found.length > 0 && t.find.found(found.length, search.hasMore, search.count)}
      </div>
      <div id="payers" role="listbox" aria-label={t.find.results} aria-busy={asks && !isFresh} className="results">
        {found.map((patient, index) => (
          <ResultRow
            key={patient.id}
            id={idOf(index)}
            patient={patient}
            isMarked={index === at}
            onOpen={() => open({ patientId: patient.id })}
            beside={owing.get(patient.id)?.map(({ currency, owed }) => (
              <strong key={currency} className="owes number">
                {t.patient.owes(format.money(owed, currency))}
              </strong>
            ))}
          />
        ))}
        {number && paper && (
          <DocumentRow
            id={idOf(0)}
            name={`${t.cash.looksFor[number.kind]} ${number.number}`}
            found={paper}
            onOpen={open}
          />
        )}
      </div>
    </div>
  );
}

interface RowProps {
  id: string;
  name: string;
  found: FoundDocument;
  onOpen: (found: FoundDocument) => void;
}

function DocumentRow({ id, name, found, onOpen }: RowProps) {
  const { data: patient } = usePatient(found.patientId);
  return (
    <div id={id} role="option" aria-selected className="result" onClick={() => onOpen(found)}>
      <span className="result-name number">{name}</span>
      <bdi>{patient && [patient.givenName, patient.familyName].filter(Boolean).join(' ')}</bdi>
      <span className="result-numbers number">{patient?.mrn}</span>
    </div>
  );
}
