import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useEffect, useRef, useState, type MouseEvent } from 'react';
import { lookForSession } from '../api/session';
import { useTexts } from '../texts/language';

/** What a person sees who is not signed in; they come back to where they wanted to go. */
export function SignIn() {
  const t = useTexts();
  const to = encodeURIComponent(window.location.pathname);
  return <SignInPage title={t.appName} why={t.signInWhy} href={`/sign-in?to=${to}`} />;
}

/**
 * What everybody sees in place of a page whose session has ended, by itself or by a sign-out on another page: nothing of a patient.
 * The page comes back, with all that was typed, for who was at work on it, and for them alone.
 */
export function SignInAgain({ hasToLose }: { hasToLose: () => boolean }) {
  const t = useTexts();
  // asked now: once the page is put away, it has nothing to tell
  const [loses] = useState(hasToLose);
  useBlocker({ shouldBlockFn: () => true, enableBeforeUnload: loses });
  useEffect(() => {
    const look = () => void lookForSession().catch(() => undefined);
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, []);
  const open = (event: MouseEvent) => {
    event.preventDefault();
    window.open(inWindow, '_blank', 'width=520,height=700');
  };
  return <SignInPage title={t.sessionEnded} why={t.sessionEndedWhat} href={inWindow} onClick={open} />;
}

const inWindow = '/sign-in?to=/signed-in-again';

interface PageProps {
  title: string;
  why: string;
  href: string;
  onClick?: (event: MouseEvent) => void;
}

function SignInPage({ title, why, ...way }: PageProps) {
  const t = useTexts();
  const link = useRef<HTMLAnchorElement>(null);
  // React's own autoFocus is for fields and buttons only
  useEffect(() => link.current?.focus(), []);
  return (
    <Center component="main" mih="100vh" p="md">
      <Stack align="center" gap="lg" maw={420} ta="center">
        <img src="/icon.svg" width={72} height={72} alt="" />
        <Title order={1}>{title}</Title>
        <Text c="dimmed">{why}</Text>
        <Button component="a" ref={link} {...way} size="lg" px="xl">
          {t.signIn}
        </Button>
      </Stack>
    </Center>
  );
}
