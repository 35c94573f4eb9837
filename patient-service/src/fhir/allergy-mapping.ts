import { meta } from '@hms/fhir/elements';
import { compact } from '@hms/fhir/resource';
import type { AllergyIntolerance, CodeableConcept, Coding } from 'fhir/r4';
import type { z } from 'zod';
import { atc, noneKnown } from '../allergy-codes';
import type { DescribedAllergy } from '../allergy-schemas';

/** A row of `allergy_statements_view`: an allergy, or that there is none, or that nobody has asked; or a native allergy. */
export interface Native extends Partial<z.output<typeof DescribedAllergy>> {
  id: string;
  patientId: string;
  said?: 'recorded' | 'none-known' | 'not-asked';
  saidAt?: string | null;
  createdAt?: string;
  version: number;
  updatedAt: string;
}

export const clinicalStatuses = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical';
export const verificationStatuses = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification';
/** A code of ATC, of a drug or of a group: J, J01, J01C, J01CA, J01CA04. */
export const atcForm = '^[A-Z](\\d\\d([A-Z]([A-Z](\\d\\d)?)?)?)?$';
/** As the International Patient Summary says that there is no information. */
export const notAsked = {
  system: 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips',
  code: 'no-allergy-info',
  display: 'No information about allergies',
};

/** Returns what is said of a patient's allergies as FHIR's AllergyIntolerance. */
export function toFhir(statement: Native): AllergyIntolerance {
  const { id, patientId, createdAt, saidAt = createdAt, status = 'active', reaction, verificationStatus } = statement;
  const isSaid = typeof verificationStatus === 'string';
  const isError = verificationStatus === 'entered-in-error';
  return compact<AllergyIntolerance>({
    resourceType: 'AllergyIntolerance',
    id,
    meta: meta(statement),
    // of what was entered in error FHIR has none
    clinicalStatus: isError ? null : { coding: [{ system: clinicalStatuses, code: status }] },
    verificationStatus: isSaid ? { coding: [{ system: verificationStatuses, code: verificationStatus }] } : null,
    criticality: statement.criticality,
    code: codeOf(statement),
    patient: { reference: `Patient/${patientId}` },
    recordedDate: saidAt,
    reaction: typeof reaction === 'string' ? [{ manifestation: [{ text: reaction }] }] : undefined,
  });
}

function codeOf({ said, substance, code, codes = [] }: Native): CodeableConcept {
  if (said === 'none-known') return { coding: [noneKnown], text: noneKnown.display };
  if (said === 'not-asked') return { coding: [notAsked], text: 'Nobody has asked about allergies' };
  const system = typeof code === 'string' && new RegExp(atcForm, 'i').test(code) ? atc : undefined;
  const checked = code === null || code === undefined ? [] : [compact<Coding>({ system, code })];
  return compact<CodeableConcept>({
    coding: [...checked, ...codes.map((one) => compact<Coding>(one))],
    text: substance,
  });
}
