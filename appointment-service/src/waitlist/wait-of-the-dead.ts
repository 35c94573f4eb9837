import type { Database } from '@hms/service-kit/database';
import { Problem } from '@hms/service-kit/problem';
import type { Upstreams } from '../calendar';
import { patientDeceased } from '../problems';
import { endWait } from './leave-waitlist';
import { listLive } from './waitlist-store';

/**
 * The same upstreams, and whichever door learns by it that a patient has died ends what that patient waits for. Booked visits stay:
 * a person cancels those, because somebody has to be told (`GET /appointments?patientId=…&status=booked`).
 */
export function endingTheWaitOfTheDead(db: Database, { doctors, patients }: Upstreams): Upstreams {
  if (!patients) return { doctors };
  return {
    doctors,
    patients: {
      getPatient: async (id) => {
        const reply = await patients.getPatient(id);
        if (reply.outcome === 'responded' && reply.value.deceasedAt !== null) await endAllWaits(db, id);
        return reply;
      },
    },
  };
}

const endAllWaits = async (db: Database, patientId: string): Promise<void> => {
  for (const entryId of await listLive(db, patientId)) {
    try {
      await db.transaction((tx) => endWait(tx, entryId, patientDeceased(patientId).message));
    } catch (error) {
      // accepted, or ended by another, at the same moment
      if (!(error instanceof Problem) || error.kind.status >= 500) throw error;
    }
  }
};
