import { Alert, Badge, Button, Group } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Bill } from '../cash/use-account';
import { useLeaveQuestion } from '../shell/leave-question';
import { ProblemNotice } from '../shell/problem-notice';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { BillForm, type Fields } from './bill-form';
import { BillLines } from './bill-lines';
import { CancelBill } from './cancel-bill';
import { draftsOf } from './read-lines';
import { useSaveDraft } from './use-bill';

/** A draft as it was read, to be changed and issued. What another changed meanwhile is shown beside it, and not overwritten. */
export function DraftBill({ now }: { now: Bill }) {
  const t = useTexts();
  const format = useFormat();
  const navigate = useNavigate();
  const fieldsOf = (bill: Bill): Fields => ({
    lines: draftsOf(bill, format.plain, format.signs.decimal),
    details: bill.lines.length > 0 ? (bill.details ?? '') : '',
    dueDate: bill.dueDate ?? '',
  });
  const [draft, setDraft] = useState(now);
  const [fields, setFields] = useState(() => fieldsOf(now));
  // as it stands there once it is kept
  const [stored, setStored] = useState(fields);
  const [theirs, setTheirs] = useState<Bill>();
  const [isKept, setIsKept] = useState(false);
  const { patientId } = draft;
  const account = { to: '/cash/$patientId', params: { patientId } } as const;
  const question = useLeaveQuestion(JSON.stringify(fields) !== JSON.stringify(stored));
  const save = useSaveDraft((saved) => {
    if (saved.kind === 'changed') {
      setTheirs(saved.theirs);
      return;
    }
    question.isStored();
    setStored(fields);
    if (saved.bill.status !== 'draft')
      return void navigate({ ...account, search: { bill: saved.bill.id }, replace: true });
    setDraft(saved.bill);
    setIsKept(true);
  });
  const settle = (bill: Bill, taken: Fields) => {
    setDraft(bill);
    setStored(fieldsOf(bill));
    setFields(taken);
    setTheirs(undefined);
  };
  const change = (changed: Fields) => {
    setFields(changed);
    setIsKept(false);
  };
  const isGone = now.status !== 'draft';
  const notice = theirs ? (
    <Alert color="yellow" role="alert">
      <p>
        <b>{t.bill.changed}</b>
      </p>
      <BillLines bill={theirs} />
      <Group mt="sm" gap="xs">
        <Button variant="default" onClick={() => settle(theirs, fields)} data-autofocus>
          {t.bill.keepMine}
        </Button>
        <Button variant="default" onClick={() => settle(theirs, fieldsOf(theirs))}>
          {t.bill.takeTheirs}
        </Button>
      </Group>
    </Alert>
  ) : save.error ? (
    <ProblemNotice error={save.error} />
  ) : isGone ? (
    <Alert color="yellow" role="alert">
      {t.bill.noDraftAnyMore(t.status.bill[now.status])}
    </Alert>
  ) : (
    isKept && (
      <Alert color="teal" role="status">
        {t.bill.kept}
      </Alert>
    )
  );
  return (
    <section className="bill" aria-labelledby="draft-bill">
      <div className="bill-head">
        <h2 id="draft-bill" className="section-title">
          {t.entry.draftBill}
        </h2>
        <Badge variant="light" color="gray" tt="none" size="lg">
          {t.status.bill[now.status]}
        </Badge>
      </div>
      <BillForm
        question={question}
        currency={draft.currency}
        fields={fields}
        onChange={change}
        isSending={save.isPending}
        notice={notice}
        onSave={(writing, issues) => save.send({ draft, writing, issues })}
        onLeave={() => void navigate({ ...account, search: {} })}
        more={
          <CancelBill
            bill={now}
            onDone={() => {
              question.isStored();
              void navigate({ ...account, search: {} });
            }}
          />
        }
      />
    </section>
  );
}
