import type { Transaction } from '@hms/service-kit/postgres';
import type { PatientAllergy } from '../patient-client';
import { listTaken, type Order, type Taken } from '../prescription-store';
import {
  isAmong,
  judge,
  verdictOn,
  type Finding,
  type KnownAllergy,
  type Medicine,
  type OtherMedicine,
  type Safety,
} from './judge';
import { currentKnowledge, meaningsOf, rulesFor, takeTurns } from './knowledge-store';

const localRoutes = new Set(['topical', 'cutaneous', 'ophthalmic', 'otic', 'nasal', 'intranasal']);
const isLocal = (route: string | null | undefined) => localRoutes.has(route?.toLowerCase() ?? '');

/** Of a draft, the override stands for all there is; later for what was found then. One of the other's stands for both. */
const acceptance = ({ override, safety }: Order, taken: Taken[]) => {
  const elsewhere = new Set(taken.filter(({ acceptsThis }) => acceptsThis).map(({ id }) => id));
  return (finding: Finding): boolean =>
    elsewhere.has(finding.inputs.prescriptionId ?? '') ||
    (override !== null && (safety === null || isAmong(finding, safety.findings)));
};

/**
 * Whether this medication can be given to this patient, by the current knowledge, the patient's allergies and all that he
 * or she takes. Holds up other checks of the patient until the transaction ends.
 * @param allergies undefined: nobody was asked
 */
export const checkSafety = async (
  tx: Transaction,
  order: Order,
  allergies: PatientAllergy[] | undefined,
): Promise<Safety> => {
  await takeTurns(tx, order.patientId);
  const knowledgeVersion = await currentKnowledge(tx);
  const taken = await listTaken(tx, order);
  const active = allergies?.filter(({ status }) => status === 'active') ?? [];
  const [mine, ...rest] = await meaningsOf(tx, knowledgeVersion, [
    order.medication,
    ...active.map(({ substance, code }) => ({ name: substance, code })),
    ...taken,
  ]);
  if (!mine) throw new Error('a medication without a meaning');
  const medicine: Medicine = { ...mine, name: order.medication.name, local: isLocal(order.dosage?.route) };
  const known: KnownAllergy[] = [];
  const others: OtherMedicine[] = [];
  for (const [place, meaning] of rest.entries()) {
    const allergy = active[place];
    const other = taken[place - active.length];
    if (allergy) known.push({ ...meaning, allergyId: allergy.id, substance: allergy.substance });
    else if (other) {
      const { name, id, route, status } = other;
      others.push({ ...meaning, name, prescriptionId: id, local: isLocal(route), completed: status === 'completed' });
    }
  }
  const terms = [mine, ...rest].flatMap(({ substances, classes }) => [...substances, ...classes]);
  const findings = judge({
    medicine,
    allergies: allergies && known,
    others,
    ...(await rulesFor(tx, knowledgeVersion, terms)),
  });
  const verdict = verdictOn(findings, acceptance(order, taken));
  return { verdict, findings, knowledgeVersion, checkedAt: new Date().toISOString() };
};
