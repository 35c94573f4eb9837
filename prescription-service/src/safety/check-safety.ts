import type { Transaction } from '@hms/service-kit/database';
import type { Patient } from '../patient-client';
import { listCourses, type OtherCourse, type Weighed } from '../prescription-store';
import { exposureOf } from './exposure';
import { isAmong, notChecked, verdictOn, type AllergyStatus, type Finding, type Safety } from './findings';
import { judge, type KnownAllergy, type Medicine, type OtherMedicine } from './judge';
import {
  currentKnowledge,
  longestWashoutDays,
  rulesFor,
  takeTurns,
  washoutOf,
  type Knowledge,
} from './knowledge-store';
import type { Meaning } from './name-index';

/**
 * Checks whether this medication can be given to this patient: by the current knowledge, the patient's allergies, and all
 * that he or she takes, still has at hand, or has in the body. Holds up other checks of the patient until the transaction
 * ends.
 * @param patient undefined: nobody was asked
 */
export async function checkSafety(
  tx: Transaction,
  order: Weighed,
  patient: Patient | null | undefined,
): Promise<Safety> {
  await takeTurns(tx, order.patientId);
  const knowledge = await currentKnowledge(tx);
  const courses = await listCourses(tx, order);
  const now = Date.now();
  const medicine = medicineNamed(order.medication, order.dosage?.route ?? null, knowledge);
  const allergies = allergiesOf(patient, knowledge);
  const others = courses.flatMap((course) => medicineOf(course, knowledge, now));
  const allergyStatus = statusOf(patient);
  const rules = await rulesFor(tx, knowledge.version, [medicine, ...allergies, ...others].flatMap(allTermsOf));
  const findings = judge({ medicine, allergyStatus, allergies, others, ...rules });
  return {
    verdict: verdictOn(findings, acceptance(order, courses)),
    findings,
    allergies: allergyStatus,
    notChecked,
    knowledgeVersion: knowledge.version,
    knowledgeOrigin: knowledge.origin,
    checkedAt: new Date(now).toISOString(),
  };
}

const medicineNamed = (
  { name, code }: { name: string; code: string | null },
  route: string | null,
  { index, classes }: Knowledge,
): Medicine => {
  const meaning = index.read(name, code);
  // insulin lispro is one of the insulins, not the same as another of them
  const isClass = (term: string) => classes.has(term);
  return {
    ...meaning,
    substances: meaning.substances.filter((term) => !isClass(term)),
    classes: [...new Set([...meaning.classes, ...meaning.substances.filter(isClass)])],
    name,
    local: isLocal(route, name, meaning),
  };
};

/** What reaches the whole body by the skin or the nose too; FDA labels of Viagra and Imitrex count every form. */
const neverLocal = ['nitrates', 'opioids', 'triptans', 'benzodiazepines'];

/** Put on eye, ear or skin, where little of it reaches the rest of the body; a patch is meant to. */
const isLocal = (route: string | null, name: string, { classes }: Meaning): boolean =>
  /\b(ophthalmic|ocular|eyes?|otic|ears?|topical|cutaneous|skin)\b/i.test(route ?? '') &&
  !/patch|transdermal/i.test(name) &&
  !classes.some((one) => neverLocal.includes(one));

const activeAllergies = (patient: Patient | null | undefined) =>
  patient?.allergies.filter(({ status }) => status === 'active') ?? [];

const allergiesOf = (patient: Patient | null | undefined, { index }: Knowledge): KnownAllergy[] =>
  activeAllergies(patient).map(({ id, substance, code }) => ({
    ...index.read(substance, code),
    allergyId: id,
    substance,
  }));

/** A patient-service that does not say it has not told that anybody asked. */
const statusOf = (patient: Patient | null | undefined): AllergyStatus => {
  if (!patient) return 'not-checked';
  return activeAllergies(patient).length > 0
    ? 'recorded'
    : patient.allergyStatus === 'none-known'
      ? 'none-known'
      : 'not-asked';
};

const medicineOf = (course: OtherCourse, knowledge: Knowledge, now: number): OtherMedicine[] => {
  const { id, route, status, expired, takenUntil } = course;
  // the longest washout that there can be: what is over even then need not be read
  if (!exposureOf(course, longestWashoutDays, now)) return [];
  const meaning = medicineNamed(course, route, knowledge);
  const washout = washoutOf(knowledge, allTermsOf(meaning));
  const exposure = exposureOf(course, washout.days, now);
  if (!exposure) return [];
  const isUncertain = exposure === 'at-hand' || (exposure === 'leaving' && !washout.isKnown);
  const isAtHand = takenUntil !== null && takenUntil > now;
  const isEnding = isAtHand && (expired || ['completed', 'stopped', 'cancelled'].includes(status));
  return [
    {
      ...meaning,
      prescriptionId: id,
      exposure,
      isUncertain,
      isEnding,
      timing: timingOf(course, now),
    },
  ];
};

const timingOf = ({ status, endedAt, takenUntil }: OtherCourse, now: number): string => {
  const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
  if ((status === 'stopped' || status === 'cancelled') && endedAt !== null) return ` (stopped on ${dayOf(endedAt)})`;
  return takenUntil !== null && takenUntil <= now ? ` (used up about ${dayOf(takenUntil)})` : '';
};

const allTermsOf = ({ substances, classes, near }: Meaning): string[] => [
  ...[...substances, ...classes],
  ...near.flatMap((one) => [...one.substances, ...one.classes]),
];

/** Of a draft, the override stands for all there is; later for what was found then. One of the other's stands for both. */
const acceptance = ({ override, safety }: Weighed, courses: OtherCourse[]) => {
  const elsewhere = new Set(courses.filter(({ acceptsThis }) => acceptsThis).map(({ id }) => id));
  return (finding: Finding): boolean =>
    elsewhere.has(finding.inputs.prescriptionId ?? '') ||
    (override !== null && (safety === null || isAmong(finding, safety.findings)));
};
