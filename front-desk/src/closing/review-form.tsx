import { Button, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { newKey } from '../api/new-key';
import { answer, payments } from '../api/services';
import { useSending } from '../api/use-sending';
import { ProblemNotice } from '../shell/problem-notice';
import { useTexts } from '../texts/language';

/** Another person notes that they have looked at it. */
export function ReviewForm({ closingId }: { closingId: string }) {
  const t = useTexts();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const review = useSending({
    mutationFn: ({ key, note }: { key: string; note: string }) =>
      answer(
        payments.POST('/closings/{id}/review', {
          params: { path: { id: closingId }, header: { 'Idempotency-Key': key } },
          body: note === '' ? {} : { note },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ['closings'] }),
  });
  return (
    <form
      className="review"
      onSubmit={(event) => {
        event.preventDefault();
        if (!review.isPending) review.mutate({ key: newKey(), note: note.trim() });
      }}
    >
      <Textarea
        label={t.closing.note}
        value={note}
        autosize
        maxLength={1000}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {review.error && <ProblemNotice error={review.error} />}
      <Button type="submit" loading={review.isPending}>
        {t.closing.seen}
      </Button>
    </form>
  );
}
