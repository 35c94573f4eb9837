import { useQueryClient } from '@tanstack/react-query';
import type { components } from '../api/generated/patient-service';
import { Problem } from '../api/problem';
import { useSession } from '../api/session';
import { answer, patients } from '../api/services';
import { useSending } from '../api/use-sending';
import type { Patient } from '../find/person';
import { differing, fieldsOf, isSame, patchOf, type Fields } from './patient-fields';

/** What was read and its version, and what is to be stored instead. */
export interface Change {
  base: Patient;
  fields: Fields;
}

export type Changed = components['schemas']['ChangedPatient'];
export type Outcome = { kind: 'saved'; patient: Changed } | { kind: 'changed'; theirs: Patient; change: Change };

/** Returns what changes a patient as it was read. What another changed meanwhile comes back, and is not overwritten. */
export function useChangePatient(id: string, onOutcome: (outcome: Outcome, sent: Fields) => void) {
  const client = useQueryClient();
  const { session } = useSession();
  const zone = session?.timeZone ?? 'UTC';
  return useSending({
    mutationFn: (change: Change) => save(id, change, zone),
    onSuccess: (outcome, { fields }) => {
      if (outcome.kind === 'saved') client.setQueryData(['patient', id, 'who'], outcome.patient);
      onOutcome(outcome, fields);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['patient', id] }),
  });
}

async function save(id: string, change: Change, zone: string): Promise<Outcome> {
  const { base, fields } = change;
  const before = fieldsOf(base, zone);
  const params = { path: { id }, header: { 'If-Match': `"${base.version}"` } };
  try {
    return {
      kind: 'saved',
      patient: await answer(patients.PATCH('/patients/{id}', { params, body: patchOf(before, fields, zone) })),
    };
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 412) throw error;
    const theirs = await answer(patients.GET('/patients/{id}', { params: { path: { id } } }));
    const now = fieldsOf(theirs, zone);
    // the answer to the first attempt was lost, or both wrote the same
    if (differing(now, fields).length === 0) return { kind: 'saved', patient: theirs };
    const isTheirs = differing(before, now).some((name) => !isSame(name, now, fields));
    // what they changed is not in this form, such as an allergy
    return isTheirs ? { kind: 'changed', theirs, change } : save(id, { base: theirs, fields }, zone);
  }
}
