import { Alert, Button, Group, Stack } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Problem } from '../api/problem';
import { offerFocus } from '../shell/focus';
import { ProblemNotice } from '../shell/problem-notice';
import { ProblemSentence } from '../shell/problem-sentence';
import { toMinor } from '../texts/currency';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { ReceiptLinks } from './receipt-links';
import { usePayment, type Payment } from './use-account';
import type { Step } from './use-taking';

interface Props {
  steps: readonly Step[];
  isRunning: boolean;
  /** The form again, with what is owed now. */
  onAgain: () => void;
  onNext: () => void;
}

/** What has become of the money that was handed over. */
export function Taken({ steps, isRunning, onAgain, onNext }: Props) {
  const t = useTexts();
  const format = useFormat();
  const panel = useRef<HTMLElement>(null);
  const currency = steps[0]?.order.currency ?? '';
  const answered = steps.flatMap((step) => (step.state === 'answered' ? [step.payment] : []));
  const refused = steps.find(({ state }) => state === 'refused');
  const left = steps.filter(({ state }) => state === 'left');
  const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);
  const taken = sum(
    answered.filter(({ status }) => status !== 'failed').map(({ amount }) => toMinor(amount, currency)),
  );
  const change = sum(answered.map((payment) => toMinor(payment.change ?? 0, currency)));
  // the first receipt takes the focus once all is done: Enter prints it
  useEffect(() => {
    if (!isRunning) offerFocus(panel.current?.querySelector('button'));
  }, [isRunning]);
  return (
    <section ref={panel} className="card till taken" aria-label={t.cash.take}>
      <Stack gap="sm">
        <div role="status">
          <h2>
            {isRunning
              ? t.cash.sending
              : taken === 0
                ? t.cash.nothingTaken
                : refused
                  ? t.cash.partly(format.minor(taken, currency))
                  : t.cash.taken(format.minor(taken, currency))}
          </h2>
        </div>
        {change > 0 && (
          <p className="change-back">
            <span>{t.cash.changeToGive}</span>
            <b className="number">{format.minor(change, currency)}</b>
          </p>
        )}
        {answered.map((payment) => (
          <TakenPayment key={payment.id} first={payment} />
        ))}
        {refused?.state === 'refused' && (
          <>
            <p className="at-fault">{t.cash.notTaken(format.minor(refused.order.amount, currency))}</p>
            <ProblemNotice error={refused.error} />
          </>
        )}
        {left.length > 0 && (
          <p className="at-fault">{t.cash.left(format.minor(sum(left.map(({ order }) => order.amount)), currency))}</p>
        )}
        {!isRunning && (
          <Group>
            {refused?.state === 'refused' && refused.error instanceof Problem && (
              <Button onClick={onAgain}>{t.cash.again}</Button>
            )}
            <Button variant={refused ? 'default' : 'filled'} onClick={onNext}>
              {t.cash.next}
            </Button>
          </Group>
        )}
      </Stack>
    </section>
  );
}

function TakenPayment({ first }: { first: Payment }) {
  const t = useTexts();
  const format = useFormat();
  const payment = usePayment(first);
  const { status, amount, currency, method, failure } = payment;
  const money = format.money(amount, currency);
  if (status === 'processing')
    return (
      <Alert color="yellow" role="status">
        {t.cash.kept(money)}
      </Alert>
    );
  if (status === 'failed')
    return (
      <Alert color="red" role="alert" title={t.cash.notTaken(money)}>
        {failure && <ProblemSentence type={failure.code} detail={failure.detail} />}
      </Alert>
    );
  return (
    <div className="taken-payment">
      <span>
        {t.method[method]} <b className="number">{money}</b>
      </span>
      <ReceiptLinks payment={payment} />
    </div>
  );
}
