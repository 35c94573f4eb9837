import { Button, Group, Kbd, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Form } from '../shell/form';
import { useChord } from '../shell/keys';
import type { LeaveQuestion } from '../shell/leave-question';
import { useLocked } from '../shell/use-locked';
import { toMajor } from '../texts/currency';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { LineFields } from './line-fields';
import { emptyLine, readLines, type LineDraft } from './read-lines';
import type { Writing } from './use-bill';

/** What stands in the form. */
export interface Fields {
  lines: LineDraft[];
  details: string;
  dueDate: string;
}

interface Props {
  question: LeaveQuestion;
  currency: string;
  fields: Fields;
  onChange: (fields: Fields) => void;
  isSending: boolean;
  /** What has become of it, or what is to be decided first. */
  notice: ReactNode;
  onSave: (writing: Writing, issues: boolean) => void;
  onLeave: () => void;
  /** What else can be done with it. */
  more?: ReactNode;
}

/** The lines of a bill. Enter goes on, after the price to the next line; Ctrl+Enter issues it. */
export function BillForm({ question, currency, fields, onChange, isSending, notice, onSave, onLeave, more }: Props) {
  const t = useTexts();
  const format = useFormat();
  const form = useRef<HTMLFormElement>(null);
  const issue = useRef<HTMLButtonElement>(null);
  const [isTried, setIsTried] = useState(false);
  const { lines, sum, ready } = readLines(fields.lines, currency, format.signs);
  const change = (changed: Partial<Fields>) => onChange({ ...fields, ...changed });
  const changeLine = (id: number, changed: Partial<LineDraft>) =>
    change({ lines: fields.lines.map((line) => (line.id === id ? { ...line, ...changed } : line)) });
  const count = lines.length;
  // the new line, or the one that is left
  useEffect(() => lastOf(form.current)?.focus(), [count]);

  const save = (issues: boolean) => {
    if (isSending) return;
    setIsTried(true);
    if (!ready) window.setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
    else
      onSave(
        {
          lines: ready,
          amount: toMajor(sum, currency),
          details: fields.details.trim(),
          dueDate: fields.dueDate,
        },
        issues,
      );
  };
  const addLine = () =>
    change({ lines: [...fields.lines, emptyLine(Math.max(...fields.lines.map(({ id }) => id)) + 1)] });
  const goOn = (field: HTMLInputElement) => {
    const all = [...(form.current?.querySelectorAll<HTMLInputElement>('.bill-line input') ?? [])];
    const next = all[all.indexOf(field) + 1];
    // nothing more is to be billed
    if (field === lastOf(form.current) && field.value.trim() === '' && ready) issue.current?.focus();
    else if (next) next.focus();
    else addLine();
  };
  useLocked(form, isSending);
  useChord('enter', () => save(true));
  return (
    <Form
      ref={form}
      question={question}
      className="card bill-form"
      noValidate
      onSubmit={() => save(true)}
      onEscape={onLeave}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLInputElement))
          return;
        event.preventDefault();
        if (event.target.closest('.bill-line')) goOn(event.target);
        else issue.current?.focus();
      }}
    >
      <div className="bill-fields">
        {lines.map((line, index) => (
          <LineFields
            key={line.draft.id}
            line={line}
            place={index + 1}
            currency={currency}
            showsMissing={isTried}
            onChange={(changed) => changeLine(line.draft.id, changed)}
            onRemove={
              count > 1 ? () => change({ lines: fields.lines.filter(({ id }) => id !== line.draft.id) }) : undefined
            }
          />
        ))}
      </div>
      <div className="bill-total">
        <Button variant="subtle" size="compact-sm" onClick={addLine}>
          + {t.bill.addLine}
        </Button>
        <p>
          {t.bill.total} <output className="number">{format.minor(sum, currency)}</output>
        </p>
      </div>
      <div className="bill-more">
        <TextInput
          label={t.bill.details}
          dir="auto"
          maxLength={2000}
          autoComplete="off"
          value={fields.details}
          onChange={(event) => change({ details: event.currentTarget.value })}
        />
        <TextInput
          label={t.bill.dueDate}
          type="date"
          min={format.today()}
          value={fields.dueDate}
          onChange={(event) => change({ dueDate: event.currentTarget.value })}
        />
      </div>
      <p className="dimmed bill-hint">{t.bill.hint}</p>
      {notice}
      <Group gap="sm">
        <Button
          ref={issue}
          type="submit"
          size="md"
          loading={isSending}
          rightSection={<Kbd size="xs">Ctrl Enter</Kbd>}
          className="bill-issue"
        >
          {t.bill.issue(format.minor(sum, currency))}
        </Button>
        <Button variant="default" size="md" onClick={() => save(false)} disabled={isSending}>
          {t.bill.keep}
        </Button>
        <Button variant="default" size="md" onClick={() => question.isLeft(onLeave)}>
          {t.back}
        </Button>
        {more}
      </Group>
    </Form>
  );
}

function lastOf(form: HTMLElement | null): HTMLInputElement | undefined {
  return [...(form?.querySelectorAll<HTMLInputElement>('[name=description]') ?? [])].at(-1);
}
