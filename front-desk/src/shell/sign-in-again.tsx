import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useEffect, useRef, useState, type MouseEvent } from 'react';
import { lookForSession } from '../api/session';
import { useTexts } from '../texts/language';

/**
 * What everybody sees in place of a page whose session has ended, by itself or by a sign-out on another page: nothing of a patient.
 * The page comes back, with all that was typed, for who was at work on it, and for them alone.
 */
export function SignInAgain({ hasToLose }: { hasToLose: () => boolean }) {
  const t = useTexts();
  const link = useRef<HTMLAnchorElement>(null);
  // asked now: once the page is put away, it has nothing to tell
  const [loses] = useState(hasToLose);
  useBlocker({ shouldBlockFn: () => true, enableBeforeUnload: loses });
  useEffect(() => {
    // React's own autoFocus is for fields and buttons only
    link.current?.focus();
    const look = () => void lookForSession().catch(() => undefined);
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, []);
  const open = (event: MouseEvent) => {
    event.preventDefault();
    window.open(inWindow, '_blank', 'width=520,height=700');
  };
  return (
    <Center component="main" mih="100vh" p="md">
      <Stack align="center" gap="lg" maw={420} ta="center">
        <img src="/icon.svg" width={72} height={72} alt="" />
        <Title order={1}>{t.sessionEnded}</Title>
        <Text c="dimmed">{t.sessionEndedWhat}</Text>
        <Button component="a" ref={link} href={inWindow} onClick={open} size="lg" px="xl">
          {t.signIn}
        </Button>
      </Stack>
    </Center>
  );
}

const inWindow = '/sign-in?to=/signed-in-again';
