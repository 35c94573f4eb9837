import { fhirOperations, inFhir } from '@hms/fhir/facade';
import { region } from '@hms/service-kit/phone';
import { defineService } from '@hms/service-kit/service';
import { mayAsk } from '@hms/service-kit/service-definition';
import { access } from './access';
import { noVisits, visitsAt } from './affected-appointments';
import { availabilityRoutes } from './availability-routes';
import { constraintProblems } from './doctor-store';
import { practitionerResource } from './fhir/practitioner';
import { practitionerRoleResource } from './fhir/practitioner-role';
import { scheduleResource } from './fhir/schedule';
import { readingWithHours } from './fhir/with-hours';
import { doctorRoutes } from './routes';
import { scheduleRoutes } from './schedule-routes';
import { newDoctor } from './schemas';
import { timeOffRoutes } from './time-off-routes';

export const service = defineService({
  name: 'doctor-service',
  summary: 'Doctors: who they are, what they practise, and when they can be booked.',
  description: 'Keeps doctors, their weekly hours and their time off. Bookings are in appointment-service.',
  tags: {
    doctors: 'Doctors, their schedules and their time off',
    specialties: 'What the active doctors do',
    availability: 'When the doctors of a specialty can be booked',
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
  operations: ({ db, log, settings, upstreams, upstreamTimeoutMs }) => {
    const deps = { db, log, visits: upstreams.visits ?? noVisits, upstreamTimeoutMs };
    return [
      ...doctorRoutes(deps, newDoctor(settings.HMS_REGION)),
      ...scheduleRoutes(deps),
      ...timeOffRoutes(deps),
      ...availabilityRoutes(db),
    ];
  },
});
