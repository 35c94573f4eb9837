import { absent, meta } from '@hms/fhir/elements';
import { compact } from '@hms/fhir/resource';
import type { Address, ContactPoint, HumanName, Identifier, Patient as FhirPatient, PatientContact } from 'fhir/r4';
import type { z } from 'zod';
import type { Patient } from '../schemas';

/** The patient's record; to some roles only parts of it are shown. */
export type Native = Pick<z.output<typeof Patient>, 'id' | 'mrn' | 'version' | 'updatedAt'> &
  Partial<z.output<typeof Patient>>;

/** Of medical record numbers. */
export const mrnSystem = 'urn:hms:mrn';
export const identifierTypes = 'http://terminology.hl7.org/CodeSystem/v2-0203';

/** Returns the patient's record as FHIR's Patient. */
export function toFhir(patient: Native): FhirPatient {
  const { contacts = [], identifiers = [] } = patient;
  return compact<FhirPatient>({
    resourceType: 'Patient',
    id: patient.id,
    meta: meta(patient),
    identifier: [mrnOf(patient.mrn), ...identifiers.map(identifierOf)],
    active: patient.active,
    name: [nameOf(patient)],
    telecom: telecomOf(patient),
    gender: patient.gender,
    birthDate: patient.birthDate,
    deceasedDateTime: patient.deceasedAt,
    address: patient.address && [addressOf(patient.address)],
    contact: contacts.map(({ name, relationship, phone }) =>
      compact<PatientContact>({
        relationship: relationship === null ? undefined : [{ text: relationship }],
        name: { text: name },
        telecom: telecomOf({ phone }),
      }),
    ),
  });
}

function mrnOf(value: string): Identifier {
  const type = { coding: [{ system: identifierTypes, code: 'MR' }] };
  return { use: 'official', type, system: mrnSystem, value };
}

/** A system that is a word and no address is the name of the kind of number. */
function identifierOf({ system, value }: { system: string; value: string }): Identifier {
  return isUri(system) ? { system, value } : { type: { text: system }, value };
}

function isUri(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\S+$/i.test(text);
}

function nameOf({ givenName, familyName, unidentified }: Native): HumanName {
  if (unidentified) return { extension: [absent('asked-unknown')] };
  return compact<HumanName>({ use: 'official', family: familyName, given: givenName?.split(' ') });
}

function telecomOf({ phone, email }: { phone?: string | null; email?: string | null }): ContactPoint[] {
  return [
    ...(phone ? [{ system: 'phone' as const, value: phone }] : []),
    ...(email ? [{ system: 'email' as const, value: email }] : []),
  ];
}

function addressOf({ line1, line2, city, state, postalCode, country }: NonNullable<Native['address']>): Address {
  return compact<Address>({
    line: [line1, line2].filter((line) => line !== null),
    city,
    state,
    postalCode,
    country,
  });
}
