export const severities = ['high', 'moderate', 'low'] as const;
export type Severity = (typeof severities)[number];

export const rules = [
  'allergy-to-substance',
  'allergy-to-class',
  'cross-allergy',
  'duplicate-medication',
  'duplicate-class',
  'interaction',
  'name-not-certain',
  'medication-not-in-knowledge',
  'allergy-not-in-knowledge',
  'allergies-not-asked',
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
    /** The names of the knowledge that a name is near to, or was read as. */
    nearTo?: string[];
    allergyId?: string;
    prescriptionId?: string;
  };
  detail: string;
  source: string;
}

/** The source of what no publication says, but the README of this service. */
export const ownRule = 'prescription-service, its own rule';

export const verdicts = ['safe', 'caution', 'unsafe', 'overridden'] as const;

/** What the allergies of the patient were when they were compared; not-checked: no patient-service is configured. */
export const allergyStatuses = ['not-checked', 'not-asked', 'none-known', 'recorded'] as const;
export type AllergyStatus = (typeof allergyStatuses)[number];

/** What no rule here looks at, so that the absence of a finding says nothing of it. */
export const notChecked = [
  ...['dose', 'age and weight', 'pregnancy and breast-feeding', 'kidney function', 'liver function', 'other diseases'],
  'medicines and food that are not prescribed here',
];

export interface Safety {
  /** Safe: there is no finding, and every medicine and allergy of the patient is known to the knowledge. */
  verdict: (typeof verdicts)[number];
  findings: Finding[];
  allergies: AllergyStatus;
  notChecked: string[];
  knowledgeVersion: number;
  knowledgeOrigin: string;
  checkedAt: string;
}

export const isHigh = ({ severity }: { severity: Severity }): boolean => severity === 'high';

export const highFindings = ({ findings }: Safety): Finding[] => findings.filter(isHigh);

/** The same finding, no graver than this. */
export const atMost = (severity: Severity, finding: Finding): Finding =>
  severities.indexOf(finding.severity) < severities.indexOf(severity) ? { ...finding, severity } : finding;

const keyOf = ({ rule, inputs }: Finding) => JSON.stringify([rule, inputs.against?.toLowerCase(), inputs.by]);

/** Whether a finding is among the high ones that an override was given for, whichever prescription it was found with. */
export const isAmong = (finding: Finding, accepted: Finding[]): boolean =>
  accepted.some((one) => isHigh(one) && keyOf(one) === keyOf(finding));

/** @param isAccepted whether a prescriber has given an override for it */
export const verdictOn = (findings: Finding[], isAccepted: (finding: Finding) => boolean): Safety['verdict'] => {
  const high = findings.filter(isHigh);
  if (high.length === 0) return findings.length > 0 ? 'caution' : 'safe';
  return high.every(isAccepted) ? 'overridden' : 'unsafe';
};
