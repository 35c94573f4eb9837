import { Button, Stack, Title } from '@mantine/core';
import { useTexts } from '../texts/language';
import { PageTitle } from './page-title';

export function NotFound() {
  const t = useTexts();
  return <PageTitle>{t.notFound}</PageTitle>;
}

/** Shows that a page has failed; the rest of the application goes on. */
export function PartBroke({ reset }: { reset: () => void }) {
  const t = useTexts();
  return (
    <Stack align="start" p="xl" role="alert">
      <Title order={1} size="h3">
        {t.somethingBroke}
      </Title>
      <Button onClick={reset}>{t.tryAgain}</Button>
    </Stack>
  );
}
