import { reference as referenceOf } from '@hms/fhir/elements';
import { compact, fhirResource, type FhirResource } from '@hms/fhir/resource';
import { reference, token } from '@hms/fhir/search-parameter';
import type { Extension, PractitionerRole } from 'fhir/r4';
import { hoursOf } from './available-time';
import { active } from './practitioner';
import { displayOf } from './practitioner-mapping';
import { versionOf, withHoursView, type WithHours } from './with-hours';

/** By whose clock the hours are. */
export function timeZoneOf({ timeZone }: WithHours): Extension[] {
  return timeZone === undefined
    ? []
    : [{ url: 'http://hl7.org/fhir/StructureDefinition/timezone', valueCode: timeZone }];
}

/** Returns what a doctor practises, and when, as FHIR's PractitionerRole; its id is the doctor's. */
function toFhir(doctor: WithHours): PractitionerRole {
  return compact<PractitionerRole>({
    resourceType: 'PractitionerRole',
    id: doctor.id,
    meta: { versionId: versionOf(doctor) },
    extension: timeZoneOf(doctor),
    active: doctor.active,
    practitioner: referenceOf('Practitioner', doctor.id, displayOf(doctor)),
    code: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/practitioner-role', code: 'doctor' }] }],
    specialty: doctor.specialty === undefined ? undefined : [{ text: doctor.specialty }],
    ...hoursOf(doctor),
  });
}

export const specialty = token(
  { filter: 'specialty', documentation: 'The whole specialty, without regard to case or accents' },
  'fold_text(d.specialty) = fold_text(?)',
  (value) => value.replace(/^\|/, ''),
);

export const practitionerRoleResource: FhirResource = fhirResource<WithHours>({
  type: 'PractitionerRole',
  ofNobody: true,
  native: { read: 'getDoctorWithHours', search: 'listDoctors' },
  toFhir,
  from: withHoursView,
  id: 'd.id',
  parameters: {
    practitioner: reference({ filter: 'id', documentation: 'Whose role it is' }, 'd.id', 'Practitioner'),
    specialty,
    active,
  },
});
