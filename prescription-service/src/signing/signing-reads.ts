import { ofRecord } from '@hms/service-kit/narrow';
import type { Papers } from '@hms/papers/papers';
import { computed, file } from '@hms/service-kit/response';
import type { Database } from '@hms/service-kit/database';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters } from '@hms/service-kit/schema';
import { prescriptions } from '../prescription-store';
import { access } from '../access';
import { issueCode } from './issue-code';
import { getIssued } from './issued-prescription';
import { prescriptionPdf } from './prescription-pdf';
import { KeySet, PrescriptionCode } from './schemas';
import type { SigningKeys } from './signing-keys';

export const getPrescriptionKeys = (keys: SigningKeys): Operation =>
  operation({
    id: 'getPrescriptionKeys',
    access: access.getPrescriptionKeys,
    method: 'get',
    path: '/prescriptions/keys',
    summary: 'List the public keys',
    description:
      'Returns the public keys that prescription codes are verified with, as a JSON Web Key Set, the newest first. A pharmacy may keep them and verify codes offline.',
    responses: { 200: { description: 'The keys, the newest first', schema: KeySet, headers: [] } },
    handle: async () => computed(JSON.stringify({ keys: await keys.list() })),
  });

export const printPrescription = (db: Database, keys: SigningKeys, papers: Papers, timeZone: string): Operation =>
  operation({
    id: 'printPrescription',
    access: access.printPrescription,
    patient: ofRecord(prescriptions),
    method: 'get',
    path: '/prescriptions/:id.pdf',
    summary: 'Print a prescription',
    description:
      'Returns a PDF for the patient, with the signed code to scan. A prescription that was never active, or has ended, is refused.',
    params: idParameters,
    responses: { 200: { description: 'The page', contentType: 'application/pdf' } },
    problems: [stateForbidsCommand],
    handle: async ({ params: { id } }) => {
      const prescription = await getIssued(db, id);
      const page = await prescriptionPdf(prescription, await issueCode(keys, prescription), papers, timeZone);
      return file('application/pdf', `prescription-${id}.pdf`, page);
    },
  });

export const getPrescriptionCode = (db: Database, keys: SigningKeys): Operation =>
  operation({
    id: 'getPrescriptionCode',
    access: access.getPrescriptionCode,
    patient: ofRecord(prescriptions),
    method: 'get',
    path: '/prescriptions/:id/code',
    summary: 'Read the signed code of a prescription',
    description:
      'Returns the code that a pharmacy scans. A prescription that was never active, or has ended, is refused.',
    params: idParameters,
    responses: { 200: { description: 'The code', schema: PrescriptionCode, headers: [] } },
    problems: [stateForbidsCommand],
    handle: async ({ params }) =>
      computed(JSON.stringify({ code: await issueCode(keys, await getIssued(db, params.id)) })),
  });
