import type { Versioned } from '@hms/fhir/provenance';
import { fhirResource, type FhirResource } from '@hms/fhir/resource';
import { instant } from '@hms/fhir/search-date';
import { code, NotTaken, reference, typeIn, type SearchParameter } from '@hms/fhir/search-parameter';
import type { AppointmentContext } from '../context';
import { appointmentBody, elements, reasons } from './appointment-body';
import { toFhir, type Native } from './appointment-mapping';
import { booking } from './book';
import { bookingOfFound, bookingOfHeld, holdingOfFound } from './book-found';
import { finding } from './find';
import { updating } from './update-appointment';

/** FHIR's Appointment, which is booked, moved, cancelled and recorded by the native operations of appointments. */
export const appointmentResource = (context: AppointmentContext): FhirResource =>
  fhirResource<Native>({
    type: 'Appointment',
    native: { read: 'getAppointment', search: 'listAppointments', history: 'getAppointmentHistory' },
    toFhir,
    elements,
    reasons,
    from: 'appointments_view v join appointments a on a.id = v.id',
    id: 'a.id',
    updatedAt: 'a.updated_at',
    patient: 'a.patient_id',
    parameters: {
      patient: reference({ filter: 'patientId', documentation: 'Whose appointment it is' }, 'a.patient_id', 'Patient'),
      practitioner: reference(
        { filter: 'doctorId', documentation: 'With which doctor' },
        'a.doctor_id',
        'Practitioner',
      ),
      actor,
      date: instant(
        { filter: 'time', documentation: 'When it starts; without a zone, by the clock of its doctor' },
        'a.start_at',
        'coalesce(a.doctor_time_zone, hospital_time_zone())',
      ),
      status: code({ filter: 'status', documentation: 'FHIR’s status of appointments' }, 'a.status', {
        system: 'http://hl7.org/fhir/appointmentstatus',
        codes: {
          ...same('pending', 'booked', 'arrived', 'fulfilled', 'cancelled', 'noshow'),
          // FHIR has these, and no appointment here ever is so
          ...{ proposed: [], 'entered-in-error': [], 'checked-in': [], waitlist: [] },
        },
      }),
    },
    sorts: { date: 'a.start_at' },
    own: [
      booking(context, {
        is: 'create',
        id: 'fhirCreateAppointment',
        body: appointmentBody,
        faultOf: ({ status, walkIn }) => {
          if (status === (walkIn ? 'arrived' : 'booked')) return undefined;
          return 'must be booked, or arrived for a walk-in (appointmentType WALKIN); a visit that has taken place is entered by POST /appointments with recordedLate';
        },
      }),
      updating(context),
      finding,
      bookingOfFound(context),
      holdingOfFound(context),
      bookingOfHeld,
    ],
  });

/** Either of those who come. */
const actor: SearchParameter = {
  filter: 'actor',
  documentation: 'Who comes: the patient or the doctor',
  type: 'reference',
  modifiers: ['Patient', 'Practitioner'],
  read: (value, modifier) => {
    const described = { filter: 'actor', documentation: '' };
    const type = typeIn(value) ?? modifier;
    const sides = [
      { type: 'Patient', column: 'a.patient_id' },
      { type: 'Practitioner', column: 'a.doctor_id' },
    ].filter((side) => type === undefined || side.type === type);
    if (sides.length === 0) throw new NotTaken('must refer to a Patient or a Practitioner');
    const conditions = sides.map((side) => reference(described, side.column, side.type).read(value, undefined));
    return (bind) => `(${conditions.map((condition) => condition(bind)).join(' or ')})`;
  },
};

function same(...codes: string[]): Record<string, readonly string[]> {
  return Object.fromEntries(codes.map((one) => [one, [one]]));
}

/** Who made its versions. */
export const appointmentVersions: Versioned = {
  service: 'appointment-service',
  type: 'Appointment',
  table: 'appointments',
  history: 'getAppointmentHistory',
  patient: `r.record ->> 'patientId'`,
  recordsOf: 'select id from appointments where patient_id = ?',
};
