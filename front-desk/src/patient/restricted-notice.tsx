import { Alert, Button, Stack, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../access/may';
import { newKey } from '../api/new-key';
import { answer, patients } from '../api/services';
import { useSending } from '../api/use-sending';
import { Form } from '../shell/form';
import { useLeaveQuestion } from '../shell/leave-question';
import { ProblemNotice } from '../shell/problem-notice';
import { useTexts } from '../texts/language';

/** A record that is not for all staff, and the way to it in an emergency. */
export function RestrictedNotice({ patientId }: { patientId: string }) {
  const t = useTexts();
  const may = useMay();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const question = useLeaveQuestion(reason.trim() !== '');
  const breakGlass = useSending({
    mutationFn: (command: { key: string; reason: string }) =>
      answer(
        patients.POST('/patients/{id}/break-glass', {
          params: { path: { id: patientId }, header: { 'Idempotency-Key': command.key } },
          body: { reason: command.reason },
        }),
      ),
    onSuccess: async () => {
      question.isStored();
      await client.resetQueries({ queryKey: ['patient', patientId] });
      await navigate({ to: '/patients/$patientId', params: { patientId } });
    },
  });
  if (!may('breakGlass'))
    return (
      <Alert color="orange" title={t.restricted.title}>
        {t.restricted.maynot}
      </Alert>
    );
  return (
    <Alert color="orange" title={t.restricted.title} className="restricted">
      <Form
        question={question}
        onSubmit={() => {
          if (reason.trim() !== '') breakGlass.mutate({ key: newKey(), reason: reason.trim() });
        }}
      >
        <Stack align="start" gap="sm">
          <Text size="sm">{t.restricted.what}</Text>
          <Textarea
            label={t.restricted.reason}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            required
            autosize
            minRows={2}
            w="100%"
          />
          {breakGlass.error && <ProblemNotice error={breakGlass.error} />}
          <Button type="submit" color="orange.9" loading={breakGlass.isPending}>
            {t.restricted.breakGlass}
          </Button>
        </Stack>
      </Form>
    </Alert>
  );
}
