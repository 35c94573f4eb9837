import { meta } from '@hms/fhir/elements';
import { compact } from '@hms/fhir/resource';
import type { ContactPoint, HumanName, Practitioner } from 'fhir/r4';
import type { z } from 'zod';
import type { Doctor } from '../schemas';

/** A doctor's record; to some roles only parts of it are shown. */
export type Native = Pick<z.output<typeof Doctor>, 'id' | 'version' | 'updatedAt'> & Partial<z.output<typeof Doctor>>;

export const identifierTypes = 'http://terminology.hl7.org/CodeSystem/v2-0203';

/** Returns the doctor as FHIR's Practitioner. */
export function toFhir(doctor: Native): Practitioner {
  const { licenseNumber, phone, email } = doctor;
  const telecom: ContactPoint[] = [
    ...(phone ? [{ system: 'phone' as const, value: phone }] : []),
    ...(email ? [{ system: 'email' as const, value: email }] : []),
  ];
  return compact<Practitioner>({
    resourceType: 'Practitioner',
    id: doctor.id,
    meta: meta(doctor),
    identifier:
      licenseNumber === undefined
        ? undefined
        : [{ use: 'official', type: { coding: [{ system: identifierTypes, code: 'MD' }] }, value: licenseNumber }],
    active: doctor.active,
    name: [compact<HumanName>({ use: 'official', family: doctor.familyName, given: doctor.givenName?.split(' ') })],
    telecom,
  });
}

/** Both names, as a person reads them. */
export function displayOf({ givenName, familyName }: Native): string {
  return [givenName, familyName].filter((name) => name).join(' ');
}
