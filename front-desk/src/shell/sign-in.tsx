import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { lookForSession } from '../api/session';
import { useTexts } from '../texts/language';
import { Dialog } from './dialog';

/** What a person sees who is not signed in; they come back to where they wanted to go. */
export function SignIn() {
  const t = useTexts();
  const link = useRef<HTMLAnchorElement>(null);
  // React's own autoFocus is for fields and buttons only
  useEffect(() => link.current?.focus(), []);
  const to = encodeURIComponent(window.location.pathname);
  return (
    <Center component="main" mih="100vh" p="md">
      <Stack align="center" gap="lg" maw={420} ta="center">
        <img src="/icon.svg" width={72} height={72} alt="" />
        <Title order={1}>{t.appName}</Title>
        <Text c="dimmed">{t.signInWhy}</Text>
        <Button component="a" ref={link} href={`/sign-in?to=${to}`} size="lg" px="xl">
          {t.signIn}
        </Button>
      </Stack>
    </Center>
  );
}

/** Lies over a page whose session has ended, and leaves all that was typed where it is. */
export function SignInAgain({ opened }: { opened: boolean }) {
  const t = useTexts();
  useEffect(() => {
    if (!opened) return undefined;
    const look = () => void lookForSession().catch(() => undefined);
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [opened]);
  return (
    <Dialog opened={opened} title={t.sessionEnded}>
      <Stack>
        <Text>{t.sessionEndedWhat}</Text>
        <Button
          data-autofocus
          onClick={() => window.open('/sign-in?to=/signed-in-again', '_blank', 'width=520,height=700')}
        >
          {t.signIn}
        </Button>
      </Stack>
    </Dialog>
  );
}
