import { isPassing, Problem } from '../api/problem';
import { PageTitle } from '../shell/page-title';
import { ProblemNotice } from '../shell/problem-notice';
import { useTexts } from '../texts/language';
import { RestrictedNotice } from './restricted-notice';

/** In place of a patient: there is none, the record is restricted, or it cannot be read just now. */
export function NoPatient({ error, patientId }: { error: Error; patientId: string }) {
  const t = useTexts();
  const isRestricted = error instanceof Problem && error.type === 'restricted-patient';
  const isNone = error instanceof Problem && [400, 404].includes(error.status);
  return (
    <div className="narrow">
      <PageTitle>{isNone ? t.patient.notFound : isRestricted ? t.restricted.title : t.patient.title}</PageTitle>
      {isRestricted ? (
        <RestrictedNotice patientId={patientId} />
      ) : (
        !isNone && <ProblemNotice error={error} isPassing={isPassing(error)} />
      )}
    </div>
  );
}
