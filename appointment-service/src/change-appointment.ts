import type { Database } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { ok } from '@hms/service-kit/response';
import { mergePatchOf } from '@hms/service-kit/merge-patch';
import { patchRecord } from '@hms/service-kit/records';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import { appointments } from './appointment-store';
import { Appointment, AppointmentChanges } from './schemas';

/** Changes the reason; the time and the status have commands of their own. */
export function changeAppointment(db: Database): Operation {
  return operation({
    id: 'changeAppointment',
    access: access.changeAppointment,
    patient: ofRecord(appointments),
    method: 'patch',
    path: '/appointments/:id',
    summary: 'Change the reason of an appointment',
    description:
      'Changes the reason only. To change the time or the doctor, reschedule the appointment; to change its status, use the commands.',
    params: idParameters,
    body: mergePatchOf(AppointmentChanges),
    responses: { 200: { description: 'The changed appointment', schema: Appointment } },
    handle: async (request) =>
      ok(await patchRecord(db, appointments, request, AppointmentChanges, appointments.update)),
  });
}
