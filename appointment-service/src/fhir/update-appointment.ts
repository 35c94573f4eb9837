import { updatingByCommand } from '@hms/fhir/one-command';
import type { OwnOperation } from '@hms/fhir/resource';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { appointments } from '../appointment-store';
import type { AppointmentContext } from '../context';
import { bookingProblems, notDueYet } from '../problems';
import { appointmentBody, elements, reasons, type Asked } from './appointment-body';
import { toFhir, type Native } from './appointment-mapping';
import { commandOf } from './command-of';

/** An update cancels, moves, checks in, records what became of the visit, or changes its reason. */
export function updating({ db }: AppointmentContext): OwnOperation {
  return updatingByCommand<Native, Asked>(db, {
    named: { type: 'Appointment', elements, reasons },
    read: 'getAppointment',
    records: appointments,
    toFhir,
    summary: 'Cancel, move, check in or change an appointment (FHIR)',
    problems: [...bookingProblems, stateForbidsCommand, notDueYet],
    body: appointmentBody,
    commandOf: (record, asked) => commandOf(appointmentBody.parse(toFhir(record)), asked),
  });
}
