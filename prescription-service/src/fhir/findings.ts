import { reference } from '@hms/fhir/elements';
import { compact } from '@hms/fhir/resource';
import type { DetectedIssue, OperationOutcomeIssue, Reference } from 'fhir/r4';
import type { z } from 'zod';
import type { Finding, Severity } from '../safety/findings';
import type { AnsweredSafety } from '../schemas';
import { overrideReasons, ruleCodes } from './codes';

type Safety = z.output<typeof AnsweredSafety>;
type Told = Safety['findings'][number];

const alerts = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';

/** FHIR's detectedissue-category for our rules; what is not certain is no kind of issue there. */
const categories: Partial<Record<Finding['rule'], string>> = {
  'allergy-to-substance': 'ALGY',
  'allergy-to-class': 'RALG',
  'cross-allergy': 'RALG',
  'duplicate-medication': 'DUPTHPGEN',
  'duplicate-class': 'DUPTHPCLS',
  interaction: 'DRG',
};

interface Checked {
  patientId?: string | undefined;
  safety?: Safety | null | undefined;
  override?: { reasonCode: string; reason: string } | null | undefined;
}

/** Returns what was found, as issues that the resource contains: a finding has no id of its own, and belongs to one check. */
export function issuesOf({ patientId, safety, override }: Checked): DetectedIssue[] {
  if (!safety) return [];
  return safety.findings.map((finding, place) =>
    compact<DetectedIssue>({
      resourceType: 'DetectedIssue',
      id: `finding-${place + 1}`,
      status: 'final',
      code: codeOf(finding),
      severity: finding.severity,
      patient: reference('Patient', patientId),
      identifiedDateTime: safety.checkedAt,
      implicated: implicatedIn(finding),
      detail: `${finding.detail} (Source: ${finding.source})`,
      mitigation:
        override && finding.severity === 'high'
          ? [{ action: { coding: [{ system: overrideReasons, code: override.reasonCode }], text: override.reason } }]
          : undefined,
    }),
  );
}

export function referencesTo(issues: DetectedIssue[]): Reference[] {
  return issues.map(({ id }) => ({ reference: `#${id}` }));
}

function codeOf({ rule }: Told): DetectedIssue['code'] {
  const code = categories[rule];
  return { coding: [...(code ? [{ system: alerts, code }] : []), { system: ruleCodes, code: rule }] };
}

function implicatedIn({ inputs: { allergyId, prescriptionId } }: Told): Reference[] {
  const all = [reference('AllergyIntolerance', allergyId), reference('MedicationRequest', prescriptionId)];
  return all.filter((one) => one !== undefined);
}

const severities: Record<Severity, OperationOutcomeIssue['severity']> = {
  high: 'error',
  moderate: 'warning',
  low: 'information',
};

/** Returns the findings by which a check refused, each as an issue of the refusal. */
export function refusedFor({ safety }: Record<string, unknown>): OperationOutcomeIssue[] {
  if (typeof safety !== 'object' || safety === null) return [];
  return (safety as Safety).findings.map(({ rule, severity, detail, source }) => ({
    severity: severities[severity],
    code: severity === 'low' ? 'informational' : 'business-rule',
    details: { coding: [{ system: ruleCodes, code: rule }], text: detail },
    diagnostics: `Source: ${source}`,
    expression: ['MedicationRequest.medicationCodeableConcept'],
  }));
}
