import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import type { Appointment } from './use-calendar';

/** Returns what says how a visit stands: its status, or until when its time is held, and for whom. */
export function useStanding() {
  const t = useTexts();
  const format = useFormat();
  return ({ status, heldUntil, offeredTo }: Appointment): string => {
    if (heldUntil === null) return t.status.appointment[status];
    const until = format.time(heldUntil);
    return offeredTo === null ? t.day.heldUntil(until) : t.day.offeredUntil(until);
  };
}
