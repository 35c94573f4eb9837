import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Prescription } from '../patient/timeline';
import { ProblemNotice } from '../shell/problem-notice';
import { ShortForm } from '../shell/short-form';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { numberOf } from '../texts/number-of';
import { useTakeBack, type Cause, type Return } from './use-dispensing';

interface Props {
  prescription: Prescription;
  dispenseId: string;
  /** What of it has not come back yet. */
  most: number;
  onDone: (returned: Return) => void;
  onCancel: () => void;
}

/** How much came back, and why: what was a mistake can be dispensed again, what a patient brings back cannot. */
export function TakeBackForm({ prescription, dispenseId, most, onDone, onCancel }: Props) {
  const t = useTexts();
  const { signs } = useFormat();
  const [first] = useState(() => String(most).replace('.', signs.decimal));
  const [typed, setTyped] = useState(first);
  const [cause, setCause] = useState<Cause>('mistake');
  const [reason, setReason] = useState('');
  const { send, isPending, error } = useTakeBack(prescription, onDone);
  const quantity = numberOf(typed, signs);
  return (
    <ShortForm
      className="command"
      submit={t.dispense.takeBack}
      isSending={isPending}
      isWritten={typed !== first || reason !== ''}
      onSubmit={() => {
        if (quantity !== null) send({ dispenseId, quantity, cause, reason: reason.trim() });
      }}
      onBack={onCancel}
      leavesByEscape
    >
      <TextInput
        label={t.dispense.returned}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={quantity === null && t.prescribe.notNumber}
        inputMode="decimal"
        autoFocus
      />
      <NativeSelect
        label={t.dispense.cause}
        value={cause}
        onChange={(event) => setCause(event.currentTarget.value === 'mistake' ? 'mistake' : 'brought-back')}
        data={Object.entries(t.dispense.causes).map(([value, label]) => ({ value, label }))}
      />
      <TextInput
        label={t.dispense.reason}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        required
        maxLength={1000}
      />
      {error && <ProblemNotice error={error} />}
    </ShortForm>
  );
}
