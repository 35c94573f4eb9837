import { Alert } from '@mantine/core';
import { Problem } from '../api/problem';
import { useTexts } from '../texts/language';
import { ProblemSentence } from './problem-sentence';

interface Props {
  error: Error;
  /** It is asked for again, and may come by itself. */
  isPassing?: boolean;
  /** What it is that is not there. */
  text?: string;
}

/** Says why something was not done or is not there, in words. */
export function ProblemNotice({ error, isPassing = false, text }: Props) {
  const t = useTexts();
  const problem = error instanceof Problem && error.detail !== '' ? error : undefined;
  return (
    <Alert color={isPassing ? 'yellow' : 'red'} role="alert" className="problem">
      {isPassing || !problem ? (
        (text ?? t.unavailable)
      ) : (
        <ProblemSentence type={problem.type} detail={problem.detail} members={problem.members} />
      )}
    </Alert>
  );
}
