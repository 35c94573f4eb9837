import { fhirOperations, inFhir } from '@hms/fhir/facade';
import { region } from '@hms/service-kit/phone';
import { defineService } from '@hms/service-kit/service';
import { mayAsk } from '@hms/service-kit/service-definition';
import { access } from './access';
import { addDoctor } from './add-doctor';
import { addTimeOff } from './add-time-off';
import { noVisits, visitsAt } from './affected-appointments';
import { getAvailability, listAvailability } from './availability-reads';
import { changeDoctor } from './change-doctor';
import { getDoctor, listDoctors, listSpecialties } from './doctor-reads';
import { constraintProblems } from './doctor-store';
import { practitionerResource } from './fhir/practitioner';
import { practitionerRoleResource } from './fhir/practitioner-role';
import { scheduleResource } from './fhir/schedule';
import { readingWithHours } from './fhir/with-hours';
import { putSchedule } from './put-schedule';
import { removeSchedule } from './remove-schedule';
import { removeTimeOff } from './remove-time-off';
import { getSchedule } from './schedule-reads';
import { newDoctor } from './schemas';
import { getTimeOff, listTimeOff, listTimeOffOfMany } from './time-off-reads';

export const service = defineService({
  name: 'doctor-service',
  summary: 'Doctors: who they are, what they practise, and when they can be booked.',
  description: 'Keeps doctors, their weekly hours and their time off. Bookings are in appointment-service.',
  tags: {
    doctors: 'Doctors, their schedules and their time off',
    specialties: 'What the active doctors do',
    availability: 'When several doctors can be booked',
    'time-off': 'When several doctors are away',
  },
  port: 3003,
  database: { name: 'hms_doctors', role: 'hms_doctor' },
  environment: {
    HMS_REGION: region.default('US').meta({ description: 'Country of phone numbers without a plus (ISO 3166)' }),
  },
  // absent: which booked visits a change of hours affects is not known
  upstreams: { visits: mayAsk('appointment-service', visitsAt) },
  constraints: constraintProblems,
  access,
  facade: {
    ...inFhir,
    collections: ['Practitioner', 'PractitionerRole', 'Schedule'],
    operations: ({ db }, native) =>
      fhirOperations(
        db,
        [...native, readingWithHours(db, native)],
        [practitionerResource, practitionerRoleResource, scheduleResource],
      ),
  },
  operations: ({ db, log, settings, upstreams, ownAttemptMs }) => {
    const deps = { db, log, visits: upstreams.visits ?? noVisits, ownAttemptMs };
    const NewDoctor = newDoctor(settings.HMS_REGION);
    return [
      addDoctor(NewDoctor),
      listDoctors(db),
      listSpecialties(db),
      getDoctor(db),
      changeDoctor(deps, NewDoctor),
      putSchedule(deps),
      getSchedule(db),
      removeSchedule(deps),
      addTimeOff(deps),
      listTimeOff(db),
      listTimeOffOfMany(db),
      getTimeOff(db),
      removeTimeOff(db),
      getAvailability(db),
      listAvailability(db),
    ];
  },
});
