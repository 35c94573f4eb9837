import { NativeSelect, Textarea } from '@mantine/core';
import { useState } from 'react';
import { Problem } from '../api/problem';
import type { Prescription } from '../patient/timeline';
import { Findings } from '../prescribe/findings';
import type { Safety } from '../prescribe/use-preview';
import { ProblemNotice } from '../shell/problem-notice';
import { ShortForm } from '../shell/short-form';
import { useTexts } from '../texts/language';
import type { Command } from './commands';
import { useCommand, type ReasonCode } from './use-command';

interface Props {
  prescription: Prescription;
  command: Command;
  onDone: () => void;
  onCancel: () => void;
}

/** The reason, which stays on the prescription, and the button that does it. */
export function CommandForm({ prescription, command, onDone, onCancel }: Props) {
  const t = useTexts();
  const [code, setCode] = useState<ReasonCode>();
  const [reason, setReason] = useState('');
  const { send, isPending, error } = useCommand(prescription, onDone);
  const codes = Object.keys(t.prescription.codes) as ReasonCode[];
  const found = error instanceof Problem && error.type === 'unsafe' ? (error.members['safety'] as Safety) : undefined;
  return (
    <ShortForm
      className="command"
      submit={t.prescription.commands[command]}
      color={command === 'stop' || command === 'cancel' ? 'red.8' : undefined}
      isSending={isPending}
      isWritten={reason !== '' || code !== undefined}
      onSubmit={() => send({ command, code, reason: reason.trim() })}
      onBack={onCancel}
    >
      <p className="dimmed">{t.prescription.whats[command]}</p>
      {command !== 'reinstate' && (
        <NativeSelect
          label={t.prescription.code}
          value={code ?? ''}
          onChange={(event) => setCode(codes.find((one) => one === event.currentTarget.value))}
          data={[
            { value: '', label: t.prescription.noCode },
            ...codes.map((value) => ({ value, label: t.prescription.codes[value] })),
          ]}
        />
      )}
      <Textarea
        label={t.prescription.reason}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        required={command === 'stop' || command === 'reinstate'}
        autosize
        minRows={2}
        maxLength={1000}
        data-autofocus
        autoFocus
      />
      {error && <ProblemNotice error={error} />}
      {found && <Findings safety={found} />}
    </ShortForm>
  );
}
