import { Button, Group, Stack } from '@mantine/core';
import { useRef, type ReactNode } from 'react';
import { useTexts } from '../texts/language';
import { Form } from './form';
import { useLeaveQuestion } from './leave-question';
import { useLocked } from './use-locked';

interface Props {
  /** What the button says. */
  submit: string;
  color?: string | undefined;
  isSending?: boolean;
  disabled?: boolean;
  /** Whether something stands in it that would be lost. */
  isWritten: boolean;
  className?: string;
  onSubmit: () => void;
  onBack: () => void;
  /** Whether Esc goes back; a dialog around it has an Esc of its own. */
  leavesByEscape?: boolean;
  children: ReactNode;
}

/** A few fields, the button that sends them, and the one that goes back. */
export function ShortForm({ submit, color, isSending = false, disabled = false, isWritten, ...props }: Props) {
  const { className, onSubmit, onBack, leavesByEscape = false, children } = props;
  const t = useTexts();
  const form = useRef<HTMLFormElement>(null);
  useLocked(form, isSending);
  const question = useLeaveQuestion(isWritten);
  return (
    <Form
      ref={form}
      question={question}
      className={className}
      onSubmit={onSubmit}
      onEscape={leavesByEscape ? onBack : undefined}
    >
      <Stack gap="sm">
        {children}
        <Group>
          <Button type="submit" color={color} loading={isSending} disabled={disabled}>
            {submit}
          </Button>
          <Button variant="default" onClick={() => question.isLeft(onBack)}>
            {t.back}
          </Button>
        </Group>
      </Stack>
    </Form>
  );
}
