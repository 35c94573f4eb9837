import { reference as referenceOf } from '@hms/fhir/elements';
import { compact, fhirResource, type FhirResource } from '@hms/fhir/resource';
import { NotTaken, reference, typeIn, type SearchParameter } from '@hms/fhir/search-parameter';
import type { Period, Schedule } from 'fhir/r4';
import { active } from './practitioner';
import { displayOf } from './practitioner-mapping';
import { specialty, timeZoneOf } from './practitioner-role';
import { versionOf, withHoursView, type WithHours } from './with-hours';

/** Returns the calendar of a doctor as FHIR's Schedule; its id is the doctor's. Its free times are the Slots. */
function toFhir(doctor: WithHours): Schedule {
  const name = displayOf(doctor);
  return compact<Schedule>({
    resourceType: 'Schedule',
    id: doctor.id,
    meta: { versionId: versionOf(doctor) },
    extension: timeZoneOf(doctor),
    active: doctor.active,
    specialty: doctor.specialty === undefined ? undefined : [{ text: doctor.specialty }],
    actor: [
      { reference: `Practitioner/${doctor.id}`, display: name },
      referenceOf('PractitionerRole', doctor.id) ?? {},
    ],
    planningHorizon: horizonOf(doctor.schedules),
  });
}

/** From the first day of any hours to the last; open where they are. */
function horizonOf(schedules: WithHours['schedules']): Period {
  const [first] = schedules;
  const last = schedules.at(-1);
  return compact<Period>({ start: first?.validFrom, end: last?.validTo });
}

/** The doctor, as who they are or by their role. */
const actor: SearchParameter = {
  filter: 'id',
  documentation: 'Whose calendar it is',
  type: 'reference',
  modifiers: ['Practitioner', 'PractitionerRole'],
  read: (value, modifier) => {
    const type = typeIn(value) ?? modifier ?? 'Practitioner';
    if (!['Practitioner', 'PractitionerRole'].includes(type))
      throw new NotTaken('must refer to a Practitioner or a PractitionerRole');
    return reference({ filter: 'id', documentation: '' }, 'd.id', type).read(value, undefined);
  },
};

export const scheduleResource: FhirResource = fhirResource<WithHours>({
  type: 'Schedule',
  ofNobody: true,
  native: { read: 'getDoctorWithHours', search: 'listDoctors' },
  toFhir,
  from: withHoursView,
  id: 'd.id',
  parameters: { actor, specialty, active },
});
