import { Alert, Button, Group, Stack } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { offerFocus } from '../shell/focus';
import { Form } from '../shell/form';
import { useLeaveQuestion } from '../shell/leave-question';
import { ProblemNotice } from '../shell/problem-notice';
import { useLocked } from '../shell/use-locked';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { Compare } from './compare';
import { CountFields } from './count-fields';
import { keyOf, readCount, type CountDraft } from './count';
import { differenceOf } from './difference';
import { DeskField, rememberedDesk } from './desk-field';
import { useClosing } from './use-closing';
import type { Expected } from './use-expected';

/** Counting without knowing what is expected, then both side by side, then the end. */
export function CloseForm({ expected }: { expected: Expected }) {
  const t = useTexts();
  const format = useFormat();
  const form = useRef<HTMLFormElement>(null);
  const [drafts, setDrafts] = useState<Readonly<Record<string, CountDraft>>>({});
  const [desk, setDesk] = useState(rememberedDesk);
  const [isComparing, setIsComparing] = useState(false);
  const [tried, setTried] = useState(false);
  const closing = useClosing();
  useLocked(form, closing.isPending);
  const question = useLeaveQuestion(!closing.data && Object.keys(drafts).length > 0);
  const methods = methodsOf(expected);
  const counts = methods.map((one) => readCount(drafts[keyOf(one)] ?? { ...emptyDraft, ...one }, format.signs));
  const isCounted = counts.every(({ counted, float }) => counted !== undefined && float !== undefined);
  const change = (draft: CountDraft) => setDrafts((before) => ({ ...before, [keyOf(draft)]: draft }));
  // what comes next is read from its begin
  useEffect(() => {
    if (isComparing) form.current?.querySelector<HTMLElement>('h2')?.focus();
  }, [isComparing]);

  // the button that had the focus goes with the form
  useEffect(() => {
    if (closing.data) offerFocus(document.querySelector<HTMLElement>('.page-title'));
  }, [closing.data]);

  if (closing.data)
    return (
      <Alert color="teal" role="status" mb="lg">
        {t.closing.done}
      </Alert>
    );
  const submit = () => {
    if (!isComparing) {
      // what is missing is marked first, so that it is found
      flushSync(() => setTried(!isCounted));
      if (isCounted) setIsComparing(true);
      else form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
      return;
    }
    setTried(true);
    const isExplained = counts.every(
      (count) => differenceOf(count, expected) === 0 || count.draft.explanation.trim() !== '',
    );
    if (!isExplained) form.current?.querySelector<HTMLElement>('textarea')?.focus();
    else closing.close({ desk, counts, expected });
  };
  return (
    <Form ref={form} question={question} noValidate className="card close-form" onSubmit={submit}>
      <Stack gap="md">
        <div>
          <h2 tabIndex={-1}>{isComparing ? t.closing.compared : t.closing.count}</h2>
          <p className="dimmed">
            {expected.since === null ? t.closing.first : t.closing.since(format.dayAndTime(expected.since))}{' '}
            {!isComparing && t.closing.countWhat} {expected.lines.length === 0 && t.closing.nothing}
          </p>
        </div>
        {!isComparing && <DeskField value={desk} onChange={setDesk} />}
        {!isComparing &&
          counts.map((count) => (
            <CountFields
              key={keyOf(count.draft)}
              count={count}
              line={expected.lines.find((line) => keyOf(line) === keyOf(count.draft))}
              showsMissing={tried}
              onChange={change}
            />
          ))}
        {isComparing && <Compare counts={counts} expected={expected} showsMissing={tried} onChange={change} />}
        {closing.error && <ProblemNotice error={closing.error} />}
        <Group>
          <Button type="submit" size="md" loading={closing.isPending}>
            {isComparing ? t.closing.close : t.closing.compare}
          </Button>
          {isComparing && (
            <Button variant="default" size="md" onClick={() => setIsComparing(false)}>
              {t.closing.recount}
            </Button>
          )}
        </Group>
      </Stack>
    </Form>
  );
}

const emptyDraft = { sum: '', float: '', pieces: {}, explanation: '' };

/** Cash is counted in any case: the drawer has its float. */
function methodsOf({ currency, lines }: Expected): { method: string; currency: string }[] {
  const moved = lines.map(({ method, currency: code }) => ({ method, currency: code }));
  const hasCash = moved.some((one) => one.method === 'cash' && one.currency === currency);
  return hasCash ? moved : [{ method: 'cash', currency }, ...moved];
}
