import { Alert } from '@mantine/core';
import { Problem } from '../api/problem';
import { useTexts } from '../texts/language';

interface Props {
  error: Error;
  /** It is asked for again, and may come by itself. */
  isPassing?: boolean;
  /** What it is that is not there. */
  text?: string;
}

/** Says why something was not done or is not there, in the words of the service. */
export function ProblemNotice({ error, isPassing = false, text }: Props) {
  const t = useTexts();
  const detail = error instanceof Problem && error.detail !== '' ? error.detail : undefined;
  return (
    <Alert color={isPassing ? 'yellow' : 'red'} role="alert" className="problem">
      {/* the services speak English */}
      {isPassing || !detail ? (
        (text ?? t.unavailable)
      ) : (
        <span lang="en" dir="ltr">
          {detail}
        </span>
      )}
    </Alert>
  );
}
