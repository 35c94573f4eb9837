import { Button, Group, Stack } from '@mantine/core';
import { useRef, type KeyboardEventHandler, type ReactNode } from 'react';
import { useTexts } from '../texts/language';
import { useLeaveQuestion } from './leave-question';
import { useLocked } from './use-locked';

interface Props {
  /** What the button says. */
  submit: string;
  color?: string | undefined;
  isSending?: boolean;
  disabled?: boolean;
  /** Whether something stands in it that would be lost. */
  isWritten?: boolean;
  className?: string;
  /** Not called while it is being sent. */
  onSubmit: () => void;
  onBack: () => void;
  onKeyDown?: KeyboardEventHandler;
  children: ReactNode;
}

/** A few fields, the button that sends them, and the one that goes back. */
export function ShortForm({ submit, color, isSending = false, disabled = false, isWritten = false, ...props }: Props) {
  const { className, onSubmit, onBack, onKeyDown, children } = props;
  const t = useTexts();
  const form = useRef<HTMLFormElement>(null);
  useLocked(form, isSending);
  const { isLeft } = useLeaveQuestion(isWritten);
  return (
    <form
      ref={form}
      className={className}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSending) onSubmit();
      }}
    >
      <Stack gap="sm">
        {children}
        <Group>
          <Button type="submit" color={color} loading={isSending} disabled={disabled}>
            {submit}
          </Button>
          <Button variant="default" onClick={() => isLeft(onBack)}>
            {t.back}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
