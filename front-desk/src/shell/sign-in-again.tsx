import { Button, Stack, Text } from '@mantine/core';
import { useTexts } from '../texts/language';
import { Dialog } from './dialog';
import { openSignIn, useSignedInElsewhere } from './sign-in';

/** Lies over a page whose session has ended, and leaves all that was typed where it is. */
export function SignInAgain({ opened }: { opened: boolean }) {
  const t = useTexts();
  useSignedInElsewhere(opened);
  return (
    <Dialog opened={opened} title={t.sessionEnded}>
      <Stack>
        <Text>{t.sessionEndedWhat}</Text>
        <Button data-autofocus onClick={openSignIn}>
          {t.signIn}
        </Button>
      </Stack>
    </Dialog>
  );
}
