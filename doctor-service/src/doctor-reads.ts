import type { Database } from '@hms/service-kit/database';
import { computed, ok, page } from '@hms/service-kit/response';
import { listPage } from '@hms/service-kit/paging';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from './access';
import { doctorList, doctors, readSpecialties } from './doctor-store';
import { Doctor, DoctorQuery, Specialties } from './schemas';

export const listDoctors = (db: Database): Operation =>
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
  });

export const listSpecialties = (db: Database): Operation =>
  operation({
    id: 'listSpecialties',
    access: access.listSpecialties,
    method: 'get',
    path: '/specialties',
    summary: 'List the specialties',
    description:
      'Lists what the active doctors do, in alphabetical order, each with how many do it. What differs in case or accents alone is one, as most write it.',
    responses: { 200: { description: 'All specialties', schema: Specialties, headers: [] } },
    handle: async () => computed(await readSpecialties(db)),
  });

export const getDoctor = (db: Database): Operation =>
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
  });
