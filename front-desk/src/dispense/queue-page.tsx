import './dispense.css';
import { Alert, Button, Group, Kbd, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { isPassing } from '../api/problem';
import { nameOf, type Patient } from '../find/person';
import { ResultRow } from '../find/result-row';
import { SearchError } from '../find/search-error';
import { useSearch } from '../find/use-search';
import { ProblemNotice } from '../shell/problem-notice';
import { useOptions } from '../shell/use-options';
import { useTexts } from '../texts/language';
import { isCode, useCalled, useQueue, useVerify } from './queue';
import { QueueRow } from './queue-row';

/** What waits at the pharmacy, and one field for the scanner and for whoever stands at the counter. */
export function QueuePage() {
  const t = useTexts();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [patient, setPatient] = useState<Patient>();
  const { rows, count, hasMoreThanCount, error, hasNextPage, fetchNextPage, isLoading } = useQueue(patient?.id);
  const names = useCalled(
    rows.map(({ patientId }) => patientId),
    t,
  );
  // a code begins with the letters of a name: nobody is looked for by it
  const isScan = typed.startsWith('eyJ');
  const { found, isFresh, asks, error: searchError } = useSearch(isScan ? '' : typed);
  const verify = useVerify();
  const isFinding = typed.trim() !== '' && !isScan;
  useEffect(() => input.current?.focus(), []);

  const open = (prescriptionId: string) =>
    void navigate({ to: '/dispensing/$prescriptionId', params: { prescriptionId } });
  const type = (text: string) => {
    setTyped(text);
    verify.reset();
  };
  const choose = (one: Patient | undefined) => {
    setPatient(one);
    type('');
    input.current?.focus();
  };
  const scan = () =>
    verify.mutate(typed, {
      onSuccess: ({ result, prescription }) => {
        if (prescription && result === 'valid') open(prescription.id);
        input.current?.select();
      },
    });
  const { at, idOf, field } = useOptions({
    list: 'queue',
    typed,
    onType: type,
    ids: (isFinding ? found : rows).map(({ id }) => id),
    isFresh: !isFinding || isFresh,
    isOne: isFinding && found.length === 1,
    onOpen: (index) => {
      const row = rows[index];
      if (isScan) {
        if (isCode(typed)) scan();
      } else if (isFinding) choose(found[index]);
      else if (row) open(row.id);
    },
    onEscape: () => {
      if (patient || typed !== '') choose(undefined);
    },
  });
  const verified = verify.data;
  return (
    <div className="find dispensing">
      <h1 className="find-title">{t.dispense.title}</h1>
      <TextInput
        ref={input}
        id="scan"
        size="lg"
        placeholder={t.dispense.placeholder}
        aria-label={t.dispense.label}
        {...field}
        dir="auto"
        rightSection={patient && <Kbd size="xs">Esc</Kbd>}
      />
      {patient && (
        <Group mt="sm" gap="xs">
          <span>
            {t.dispense.only} <bdi className="queue-name">{nameOf(patient, t)}</bdi>
          </span>
          <Button size="compact-sm" variant="default" onClick={() => choose(undefined)}>
            {t.dispense.all}
          </Button>
        </Group>
      )}
      <div role="status" className="find-count">
        {verify.isPending
          ? t.dispense.scanning
          : !isFinding && !isLoading && !error && rows.length > 0 && t.dispense.waiting(count, hasMoreThanCount)}
        {isFinding && asks && isFresh && found.length === 0 && !searchError && t.find.nobody}
      </div>
      {verified && (
        <Alert color={isGenuine(verified.result) ? 'yellow' : 'red'} role="alert" mb="sm">
          <p className="verified">{t.dispense.codes[verified.result]}</p>
          {verified.prescription && (
            <Button variant="default" onClick={() => open(verified.prescription?.id ?? '')}>
              {t.dispense.openAll}
            </Button>
          )}
        </Alert>
      )}
      {isFinding && searchError && <SearchError error={searchError} />}
      {[verify.error, error].map(
        (one) => one && <ProblemNotice key={one.message} error={one} isPassing={isPassing(one)} />,
      )}
      <div id="queue" role="listbox" aria-label={isFinding ? t.find.results : t.dispense.queue} className="results">
        {isFinding
          ? found.map((one, index) => (
              <ResultRow
                key={one.id}
                id={idOf(index)}
                patient={one}
                isMarked={index === at}
                onOpen={() => choose(one)}
              />
            ))
          : rows.map((row, index) => (
              <QueueRow
                key={row.id}
                id={idOf(index)}
                prescription={row}
                who={names.get(row.patientId)}
                isMarked={index === at}
                onOpen={() => open(row.id)}
              />
            ))}
      </div>
      {!isFinding && !isLoading && !error && rows.length === 0 && (
        <p className="dimmed">{patient ? t.dispense.noneOf : t.dispense.none}</p>
      )}
      {!isFinding && hasNextPage && (
        <Button variant="default" mt="sm" onClick={() => void fetchNextPage()}>
          {t.dispense.more}
        </Button>
      )}
    </div>
  );
}

const isGenuine = (result: string) => result !== 'forged' && result !== 'unknown';
