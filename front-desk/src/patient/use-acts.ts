import { useNavigate } from '@tanstack/react-router';
import { useMay } from '../access/may';
import { useKey } from '../shell/keys';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import type { Act } from './entry-act';
import { keyOf, type Entry, type Links } from './timeline';
import { useCheckIn } from './use-check-in';

/** Nobody is late for a visit just after midnight; appointment-service takes who comes so early. */
const comesEarlyMs = 2 * 3_600_000;

function isSoon(time: string): boolean {
  const aheadMs = Date.parse(time) - Date.now();
  return aheadMs > 0 && aheadMs < comesEarlyMs;
}

/** Returns what can be done with each entry, by who is signed in; `a` checks in for the visit of today. */
export function useActs(patientId: string, entries: readonly Entry[], links: Links, onOpen: (key: string) => void) {
  const t = useTexts();
  const format = useFormat();
  const may = useMay();
  const navigate = useNavigate();
  const checkIn = useCheckIn(patientId);
  const isDue = (entry: Entry) =>
    entry.kind === 'appointment' &&
    entry.record.status === 'booked' &&
    may('arrive') &&
    (format.dayOf(entry.record.time) === format.today() || isSoon(entry.record.time));
  const due = entries.filter(isDue).toSorted((a, b) => timeOfVisit(a).localeCompare(timeOfVisit(b)));
  useKey('a', () => due[0] && checkIn.send(due[0].record.id));

  const actsOf = (entry: Entry): Act[] => {
    if (entry.kind === 'prescription') return [{ name: t.prescription.open, act: () => onOpen(keyOf(entry)) }];
    if (entry.kind === 'bill') {
      const params = { billId: entry.record.id };
      return [{ name: t.prescription.open, act: () => void navigate({ to: '/bills/$billId', params }) }];
    }
    if (entry.kind !== 'appointment') return [];
    const { id, status } = entry.record;
    const hasBill = links.effectsOf.get(keyOf(entry))?.some(({ kind }) => kind === 'bill') === true;
    const search = { visit: id };
    return [
      ...(isDue(entry)
        ? [{ name: t.patient.here, act: () => checkIn.send(id), ...(entry === due[0] && { key: 'a' }) }]
        : []),
      ...(may('issueBill') && isBillable(status) && !hasBill
        ? [
            {
              name: t.bill.actForVisit,
              act: () => void navigate({ to: '/patients/$patientId/bill', params: { patientId }, search }),
            },
          ]
        : []),
    ];
  };
  return { actsOf, error: checkIn.error };
}

/** Also before the visit, and for one who did not come. */
const isBillable = (status: string) => ['booked', 'arrived', 'fulfilled', 'noshow'].includes(status);

const timeOfVisit = (entry: Entry) => (entry.kind === 'appointment' ? entry.record.time : '');
