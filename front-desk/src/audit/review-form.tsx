import { Button, Group, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { newKey } from '../api/new-key';
import { answer, patients } from '../api/services';
import { useSending } from '../api/use-sending';
import { Form } from '../shell/form';
import { useLeaveQuestion } from '../shell/leave-question';
import { ProblemNotice } from '../shell/problem-notice';
import { useTexts } from '../texts/language';

/** What the auditor finds of one broken glass; it stays. */
export function ReviewForm({ id }: { id: string }) {
  const t = useTexts();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const question = useLeaveQuestion(note !== '');
  const review = useSending({
    mutationFn: ({ key, finding }: { key: string; finding: 'justified' | 'not-justified' }) =>
      answer(
        patients.POST('/break-glass/{id}/review', {
          params: { path: { id }, header: { 'Idempotency-Key': key } },
          body: { finding, ...(note.trim() !== '' && { note: note.trim() }) },
        }),
      ),
    onSuccess: () => question.isStored(),
    onSettled: () => client.invalidateQueries({ queryKey: ['break-glass'] }),
  });
  const send = (finding: 'justified' | 'not-justified') => review.mutate({ key: newKey(), finding });
  return (
    <Form question={question} onSubmit={() => send('justified')}>
      <Textarea
        label={t.audit.note}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        autosize
        maxLength={2000}
      />
      {review.error && <ProblemNotice error={review.error} />}
      <Group mt="xs">
        <Button type="submit" variant="default" loading={review.isPending}>
          {t.audit.justified}
        </Button>
        <Button color="red.8" loading={review.isPending} onClick={() => send('not-justified')}>
          {t.audit.notJustified}
        </Button>
      </Group>
    </Form>
  );
}
