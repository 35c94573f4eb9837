import { useQueryClient } from '@tanstack/react-query';
import type { components } from '../api/generated/patient-service';
import { newKey } from '../api/new-key';
import { Problem } from '../api/problem';
import { answer, patients } from '../api/services';
import { useSending } from '../api/use-sending';

export type Allergy = components['schemas']['Allergy'];
/** What may be said of an allergy once its substance is recorded. */
export type Words = Pick<Allergy, 'criticality' | 'status'> & { reaction: string };
type New = Omit<Words, 'status'> & { substance: string };
export type Outcome = { kind: 'saved' } | { kind: 'changed'; theirs: Allergy };

/** Returns what records an allergy; what gets no answer is sent again with its key. */
export function useRecordAllergy(patientId: string, onDone: (sent: New) => void) {
  const refresh = useRefresh(patientId);
  const send = useSending({
    mutationFn: ({ key, substance, reaction, criticality }: New & { key: string }) =>
      answer(
        patients.POST('/patients/{id}/allergies', {
          params: { path: { id: patientId }, header: { 'Idempotency-Key': key } },
          body: { substance, criticality, ...(reaction !== '' && { reaction }) },
        }),
      ),
    onSuccess: (_stored, sent) => onDone(sent),
    onSettled: refresh,
  });
  return {
    ...send,
    send: (allergy: New) => send.mutate({ ...allergy, key: newKey() }),
  };
}

/** Returns what changes an allergy as it was read; what another changed meanwhile comes back. */
export function useChangeAllergy(patientId: string, onOutcome: (outcome: Outcome) => void) {
  return useSending({
    mutationFn: ({ read, words }: { read: Allergy; words: Words }) => save(patientId, read, words),
    onSuccess: onOutcome,
    onSettled: useRefresh(patientId),
  });
}

async function save(patientId: string, { id, version }: Allergy, words: Words): Promise<Outcome> {
  const path = { id: patientId, allergyId: id };
  const body = { ...words, reaction: words.reaction === '' ? null : words.reaction };
  try {
    const params = { path, header: { 'If-Match': `"${version}"` } };
    await answer(patients.PATCH('/patients/{id}/allergies/{allergyId}', { params, body }));
    return { kind: 'saved' };
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 412) throw error;
    const theirs = await readAllergy(patientId, id);
    const isSame =
      theirs.reaction === body.reaction && theirs.criticality === body.criticality && theirs.status === body.status;
    // the answer to the first attempt was lost, or both wrote the same
    return isSame ? { kind: 'saved' } : { kind: 'changed', theirs };
  }
}

/** Reads one allergy with its version. */
export function readAllergy(patientId: string, allergyId: string, signal?: AbortSignal): Promise<Allergy> {
  const params = { path: { id: patientId, allergyId } };
  return answer(patients.GET('/patients/{id}/allergies/{allergyId}', { params, ...(signal && { signal }) }));
}

/** Returns what records that the patient was asked, and knows of none. */
export function useNoneKnown(patientId: string) {
  return useSending({
    // the same again changes nothing, so no version is needed
    mutationFn: () =>
      answer(
        patients.PATCH('/patients/{id}', { params: { path: { id: patientId } }, body: { noKnownAllergies: true } }),
      ),
    onSettled: useRefresh(patientId),
  });
}

function useRefresh(patientId: string) {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['patient', patientId] });
}
