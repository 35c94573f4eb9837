import { created } from '@hms/service-kit/response';
import { operation, type Operation } from '@hms/service-kit/operation';
import { access } from './access';
import { columnsOf, doctors } from './doctor-store';
import { licenseNumberTaken } from './problems';
import { Doctor, type newDoctor } from './schemas';

/** Adds a doctor, who can be booked at any time until there is a schedule. */
export function addDoctor(NewDoctor: ReturnType<typeof newDoctor>): Operation {
  return operation({
    id: 'addDoctor',
    access: access.addDoctor,
    method: 'post',
    path: '/doctors',
    summary: 'Add a doctor',
    description:
      'Adds a doctor, who can be booked at any time until a schedule is set. A licence number that belongs to another doctor is refused.',
    body: NewDoctor,
    responses: { 201: { description: 'Added', schema: Doctor } },
    problems: [licenseNumberTaken],
    handle: ({ body, command }) =>
      command.store(async (tx) => created('/doctors', await doctors.insert(tx, columnsOf(body)))),
  });
}
