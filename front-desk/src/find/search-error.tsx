import { isPassing, isRestricted, Problem } from '../api/problem';
import { RestrictedNotice } from '../patient/restricted-notice';
import { ProblemNotice } from '../shell/problem-notice';

/** Why nobody was looked for, or may be shown. */
export function SearchError({ error }: { error: Error }) {
  if (isRestricted(error)) {
    const { patientId } = error.members;
    if (typeof patientId === 'string') return <RestrictedNotice patientId={patientId} />;
  }
  // somebody still types: half a phone number is no fault of theirs
  if (error instanceof Problem && error.status === 400)
    return (
      <p className="dimmed" lang="en" dir="ltr">
        {[...error.faults].map(([field, fault]) => `${field}: ${fault}`).join(' ')}
      </p>
    );
  return <ProblemNotice error={error} isPassing={isPassing(error)} />;
}
