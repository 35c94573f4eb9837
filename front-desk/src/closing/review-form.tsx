import { Button, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { newKey } from '../api/new-key';
import { answer, payments } from '../api/services';
import { useSending } from '../api/use-sending';
import { Form } from '../shell/form';
import type { LeaveQuestion } from '../shell/leave-question';
import { ProblemNotice } from '../shell/problem-notice';
import { useTexts } from '../texts/language';

interface Props {
  closingId: string;
  note: string;
  onNote: (note: string) => void;
  question: LeaveQuestion;
}

/** Another person notes that they have looked at it. */
export function ReviewForm({ closingId, note, onNote, question }: Props) {
  const t = useTexts();
  const client = useQueryClient();
  const review = useSending({
    mutationFn: ({ key, note }: { key: string; note: string }) =>
      answer(
        payments.POST('/closings/{id}/review', {
          params: { path: { id: closingId }, header: { 'Idempotency-Key': key } },
          body: note === '' ? {} : { note },
        }),
      ),
    onSuccess: () => question.isStored(),
    onSettled: () => client.invalidateQueries({ queryKey: ['closings'] }),
  });
  return (
    <Form question={question} className="review" onSubmit={() => review.mutate({ key: newKey(), note: note.trim() })}>
      <Textarea
        label={t.closing.note}
        value={note}
        autosize
        maxLength={1000}
        onChange={(event) => onNote(event.currentTarget.value)}
      />
      {review.error && <ProblemNotice error={review.error} />}
      <Button type="submit" loading={review.isPending}>
        {t.closing.seen}
      </Button>
    </Form>
  );
}
