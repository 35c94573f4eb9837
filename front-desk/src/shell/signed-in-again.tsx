import { Text } from '@mantine/core';
import { useEffect } from 'react';
import { tellOthers } from '../api/session';
import { useTexts } from '../texts/language';

/** Where the window of a new sign-in ends: the page that waits for it is told, and the window closes. */
export function SignedInAgain() {
  const t = useTexts();
  useEffect(() => {
    tellOthers();
    window.close();
  }, []);
  return <Text p="xl">{t.signedInClose}</Text>;
}
