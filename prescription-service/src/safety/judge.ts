export const severities = ['high', 'moderate', 'low'] as const;
export type Severity = (typeof severities)[number];

export const rules = [
  'allergy-to-substance',
  'allergy-to-class',
  'cross-allergy',
  'duplicate-medication',
  'duplicate-class',
  'interaction',
  'medication-not-in-knowledge',
  'allergy-not-in-knowledge',
  'allergies-not-checked',
] as const;

export interface Finding {
  rule: (typeof rules)[number];
  severity: Severity;
  inputs: {
    medication: string;
    /** The allergy's substance, or the other medication. */
    against?: string;
    /** The drugs or classes by which the rule applies: of this medication, and of the other. */
    by?: string[];
    allergyId?: string;
    prescriptionId?: string;
  };
  detail: string;
  source: string;
}

export interface Safety {
  verdict: 'safe' | 'caution' | 'unsafe' | 'overridden';
  findings: Finding[];
  knowledgeVersion: number;
  checkedAt: string;
}

/** What a name or a code means to the knowledge. */
export interface Meaning {
  /** The name's words up to its first number, with one space between and around them. */
  words: string;
  /** Drugs, or a class that is named itself; none: not known. */
  substances: string[];
  classes: string[];
}

export interface Medicine extends Meaning {
  name: string;
  /** Put on one place, where little of it reaches the rest of the body. */
  local: boolean;
}

export interface OtherMedicine extends Medicine {
  prescriptionId: string;
  /** Dispensed to the end, yet still in the patient's hands. */
  completed: boolean;
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
  /** Undefined: nobody was asked. */
  allergies: KnownAllergy[] | undefined;
  others: OtherMedicine[];
  crossAllergies: (Rule & { allergy: string; drug: string })[];
  interactions: (Rule & { a: string; b: string })[];
  /** By class, how much it matters to have two of it; a class that is missing may be had twice. */
  duplicateSeverity: Map<string, Severity>;
}

const ownRule = 'prescription-service';
const termsOf = ({ substances, classes }: Meaning) => [...substances, ...classes];
const shared = (mine: string[], theirs: string[]) => mine.filter((one) => theirs.includes(one));
const namesEachOther = (a: Meaning, b: Meaning) =>
  a.words.trim() !== '' && b.words.trim() !== '' && (a.words.includes(b.words) || b.words.includes(a.words));
const isHigh = ({ severity }: { severity: Severity }) => severity === 'high';

const againstAllergy = ({ medicine, crossAllergies }: SafetyFacts, allergy: KnownAllergy): Finding[] => {
  const { allergyId, substance } = allergy;
  const inputs = { medication: medicine.name, against: substance, allergyId };
  const same = shared(medicine.substances, allergy.substances);
  if (same.length > 0 || namesEachOther(medicine, allergy)) {
    const detail = `The patient is allergic to ${substance}, and ${medicine.name} is or holds it.`;
    return [
      { rule: 'allergy-to-substance', severity: 'high', inputs: { ...inputs, by: same }, detail, source: ownRule },
    ];
  }
  const ofClass = shared(medicine.classes, allergy.substances);
  if (ofClass.length > 0) {
    const detail = `The patient is allergic to ${substance}, and ${medicine.name} is one of the ${ofClass.join(', ')}.`;
    return [
      { rule: 'allergy-to-class', severity: 'high', inputs: { ...inputs, by: ofClass }, detail, source: ownRule },
    ];
  }
  if (allergy.substances.length === 0) {
    const detail = `The allergy to ${substance} is not in the knowledge base: it was compared by its name only.`;
    return [{ rule: 'allergy-not-in-knowledge', severity: 'low', inputs, detail, source: ownRule }];
  }
  return crossAllergies
    .filter((rule) => termsOf(allergy).includes(rule.allergy) && termsOf(medicine).includes(rule.drug))
    .map(({ allergy: from, drug, severity, detail, source }) => ({
      rule: 'cross-allergy' as const,
      severity,
      inputs: { ...inputs, by: [drug, from] },
      detail: `The patient is allergic to ${substance}. ${detail}`,
      source,
    }));
};

const againstOther = ({ medicine, interactions, duplicateSeverity }: SafetyFacts, other: OtherMedicine): Finding[] => {
  const inputs = { medication: medicine.name, against: other.name, prescriptionId: other.prescriptionId };
  const found: Finding[] = [];
  const same = shared(medicine.substances, other.substances);
  const unknown = medicine.substances.length === 0 || other.substances.length === 0;
  if (same.length > 0 || (unknown && namesEachOther(medicine, other))) {
    found.push({
      rule: 'duplicate-medication',
      // a renewal comes before the last tablet is taken
      severity: other.completed ? 'moderate' : 'high',
      inputs: { ...inputs, by: same },
      detail: `The patient has ${other.name} already.`,
      source: ownRule,
    });
  } else {
    for (const name of shared(medicine.classes, other.classes)) {
      const severity = duplicateSeverity.get(name);
      const detail = `The patient has ${other.name} already, another of the ${name}.`;
      if (severity)
        found.push({ rule: 'duplicate-class', severity, inputs: { ...inputs, by: [name] }, detail, source: ownRule });
    }
  }
  if (other.substances.length === 0) found.push(notKnown({ ...inputs, medication: other.name }));
  const [mine, theirs] = [termsOf(medicine), termsOf(other)];
  for (const { a, b, severity, detail, source } of interactions) {
    const by = mine.includes(a) && theirs.includes(b) ? [a, b] : [b, a];
    if (!mine.includes(by[0] ?? '') || !theirs.includes(by[1] ?? '')) continue;
    const said = `${medicine.name} with ${other.name}: ${detail}`;
    found.push({ rule: 'interaction', severity, inputs: { ...inputs, by }, detail: said, source });
  }
  const local = medicine.local || other.local;
  return found.map((finding) => (local && isHigh(finding) ? { ...finding, severity: 'moderate' } : finding));
};

const notKnown = (inputs: Finding['inputs']): Finding => ({
  rule: 'medication-not-in-knowledge',
  severity: 'low',
  inputs,
  detail: `${inputs.medication} is not in the knowledge base: it was compared by its name only.`,
  source: ownRule,
});

/** Every finding, the gravest first. */
export const judge = (facts: SafetyFacts): Finding[] => {
  const inputs = { medication: facts.medicine.name };
  const findings = [
    ...(facts.allergies ?? []).flatMap((allergy) => againstAllergy(facts, allergy)),
    ...facts.others.flatMap((other) => againstOther(facts, other)),
    ...(facts.medicine.substances.length === 0 ? [notKnown(inputs)] : []),
  ];
  if (!facts.allergies) {
    const detail = 'No patient-service is configured here: allergies were not checked.';
    findings.push({ rule: 'allergies-not-checked', severity: 'low', inputs, detail, source: ownRule });
  }
  return findings.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
};

const keyOf = ({ rule, inputs }: Finding) => JSON.stringify([rule, inputs.against?.toLowerCase(), inputs.by]);

/** Whether a finding is among those that an override was given for, whichever prescription it was found with. */
export const isAmong = (finding: Finding, accepted: Finding[]): boolean =>
  accepted.some((one) => keyOf(one) === keyOf(finding));

/** @param isAccepted whether a prescriber has given an override for it */
export const verdictOn = (findings: Finding[], isAccepted: (finding: Finding) => boolean): Safety['verdict'] => {
  const high = findings.filter(isHigh);
  if (high.length === 0) return findings.length > 0 ? 'caution' : 'safe';
  return high.every(isAccepted) ? 'overridden' : 'unsafe';
};

export const highFindings = ({ findings }: Safety): Finding[] => findings.filter(isHigh);
