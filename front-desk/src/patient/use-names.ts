import { useQueries } from '@tanstack/react-query';
import { useMay } from '../access/may';
import { answer, patients } from '../api/services';
import type { Patient } from '../find/person';

/** Those whose names are wanted at one moment, and who waits for each. */
let wanted = new Map<string, ((found: Promise<Patient | null>) => void)[]>();
const gatherMs = 10;
/** So many ids GET /patients takes at once. */
const mostAtOnce = 100;

/**
 * Returns who these patients are, by id, for lists of what is theirs: one request for all that a page shows, and none for
 * who is known. Without an entry: not known yet; null: there is no such patient for this role.
 */
export function useNames(patientIds: readonly (string | null)[]): ReadonlyMap<string, Patient | null> {
  const may = useMay();
  const ids = [...new Set(patientIds)].filter((id) => id !== null);
  return useQueries({
    queries: ids.map((id) => ({
      queryKey: ['patient', id, 'name'],
      queryFn: () => nameOf(id),
      enabled: may('listPatients'),
      staleTime: 5 * 60_000,
      meta: { shows: ['patient'], patientId: id },
    })),
    combine: (results) =>
      new Map(
        results.flatMap(({ data }, index): [string, Patient | null][] =>
          data === undefined ? [] : [[ids[index] ?? '', data]],
        ),
      ),
  });
}

function nameOf(id: string): Promise<Patient | null> {
  if (wanted.size === 0) window.setTimeout(() => askForAll(), gatherMs);
  return new Promise((resolve) => wanted.set(id, [...(wanted.get(id) ?? []), resolve]));
}

function askForAll(): void {
  const asked = [...wanted];
  wanted = new Map();
  for (let at = 0; at < asked.length; at += mostAtOnce) {
    const part = asked.slice(at, at + mostAtOnce);
    const found = ask(part.map(([id]) => id));
    for (const [id, waiting] of part)
      for (const resolve of waiting) resolve(found.then((byId) => byId.get(id) ?? null));
  }
}

async function ask(ids: string[]): Promise<ReadonlyMap<string, Patient>> {
  const query = { id: ids.join(','), limit: ids.length };
  const { data } = await answer(patients.GET('/patients', { params: { query } }));
  return new Map(data.map((patient) => [patient.id, patient]));
}
