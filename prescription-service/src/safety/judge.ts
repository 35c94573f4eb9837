import type { Exposure } from './exposure';
import { atMost, isHigh, ownRule, severities, type AllergyStatus, type Finding, type Severity } from './findings';
import { isKnown, type Meaning, type Terms } from './name-index';
import { compareNames } from './name-words';
import { allergyStatusFindings, unknownAllergy, unknownMedicine } from './unknowns';

export interface Medicine extends Meaning {
  name: string;
  /** Put on one place, where little of it reaches the rest of the body. */
  local: boolean;
}

export interface OtherMedicine extends Medicine {
  prescriptionId: string;
  exposure: Exposure;
  /** Whether the patient still has it in the body cannot be known; what is found is then no more than moderate. */
  isUncertain: boolean;
  /** Handed out to the end, or expired, yet still in the patient's hands: a renewal comes before the last tablet is taken. */
  isEnding: boolean;
  /** When it ends, or ended, in words. */
  timing: string;
}

export interface KnownAllergy extends Meaning {
  allergyId: string;
  substance: string;
}

interface Rule {
  severity: Severity;
  detail: string;
  source: string;
}

export interface SafetyFacts {
  medicine: Medicine;
  allergyStatus: AllergyStatus;
  allergies: KnownAllergy[];
  others: OtherMedicine[];
  crossAllergies: (Rule & { allergy: string; drug: string })[];
  interactions: (Rule & { a: string; b: string })[];
  /** By class, how much it matters to have two of it; a class that is missing may be had twice. */
  duplicateSeverity: Map<string, Severity>;
}

/** Every finding, the gravest first. */
export function judge(facts: SafetyFacts): Finding[] {
  const { medicine, allergies, others } = facts;
  const findings = [
    ...allergies.flatMap((allergy) => certainAndNear(medicine, allergy, (a, b) => againstAllergy(facts, a, b))),
    ...allergies.flatMap((allergy) => unknownAllergy(medicine, allergy)),
    ...others.flatMap((other) => certainAndNear(medicine, other, (a, b) => againstOther(facts, a, b))),
    ...[medicine, ...others].flatMap((one) => unknownMedicine(medicine, one)),
    ...allergyStatusFindings(medicine, facts.allergyStatus),
  ];
  return findings.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

/**
 * What is found by what two names mean; and what would be found if a name that is not known were the known one that it is
 * near to. The latter is moderate: a slip of the pen must neither hide a danger nor be taken for certain.
 */
function certainAndNear<T extends Meaning>(
  medicine: Medicine,
  other: T,
  find: (medicine: Medicine, other: T) => Finding[],
): Finding[] {
  const certain = find(medicine, other);
  if (certain.some(isHigh)) return certain;
  const near = pairsOf(medicine, other).flatMap(([a, b, names]) =>
    find(a, b)
      .filter(({ severity }) => severity !== 'low')
      .map((finding) => ({
        ...atMost('moderate', finding),
        inputs: { ...finding.inputs, nearTo: names },
        detail: `If ${names.join(' and ')} is meant: ${finding.detail}`,
      })),
  );
  const seen = (finding: Finding) =>
    certain.some(({ rule, inputs }) => rule === finding.rule && sameBy(inputs, finding.inputs));
  return [...certain, ...near.filter((finding) => !seen(finding))];
}

const sameBy = (a: Finding['inputs'], b: Finding['inputs']) => JSON.stringify(a.by) === JSON.stringify(b.by);

/** Each with what it is near to, in place of what it is not known as. */
const pairsOf = <T extends Meaning>(medicine: Medicine, other: T): [Medicine, T, string[]][] => {
  const mine = [
    { value: medicine, name: '' },
    ...medicine.near.map((near) => ({ value: asNear(medicine, near), name: near.name })),
  ];
  const theirs = [
    { value: other, name: '' },
    ...other.near.map((near) => ({ value: asNear(other, near), name: near.name })),
  ];
  return mine.flatMap((a) =>
    theirs.flatMap((b): [Medicine, T, string[]][] => {
      const names = [a.name, b.name].filter((name) => name !== '');
      return names.length > 0 ? [[a.value, b.value, names]] : [];
    }),
  );
};
const asNear = <T extends Meaning>(one: T, { substances, classes }: Terms): T => ({ ...one, substances, classes });

const termsOf = ({ substances, classes }: Terms) => [...substances, ...classes];
const shared = (mine: string[], theirs: string[]) => mine.filter((one) => theirs.includes(one));
/** By name alone, where the knowledge cannot tell. */
const alike = (a: Meaning, b: Meaning) => {
  const found = compareNames(a.words, b.words);
  return found === 'near' && isKnown(a) && isKnown(b) ? 'other' : found;
};

const againstAllergy = ({ crossAllergies }: SafetyFacts, medicine: Medicine, allergy: KnownAllergy): Finding[] => {
  const { allergyId, substance } = allergy;
  const inputs = { medication: medicine.name, against: substance, allergyId };
  const found = (
    rule: Finding['rule'],
    severity: Severity,
    detail: string,
    by: string[],
    source = ownRule,
  ): Finding => ({
    ...{
      rule,
      severity,
      inputs: { ...inputs, by },
      detail: `The patient is allergic to ${substance}. ${detail}`,
      source,
    },
  });
  const same = shared(medicine.substances, allergy.substances);
  const names = alike(medicine, allergy);
  if (same.length > 0 || names === 'same')
    return [found('allergy-to-substance', 'high', `${medicine.name} is or holds it.`, same)];
  const ofClass = shared(medicine.classes, allergy.substances);
  if (ofClass.length > 0)
    return [found('allergy-to-class', 'high', `${medicine.name} is one of the ${ofClass.join(', ')}.`, ofClass)];
  if (names === 'near')
    return [
      found(
        'allergy-to-substance',
        'moderate',
        `${medicine.name} is near to that name; find out whether it is it.`,
        [],
      ),
    ];
  const crossing = crossAllergies
    .filter((rule) => termsOf(allergy).includes(rule.allergy) && termsOf(medicine).includes(rule.drug))
    .map(({ allergy: from, drug, severity, detail, source }) =>
      found('cross-allergy', severity, detail, [drug, from], source),
    );
  if (crossing.length > 0) return crossing;
  // without a rule of its own, relatives are to be thought of
  const relatives = shared(medicine.classes, allergy.classes);
  if (relatives.length === 0) return [];
  const detail = `${medicine.name} is another of the ${relatives.join(', ')}; no rule says whether they cross-react.`;
  return [found('cross-allergy', 'moderate', detail, relatives)];
};

const againstOther = (facts: SafetyFacts, medicine: Medicine, other: OtherMedicine): Finding[] => {
  const findings = [...duplicates(facts, medicine, other), ...interactionsWith(facts, medicine, other)];
  // between what stays where it is put and what is swallowed, little passes
  const isMild = medicine.local || other.local || other.isUncertain;
  return findings.map((finding) => (isMild ? atMost('moderate', finding) : finding));
};

const duplicates = ({ duplicateSeverity }: SafetyFacts, medicine: Medicine, other: OtherMedicine): Finding[] => {
  // what has been used up may be given again
  if (other.exposure !== 'taken' && !other.isEnding) return [];
  const inputs = { medication: medicine.name, against: other.name, prescriptionId: other.prescriptionId };
  const same = shared(medicine.substances, other.substances);
  const bothKnown = medicine.substances.length > 0 && other.substances.length > 0;
  const names = bothKnown ? 'other' : alike(medicine, other);
  if (same.length > 0 || names !== 'other') {
    const severity = other.isEnding || (same.length === 0 && names === 'near') ? 'moderate' : 'high';
    const detail = `The patient has ${other.name} already${other.timing}.`;
    return [{ rule: 'duplicate-medication', severity, inputs: { ...inputs, by: same }, detail, source: ownRule }];
  }
  return shared(medicine.classes, other.classes).flatMap((name): Finding[] => {
    const severity = duplicateSeverity.get(name);
    const detail = `The patient has ${other.name} already${other.timing}, another of the ${name}.`;
    if (!severity) return [];
    const finding: Finding = {
      rule: 'duplicate-class',
      severity,
      inputs: { ...inputs, by: [name] },
      detail,
      source: ownRule,
    };
    return [other.exposure === 'taken' ? finding : atMost('moderate', finding)];
  });
};

const interactionsWith = ({ interactions }: SafetyFacts, medicine: Medicine, other: OtherMedicine): Finding[] => {
  const inputs = { medication: medicine.name, against: other.name, prescriptionId: other.prescriptionId };
  const [mine, theirs] = [termsOf(medicine), termsOf(other)];
  return interactions.flatMap(({ a, b, severity, detail, source }): Finding[] => {
    const by = mine.includes(a) && theirs.includes(b) ? [a, b] : [b, a];
    if (!mine.includes(by[0] ?? '') || !theirs.includes(by[1] ?? '')) return [];
    const said = `${medicine.name} with ${other.name}${other.timing}: ${detail}`;
    const finding: Finding = { rule: 'interaction', severity, inputs: { ...inputs, by }, detail: said, source };
    // to change over is usual; what labels contraindicate is so until the first is out of the body
    const isPast = other.exposure !== 'taken' && !/contraindicated/i.test(detail);
    return [isPast ? atMost('moderate', finding) : finding];
  });
};
