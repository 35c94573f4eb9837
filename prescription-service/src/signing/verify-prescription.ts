import type { Database } from '@hms/service-kit/database';
import { operation, type Operation } from '@hms/service-kit/operation';
import { computed } from '@hms/service-kit/response';
import { access } from '../access';
import { readCode } from './code';
import { findPrescription, type Issued } from './issued-prescription';
import { CodeToVerify, Verification, type Result } from './schemas';
import type { SigningKeys } from './signing-keys';

/** Tells what a code is worth to whoever scanned it. */
export function verifyPrescription(db: Database, keys: SigningKeys): Operation {
  return operation({
    id: 'verifyPrescription',
    access: access.verifyPrescription,
    method: 'post',
    path: '/prescriptions/verify',
    readsOnly: true,
    summary: 'Verify a prescription code',
    description:
      'Tells whether a code was signed here, and what of its prescription can still be dispensed. A forged code is a result like any other, and no error. Nothing is changed.',
    body: CodeToVerify,
    responses: { 200: { description: 'The result', schema: Verification, headers: [] } },
    handle: async ({ body }) => {
      const { verification, patientIds } = await verify(db, keys, body.code);
      return computed(JSON.stringify(verification), patientIds);
    },
  });
}

/** Returns what the code is worth, and whose prescription it is of, which is not for whoever has scanned it. */
async function verify(
  db: Database,
  keys: SigningKeys,
  code: string,
): Promise<{ verification: Verification; patientIds: string[] }> {
  const claims = await readCode(code, await keys.list());
  const found = claims && (await findPrescription(db, claims.jti));
  if (!found) {
    const result = claims ? 'unknown' : 'forged';
    return { verification: { result, detail: details[result], prescription: null }, patientIds: [] };
  }
  const { id, medication, status, quantity, quantityUnit, remainingQuantity, nextRefillAt, expiresOn } = found;
  const result = resultFor(found);
  return {
    verification: {
      result,
      detail: details[result],
      prescription: { id, medication, status, quantity, quantityUnit, remainingQuantity, nextRefillAt, expiresOn },
    },
    patientIds: [found.patientId],
  };
}

function resultFor({ status, expired }: Issued): Result {
  if (status === 'stopped' || status === 'cancelled') return 'stopped';
  if (status === 'completed') return 'used-up';
  if (expired) return 'expired';
  return status === 'on-hold' ? 'on-hold' : 'valid';
}

const details: Record<Result, string> = {
  valid: 'It is genuine, and can be dispensed.',
  'used-up': 'It is genuine, and all of it has been dispensed.',
  stopped: 'It is genuine, and the prescriber has stopped or cancelled it.',
  'on-hold': 'It is genuine, and on hold for now.',
  expired: 'It is genuine, and has expired.',
  unknown: 'It is signed with our key, and no such prescription is here.',
  forged: 'It was not signed by this service, or was changed since.',
};
