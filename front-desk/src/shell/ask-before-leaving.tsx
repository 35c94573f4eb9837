import { Button, Group, Kbd, Stack, Text } from '@mantine/core';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTexts } from '../texts/language';
import { Dialog } from './dialog';
import { useQuestion } from './leave-question';

/** Asks before what was written is lost. Enter stays, Delete leaves: a key that nobody presses by habit. */
export function AskBeforeLeaving() {
  const t = useTexts();
  const question = useQuestion();
  const leaving = useRef<HTMLButtonElement>(null);
  const isAsked = question !== undefined;
  const press = useEffectEvent((event: KeyboardEvent) => {
    const isForButton = document.activeElement === leaving.current;
    if (event.key === 'Delete') question?.leave();
    else if (event.key === 'Escape' || (event.key === 'Enter' && !isForButton)) question?.stay();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  // also before the dialog has the focus, which it takes a moment after it is there
  useEffect(() => {
    if (!isAsked) return undefined;
    window.addEventListener('keydown', press, true);
    return () => window.removeEventListener('keydown', press, true);
  }, [isAsked]);
  return (
    // of the Esc that asks, a dialog that is told of it later would take an answer
    <Dialog opened={isAsked} title={t.leaveTitle} onClose={() => question?.stay()} closeOnEscape={false}>
      <Stack>
        <Text>{t.leaveWhat}</Text>
        <Group>
          <Button data-autofocus onClick={() => question?.stay()} rightSection={<Kbd size="xs">Enter</Kbd>}>
            {t.leaveStay}
          </Button>
          <Button
            ref={leaving}
            variant="default"
            onClick={() => question?.leave()}
            rightSection={<Kbd size="xs">Delete</Kbd>}
          >
            {t.leaveAnyway}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
