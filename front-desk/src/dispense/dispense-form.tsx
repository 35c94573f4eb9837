import { Alert, Button, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Problem } from '../api/problem';
import type { Dispense, Prescription } from '../patient/timeline';
import { Findings } from '../prescribe/findings';
import type { Safety } from '../prescribe/use-preview';
import { Form } from '../shell/form';
import { useLeaveQuestion } from '../shell/leave-question';
import { ProblemNotice } from '../shell/problem-notice';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { numberOf } from '../texts/number-of';
import { useDispense } from './use-dispensing';

interface Props {
  /** As it was when the pharmacist began to read it. */
  prescription: Prescription;
  onDone: (dispense: Dispense) => void;
}

/** How much goes out; a fill that is not due needs a reason. */
export function DispenseForm({ prescription, onDone }: Props) {
  const t = useTexts();
  const { signs } = useFormat();
  const field = useRef<HTMLInputElement>(null);
  const { status, expired, quantity, quantityUnit, dispensableQuantity, remainingQuantity } = prescription;
  const now = dispensableQuantity ?? 0;
  const first = String(now > 0 ? now : (quantity ?? '')).replace('.', signs.decimal);
  const [typed, setTyped] = useState(first);
  const [earlyReason, setEarlyReason] = useState('');
  const [isTried, setIsTried] = useState(false);
  const { send, isPending, error } = useDispense(prescription, onDone);
  const question = useLeaveQuestion(typed !== first || earlyReason !== '');
  const amount = numberOf(typed, signs);
  const isEarly = amount !== null && amount > now;
  useEffect(() => field.current?.select(), []);
  if (quantity === null) return <Alert color="yellow">{t.dispense.noQuantity}</Alert>;
  if (status !== 'active' || expired || remainingQuantity === 0)
    return <Alert color="yellow">{t.dispense.notDispensable}</Alert>;
  const problem = error instanceof Problem ? error : undefined;
  const safety = problem?.type === 'no-longer-safe' ? (problem.members['safety'] as Safety) : undefined;
  return (
    <Form
      question={question}
      className="dispense-form"
      onSubmit={() => {
        setIsTried(true);
        if (amount === null) return field.current?.focus();
        send({ quantity: amount, earlyReason: isEarly ? earlyReason.trim() : '' });
      }}
    >
      {now === 0 && <p className="dimmed">{t.dispense.nothingNow}</p>}
      <div className="dispense-fields">
        <TextInput
          ref={field}
          label={t.dispense.quantity}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={isTried && amount === null && t.prescribe.notNumber}
          rightSection={<bdi className="dimmed">{quantityUnit && t.unitName(quantityUnit)}</bdi>}
          rightSectionWidth="6rem"
          inputMode="decimal"
          size="md"
          autoComplete="off"
          autoFocus
        />
        {isEarly && (
          <TextInput
            label={t.dispense.early}
            placeholder={t.dispense.earlyHint}
            value={earlyReason}
            onChange={(event) => setEarlyReason(event.currentTarget.value)}
            size="md"
            maxLength={500}
          />
        )}
        <Button type="submit" size="md" loading={isPending} className="dispense-send">
          {t.dispense.send}
        </Button>
      </div>
      {error &&
        (problem?.type === 'version-mismatch' ? (
          <Alert color="red" role="alert">
            {t.dispense.changed}
          </Alert>
        ) : (
          <ProblemNotice error={error} />
        ))}
      {safety && <Findings safety={safety} />}
    </Form>
  );
}
