import { useQuery, useQueryClient } from '@tanstack/react-query';
import { usePolling } from '../api/events';
import { newKey } from '../api/new-key';
import { Problem } from '../api/problem';
import { answer, bills } from '../api/services';
import { useSending } from '../api/use-sending';
import type { Bill } from '../cash/use-account';
import type { LineBody } from './read-lines';

/** What is written on a bill. */
export interface Writing {
  lines: LineBody[];
  /** Their sum, as it was shown. */
  amount: number;
  details: string;
  /** `YYYY-MM-DD`, or empty. */
  dueDate: string;
}

export type Saved = { kind: 'saved'; bill: Bill } | { kind: 'changed'; theirs: Bill };

/** Returns one bill as it is now. */
export function useBill(id: string) {
  return useQuery({
    queryKey: ['bills', id],
    queryFn: ({ signal }) => read(id, signal),
    meta: { shows: ['bill', 'payment', 'refund'] },
    refetchInterval: usePolling(5_000),
  });
}

interface NewBill extends Writing {
  currency: string;
  appointmentId: string | undefined;
  status: 'draft' | 'issued';
}

/** Returns what writes a new bill; what gets no answer is sent again with its key, and is one bill. */
export function useWriteBill(patientId: string, onDone: (bill: Bill) => void) {
  const refresh = useRefresh();
  const send = useSending({
    mutationFn: ({
      key,
      lines,
      amount,
      details,
      dueDate,
      currency,
      appointmentId,
      status,
    }: NewBill & { key: string }) =>
      answer(
        bills.POST('/bills', {
          params: { header: { 'Idempotency-Key': key } },
          body: {
            ...{ patientId, currency, status, lines, amount },
            ...(appointmentId !== undefined && { appointmentId }),
            ...(details !== '' && { details }),
            ...(dueDate !== '' && { dueDate }),
          },
        }),
      ),
    onSuccess: (bill) => {
      refresh(bill);
      onDone(bill);
    },
  });
  return { ...send, send: (bill: NewBill) => send.mutate({ ...bill, key: newKey() }) };
}

/** Returns what changes a draft as it was read, and issues it if asked to. */
export function useSaveDraft(onDone: (saved: Saved) => void) {
  const refresh = useRefresh();
  const send = useSending({
    mutationFn: async ({ draft, writing, issues, key }: Change & { key: string }): Promise<Saved> => {
      const saved = await save(draft, writing);
      if (saved.kind === 'changed' || !issues) return saved;
      const params = { path: { id: draft.id }, header: { 'Idempotency-Key': key } };
      return { kind: 'saved', bill: await answer(bills.POST('/bills/{id}/issue', { params, body: {} })) };
    },
    onSuccess: (saved) => {
      if (saved.kind === 'saved') refresh(saved.bill);
      onDone(saved);
    },
  });
  return { ...send, send: (change: Change) => send.mutate({ ...change, key: newKey() }) };
}

interface Change {
  draft: Bill;
  writing: Writing;
  issues: boolean;
}

async function save(draft: Bill, { lines, amount, details, dueDate }: Writing): Promise<Saved> {
  const { id, version } = draft;
  const body = { lines, amount, details: orNull(details), dueDate: orNull(dueDate) };
  try {
    const params = { path: { id }, header: { 'If-Match': `"${version}"` } };
    return { kind: 'saved', bill: await answer(bills.PATCH('/bills/{id}', { params, body })) };
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 412) throw error;
    const theirs = await read(id);
    // the answer to the first attempt was lost, or the other wrote the same
    return saysTheSame(theirs, body) ? { kind: 'saved', bill: theirs } : { kind: 'changed', theirs };
  }
}

type Body = Pick<Writing, 'lines' | 'amount'> & { details: string | null; dueDate: string | null };

function saysTheSame(bill: Bill, { lines, amount, details, dueDate }: Body): boolean {
  const words = ({
    description,
    quantity,
    unitAmount,
  }: {
    description: string;
    quantity: number;
    unitAmount: number;
  }) => [description, quantity, unitAmount].join(' ');
  return (
    bill.amount === amount &&
    bill.details === details &&
    bill.dueDate === dueDate &&
    bill.lines.map(words).join('\n') === lines.map(words).join('\n')
  );
}

/** Returns what takes a bill out of what is owed. */
export function useCancelBill(id: string, onDone: () => void) {
  const refresh = useRefresh();
  const send = useSending({
    mutationFn: ({ key }: { key: string }) =>
      answer(
        bills.POST('/bills/{id}/cancel', { params: { path: { id }, header: { 'Idempotency-Key': key } }, body: {} }),
      ),
    onSuccess: (bill) => {
      refresh(bill);
      onDone();
    },
  });
  return { ...send, send: () => send.mutate({ key: newKey() }) };
}

function useRefresh() {
  const client = useQueryClient();
  return (bill: Bill) => {
    client.setQueryData(['bills', bill.id], bill);
    void client.invalidateQueries({ queryKey: ['patient', bill.patientId] });
  };
}

const read = (id: string, signal?: AbortSignal) =>
  answer(bills.GET('/bills/{id}', { params: { path: { id } }, ...(signal && { signal }) }));

const orNull = (text: string) => (text === '' ? null : text);
