import { Button, Group, Stack } from '@mantine/core';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { offerFocus } from '../shell/focus';
import { Form } from '../shell/form';
import { useLeaveQuestion } from '../shell/leave-question';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { PartFields } from './part-fields';
import type { Part } from './share-out';
import type { Method } from './method';
import type { Till } from './use-till';

interface Props {
  title: string;
  what?: string | undefined;
  till: Till;
  currency: string;
  /** What is owed on the chosen bills, in minor units; undefined for a deposit. */
  due: number | undefined;
  /** What is held for the patient, in minor units. */
  deposit: number;
  onTake: (parts: Part<Method>[]) => void;
  onLeave?: (() => void) | undefined;
}

const toTake: readonly Method[] = ['cash', 'card', 'mobile-money', 'bank-transfer', 'cheque', 'insurance'];

/** What is handed over. Enter takes it. */
export function TillForm({ title, what, till, currency, due, deposit, onTake, onLeave }: Props) {
  const t = useTexts();
  const format = useFormat();
  const form = useRef<HTMLFormElement>(null);
  const [tried, setTried] = useState(false);
  const { parts, sum, isTooMuch, ready } = till;
  const question = useLeaveQuestion(till.isWritten);
  const count = parts.length;
  const toType = parts.findIndex(({ draft }) => draft.amount === undefined);
  const firstAmount = useEffectEvent(
    () => form.current?.querySelectorAll<HTMLInputElement>('[name=amount]')[Math.max(0, toType)],
  );
  // the first amount that is to be typed takes the focus: at the begin, and after one more method
  useEffect(() => offerFocus(firstAmount()), []);
  const before = useRef(count);
  useEffect(() => {
    if (count !== before.current) firstAmount()?.focus();
    before.current = count;
  }, [count]);

  const usesDeposit = parts.some(({ draft }) => draft.method === 'deposit');
  const canUseDeposit = due !== undefined && due > 0 && deposit > 0 && !usesDeposit;
  const methods = due !== undefined && deposit > 0 ? [...toTake, 'deposit' as const] : toTake;
  const remains = due === undefined ? 0 : due - sum;
  const submit = () => {
    setTried(true);
    if (ready && due !== 0) onTake(ready);
    else form.current?.querySelector<HTMLInputElement>('[aria-invalid=true], [name=amount]')?.focus();
  };
  return (
    <Form
      ref={form}
      question={question}
      className="card till"
      noValidate
      onSubmit={submit}
      onEscape={onLeave}
      onKeyDown={({ key }) => {
        // out of the field single keys are commands again
        if (key === 'Escape' && !onLeave) document.querySelector<HTMLElement>('.page-title')?.focus();
      }}
    >
      <Stack gap="sm">
        <h2>{title}</h2>
        {what && <p className="dimmed">{what}</p>}
        {canUseDeposit && (
          <Button variant="light" onClick={() => till.payFromDeposit(due)}>
            {t.cash.useDeposit(format.minor(deposit, currency))}
          </Button>
        )}
        {parts.map((part) => (
          <PartFields
            key={part.draft.id}
            part={part}
            currency={currency}
            methods={methods}
            deposit={deposit}
            showsMissing={tried}
            onChange={(changed) => till.change(part.draft.id, changed)}
            onRemove={count > 1 ? () => till.remove(part.draft.id) : undefined}
          />
        ))}
        {due !== undefined && (
          <Button variant="subtle" size="compact-sm" onClick={till.split} className="split">
            + {t.cash.split}
          </Button>
        )}
        <div role="status" className="till-says">
          {due === 0 && <p className="at-fault">{t.cash.chooseBill}</p>}
          {isTooMuch && due !== undefined && due > 0 && (
            <p className="at-fault">{t.cash.moreThanDue(format.minor(due, currency))}</p>
          )}
          {remains > 0 && sum > 0 && <p className="dimmed">{t.cash.remains(format.minor(remains, currency))}</p>}
        </div>
        <Group>
          <Button type="submit" size="lg" className="take">
            {t.cash.takeSum(format.minor(sum, currency))}
          </Button>
          {onLeave && (
            <Button variant="default" size="lg" onClick={() => question.isLeft(onLeave)}>
              {t.cash.backToBills}
            </Button>
          )}
        </Group>
      </Stack>
    </Form>
  );
}
