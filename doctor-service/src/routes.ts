import { computed, created, ok, page } from '@hms/service-kit/response';
import { mergePatchOf } from '@hms/service-kit/merge-patch';
import { listPage } from '@hms/service-kit/paging';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from './access';
import { withAffected, type DoctorDeps } from './affected-appointments';
import { changeDoctor } from './change-doctor';
import { columnsOf, doctorList, doctors, listSpecialties } from './doctor-store';
import { licenseNumberTaken } from './problems';
import { ChangedDoctor, Doctor, DoctorQuery, Specialties, type newDoctor } from './schemas';

export const doctorRoutes = ({ db, visits }: DoctorDeps, NewDoctor: ReturnType<typeof newDoctor>): Operation[] => [
  operation({
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
  }),
  operation({
    id: 'listDoctors',
    access: access.listDoctors,
    method: 'get',
    path: '/doctors',
    summary: 'List doctors',
    description: 'Lists doctors, newest first, by name, specialty or whether they are active.',
    query: DoctorQuery,
    responses: { 200: { description: 'A page of doctors', schema: pageOf(Doctor) } },
    handle: async ({ query, url }) => page(await listPage(db, doctorList, query), url),
  }),
  operation({
    id: 'listSpecialties',
    access: access.listSpecialties,
    method: 'get',
    path: '/specialties',
    summary: 'List the specialties',
    description:
      'Lists what the active doctors do, in alphabetical order, each with how many do it. What differs in case or accents alone is one, as most write it.',
    responses: { 200: { description: 'All specialties', schema: Specialties, headers: [] } },
    handle: async () => computed(await listSpecialties(db)),
  }),
  operation({
    id: 'getDoctor',
    access: access.getDoctor,
    shows: doctors,
    method: 'get',
    path: '/doctors/:id',
    summary: 'Read a doctor',
    description: 'Returns one doctor as they are now.',
    params: idParameters,
    responses: { 200: { description: 'The doctor', schema: Doctor } },
    handle: async ({ params }) => ok(await doctors.get(db, params.id)),
  }),
  operation({
    id: 'changeDoctor',
    access: access.changeDoctor,
    method: 'patch',
    path: '/doctors/:id',
    summary: 'Change a doctor',
    description:
      'Changes parts of a doctor. Another time zone, or an end of active, may leave visits outside the hours of the doctor: the response counts them, and none is moved or cancelled.',
    params: idParameters,
    body: mergePatchOf(NewDoctor),
    responses: { 200: { description: 'The changed doctor', schema: ChangedDoctor } },
    problems: [licenseNumberTaken],
    handle: async (request) => {
      const { record, affectsHours } = await changeDoctor(db, NewDoctor, request);
      return affectsHours ? withAffected(visits, record.id, ok(record)) : ok(record);
    },
  }),
];
