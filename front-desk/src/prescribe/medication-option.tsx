import { useTexts } from '../texts/language';
import { calledBy, type KnownMedication } from './use-medications';

interface Props {
  id: string;
  medication: KnownMedication;
  isMarked: boolean;
  onTake: () => void;
}

/** One drug: by which name it was found, which it is, and what nothing is known of. */
export function MedicationOption({ id, medication, isMarked, onTake }: Props) {
  const t = useTexts();
  const { name, match, codes, classes, notKnown } = medication;
  const called = calledBy(medication);
  const isUncertain = match === 'near';
  return (
    <div
      id={id}
      role="option"
      aria-selected={isMarked}
      className="medication-option"
      // the field keeps the focus
      onMouseDown={(event) => event.preventDefault()}
      onClick={onTake}
    >
      <b lang="en">
        <bdi>{called}</bdi>
      </b>
      {called !== name && (
        <span lang="en">
          <bdi>{name}</bdi>
        </span>
      )}
      {isUncertain && <span className="medication-doubt">{t.prescribe.perhaps}</span>}
      <span className="dimmed" lang="en">
        <bdi>{[...codes, ...classes].join(' · ')}</bdi>
      </span>
      {notKnown.includes('interactions') && <span className="dimmed">{t.prescribe.noInteractionsKnown}</span>}
    </div>
  );
}
