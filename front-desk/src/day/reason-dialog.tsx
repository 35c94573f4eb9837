import { Radio, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from '../shell/dialog';
import { ShortForm } from '../shell/short-form';
import { useTexts } from '../texts/language';
import type { Cancelling } from './commands';

/** Why something that was recorded is taken back; the first reason is the usual one, so that Enter is enough. */
export function UndoDialog({ onClose, onUndo }: { onClose: () => void; onUndo: (reason: string) => void }) {
  const t = useTexts();
  const [reason, setReason] = useState(t.day.wrongLine);
  return (
    <Dialog onClose={onClose} title={t.day.undoTitle}>
      <ShortForm
        submit={t.day.steps.reopen}
        isWritten={reason !== t.day.wrongLine}
        onSubmit={() => {
          if (reason.trim() !== '') onUndo(reason.trim());
        }}
        onBack={onClose}
      >
        <TextInput
          data-autofocus
          label={t.day.undoWhy}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          onFocus={(event) => event.currentTarget.select()}
          maxLength={1000}
          required
        />
      </ShortForm>
    </Dialog>
  );
}

/** Who cancels, and why. */
export function CancelDialog({ onClose, onCancel }: { onClose: () => void; onCancel: (how: Cancelling) => void }) {
  const t = useTexts();
  const [who, setWho] = useState<keyof typeof codes>('patient');
  const [reason, setReason] = useState('');
  return (
    <Dialog onClose={onClose} title={t.day.cancelTitle}>
      <ShortForm
        submit={t.day.steps.cancel}
        color="red.8"
        isWritten={reason !== ''}
        onSubmit={() => onCancel({ ...codes[who], reason: reason.trim() })}
        onBack={onClose}
      >
        <Radio.Group label={t.day.cancelWho} value={who} onChange={(value) => setWho(value)}>
          <Stack gap="xs" mt="xs">
            {(Object.keys(codes) as (keyof typeof codes)[]).map((one, index) => (
              <Radio key={one} value={one} label={t.day.cancelBy[one]} data-autofocus={index === 0 || undefined} />
            ))}
          </Stack>
        </Radio.Group>
        <TextInput
          label={t.day.cancelWhy}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={1000}
        />
      </ShortForm>
    </Dialog>
  );
}

/** FHIR's code for each of the reasons that the desk tells apart. */
const codes = {
  patient: { code: 'pat', by: 'patient' },
  doctor: { code: 'prov', by: 'doctor' },
  mistake: { code: 'oth-err', by: 'staff' },
  other: { code: 'other', by: 'staff' },
} as const satisfies Record<string, Omit<Cancelling, 'reason'>>;
