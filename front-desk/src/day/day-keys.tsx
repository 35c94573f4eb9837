import { useMay } from '../access/may';
import { useKey } from '../shell/keys';
import { isOffered, steps, type Step } from './commands';
import type { Appointment } from './use-calendar';
import { useIsTurning } from './use-turned';

interface Acts {
  /** The one that is marked. */
  visit: Appointment | undefined;
  onStep: (step: Step, visit: Appointment) => void;
  onMove: () => void;
  onTurn: (by: 1 | -1) => void;
  onToday: () => void;
  onView: () => void;
  onWalkIn: (() => void) | undefined;
}

/** One key each for what is done all day. None acts on a visit that has just been turned away from. */
export function DayKeys({ visit: marked, onStep, onMove, onTurn, onToday, onView, onWalkIn }: Acts): null {
  const may = useMay();
  const isTurning = useIsTurning();
  const visit = isTurning ? undefined : marked;
  const take = (step: Step) => {
    if (visit && isOffered(step, visit) && may(steps[step].operation)) onStep(step, visit);
  };
  useKey('o', () => take('confirm'));
  useKey('a', () => take('arrive'));
  useKey('s', () => take('fulfill'));
  useKey('n', () => take('noshow'));
  useKey('u', () => take('reopen'));
  useKey('x', () => take('cancel'));
  useKey('m', () => visit && onMove());
  useKey('t', onToday);
  useKey('v', onView);
  useKey('w', () => onWalkIn?.());
  useKey('PageUp', () => onTurn(-1));
  useKey('PageDown', () => onTurn(1));
  return null;
}
