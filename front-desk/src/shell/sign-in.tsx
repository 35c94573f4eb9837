import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useEffect, useRef, type MouseEvent } from 'react';
import { lookForSession } from '../api/session';
import { useTexts } from '../texts/language';

/** What a person sees who is not signed in; they come back to where they wanted to go. */
export function SignIn() {
  const t = useTexts();
  return <SignInPage why={t.signInWhy} href={`/sign-in?to=${encodeURIComponent(window.location.pathname)}`} />;
}

/** What everybody sees in place of a page on which somebody has written who signed out on another; it comes back for them alone. */
export function SignInHere() {
  const t = useTexts();
  useSignedInElsewhere(true);
  useBlocker({ shouldBlockFn: () => true, enableBeforeUnload: true });
  const open = (event: MouseEvent) => {
    event.preventDefault();
    openSignIn();
  };
  return <SignInPage why={t.signInKept} href={inWindow} onClick={open} />;
}

interface PageProps {
  why: string;
  href: string;
  onClick?: (event: MouseEvent) => void;
}

function SignInPage({ why, ...way }: PageProps) {
  const t = useTexts();
  const link = useRef<HTMLAnchorElement>(null);
  // React's own autoFocus is for fields and buttons only
  useEffect(() => link.current?.focus(), []);
  return (
    <Center component="main" mih="100vh" p="md">
      <Stack align="center" gap="lg" maw={420} ta="center">
        <img src="/icon.svg" width={72} height={72} alt="" />
        <Title order={1}>{t.appName}</Title>
        <Text c="dimmed">{why}</Text>
        <Button component="a" ref={link} {...way} size="lg" px="xl">
          {t.signIn}
        </Button>
      </Stack>
    </Center>
  );
}

const inWindow = '/sign-in?to=/signed-in-again';
export const openSignIn = () => void window.open(inWindow, '_blank', 'width=520,height=700');

/** Looks who is signed in whenever the person comes back to this page. */
export function useSignedInElsewhere(looks: boolean): void {
  useEffect(() => {
    if (!looks) return undefined;
    const look = () => void lookForSession().catch(() => undefined);
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [looks]);
}
