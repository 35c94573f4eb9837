import { isPassing, isRestricted, Problem } from '../api/problem';
import { PageTitle } from '../shell/page-title';
import { ProblemNotice } from '../shell/problem-notice';
import { useTexts } from '../texts/language';
import { RestrictedNotice } from './restricted-notice';

/** In place of a patient: there is none, the record is restricted, or it cannot be read just now. */
export function NoPatient({ error, patientId }: { error: Error; patientId: string }) {
  const t = useTexts();
  const isNone = error instanceof Problem && [400, 404].includes(error.status);
  return (
    <div className="narrow">
      <PageTitle>{isNone ? t.patient.notFound : isRestricted(error) ? t.restricted.title : t.patient.title}</PageTitle>
      {isRestricted(error) ? (
        <RestrictedNotice patientId={patientId} />
      ) : (
        !isNone && <ProblemNotice error={error} isPassing={isPassing(error)} />
      )}
    </div>
  );
}
