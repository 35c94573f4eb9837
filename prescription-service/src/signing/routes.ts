import type { Papers } from '@hms/papers/papers';
import { computed, file } from '@hms/service-kit/answer';
import type { Database } from '@hms/service-kit/postgres';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { route, type Route } from '@hms/service-kit/route';
import { idParameters } from '@hms/service-kit/schema';
import { issueCode } from './issue-code';
import { getIssued } from './issued-prescription';
import { prescriptionPdf } from './prescription-pdf';
import { CodeToVerify, KeySet, PrescriptionCode, Verification } from './schemas';
import type { SigningKeys } from './signing-keys';
import { verifyCode } from './verify-code';

/** Before the routes of one prescription, whose `:id` would match these too. */
export const signingRoutes = (db: Database, keys: SigningKeys, papers: Papers, timeZone: string): Route[] => [
  route({
    id: 'getPrescriptionKeys',
    method: 'get',
    path: '/prescriptions/keys',
    summary: 'The public keys that codes are checked by, as a JSON Web Key Set',
    answers: { 200: { description: 'The keys, the newest first', schema: KeySet } },
    handle: async () => computed(JSON.stringify({ keys: await keys.list() })),
  }),
  route({
    id: 'verifyPrescription',
    method: 'post',
    path: '/prescriptions/verify',
    summary: 'Whether a code is genuine, and what can still be dispensed',
    body: CodeToVerify,
    answers: { 200: { description: 'The result', schema: Verification } },
    handle: async ({ body }) => computed(JSON.stringify(await verifyCode(db, keys, body.code))),
  }),
  route({
    id: 'printPrescription',
    method: 'get',
    path: '/prescriptions/:id.pdf',
    summary: 'A page for the patient, with the code to scan',
    params: idParameters,
    answers: { 200: { description: 'The page', contentType: 'application/pdf' } },
    problems: [stateForbidsCommand],
    handle: async ({ params: { id } }) => {
      const prescription = await getIssued(db, id);
      const page = await prescriptionPdf(prescription, await issueCode(keys, prescription), papers, timeZone);
      return file('application/pdf', `prescription-${id}.pdf`, page);
    },
  }),
  route({
    id: 'getPrescriptionCode',
    method: 'get',
    path: '/prescriptions/:id/code',
    summary: 'The signed code of a prescription',
    params: idParameters,
    answers: { 200: { description: 'The code', schema: PrescriptionCode } },
    problems: [stateForbidsCommand],
    handle: async ({ params }) =>
      computed(JSON.stringify({ code: await issueCode(keys, await getIssued(db, params.id)) })),
  }),
];
