import { Alert, Button, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { newKey } from '../api/new-key';
import { answer, payments } from '../api/services';
import { useSending } from '../api/use-sending';
import { Dialog } from '../shell/dialog';
import { Form } from '../shell/form';
import { useLeaveQuestion } from '../shell/leave-question';
import { ProblemNotice } from '../shell/problem-notice';
import { ProblemSentence } from '../shell/problem-sentence';
import { useLocked } from '../shell/use-locked';
import { toMajor, toMinor } from '../texts/currency';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { AmountInput, useAmountFault } from './amount-input';
import { parseAmount } from './parse-amount';
import { useAlone, useRefund, type Payment, type Refund } from './use-account';

interface Props {
  patientId: string;
  payment: Payment;
  /** What other refunds of it hold, in minor units. */
  held: number;
  onClose: () => void;
}

interface Command {
  /** The same for every attempt, so that it is given back once. */
  key: string;
  /** Minor units. */
  amount: number;
  reason: string;
}

/** Gives back a payment, or part of it, for a reason. */
export function RefundDialog({ patientId, payment, held, onClose }: Props) {
  const t = useTexts();
  const format = useFormat();
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const { id, currency, receiptNumber } = payment;
  const most = toMinor(payment.amount, currency) - toMinor(payment.refundedAmount, currency) - held;
  const [first] = useState(() => format.plain(most, currency));
  const [typed, setTyped] = useState(first);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const faultText = useAmountFault(currency);
  const refund = useSending({
    mutationFn: ({ key, amount, reason }: Command) =>
      answer(
        payments.POST('/payments/{id}/refunds', {
          params: { path: { id }, header: { 'Idempotency-Key': key } },
          body: { amount: toMajor(amount, currency), reason },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ['patient', patientId] }),
  });
  useLocked(form, refund.isPending);
  const question = useLeaveQuestion(!refund.data && (reason !== '' || typed !== first));
  const parsed = parseAmount(typed, currency, format.signs);
  const amount = 'minor' in parsed ? parsed.minor : undefined;
  const alone = useAlone(payment, held);
  const needsAnother = alone !== undefined && amount !== undefined && amount > alone;
  const isTooMuch = amount !== undefined && amount > most;
  const submit = () => {
    setTried(true);
    if (amount === undefined || isTooMuch || reason.trim() === '') return;
    refund.mutate({ key: newKey(), amount, reason: reason.trim() });
  };
  return (
    <Dialog onClose={() => question.isLeft(onClose)} title={t.cash.refundOf(receiptNumber ?? '')}>
      {refund.data ? (
        <Stack>
          <RefundOutcome refund={refund.data} />
          <Button onClick={onClose} autoFocus>
            {t.close}
          </Button>
        </Stack>
      ) : (
        <Form ref={form} question={question} noValidate onSubmit={submit}>
          <Stack>
            <AmountInput
              label={t.cash.amount}
              name="refund"
              isFirst
              currency={currency}
              value={typed}
              onType={setTyped}
              fault={
                isTooMuch
                  ? t.cash.atMost(format.minor(most, currency))
                  : faultText('fault' in parsed ? parsed.fault : undefined, tried)
              }
            />
            <TextInput
              label={t.cash.refundReason}
              value={reason}
              required
              maxLength={500}
              error={tried && reason.trim() === '' && t.cash.reasonMissing}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <p role="status" className={needsAnother ? 'at-fault' : 'dimmed'}>
              {alone !== undefined &&
                (alone > 0 ? t.cash.refundAlone(format.minor(alone, currency)) : t.cash.refundNever)}
            </p>
            {refund.error && <ProblemNotice error={refund.error} />}
            <Button type="submit" color="red.9" loading={refund.isPending}>
              {(needsAnother ? t.cash.refundAsk : t.cash.refundSum)(format.minor(amount ?? 0, currency))}
            </Button>
          </Stack>
        </Form>
      )}
    </Dialog>
  );
}

function RefundOutcome({ refund }: { refund: Refund }) {
  const t = useTexts();
  const { status, amount, currency, method, failure } = useRefund(refund);
  const money = useFormat().money(amount, currency);
  if (status === 'awaiting-approval')
    return (
      <Alert color="yellow" role="status">
        {t.cash.awaits(money)}
      </Alert>
    );
  if (status === 'processing')
    return (
      <Alert color="yellow" role="status">
        {t.cash.refundKept(money)}
      </Alert>
    );
  if (status === 'completed')
    return (
      <Alert color="teal" role="status">
        {t.cash.refunded(money, t.method[method])}
      </Alert>
    );
  return (
    <Alert color="red" role="alert">
      {failure && <ProblemSentence type={failure.code} detail={failure.detail} />}
    </Alert>
  );
}
