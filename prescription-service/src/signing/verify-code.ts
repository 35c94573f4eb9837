import type { Database } from '@hms/service-kit/database';
import { readCode } from './code';
import { findPrescription, type Issued } from './issued-prescription';
import type { Result, Verification } from './schemas';
import type { SigningKeys } from './signing-keys';

const details: Record<Result, string> = {
  valid: 'It is genuine, and can be dispensed.',
  'used-up': 'It is genuine, and all of it has been dispensed.',
  stopped: 'It is genuine, and the prescriber has stopped or cancelled it.',
  'on-hold': 'It is genuine, and on hold for now.',
  expired: 'It is genuine, and has expired.',
  unknown: 'It is signed with our key, and no such prescription is here.',
  forged: 'It was not signed by this service, or was changed since.',
};

const resultFor = ({ status, expired }: Issued): Result => {
  if (status === 'stopped' || status === 'cancelled') return 'stopped';
  if (status === 'completed') return 'used-up';
  if (expired) return 'expired';
  return status === 'on-hold' ? 'on-hold' : 'valid';
};

/** Returns what the code is worth, and whose prescription it is of, which is not for whoever has scanned it. */
export const verifyCode = async (
  db: Database,
  keys: SigningKeys,
  code: string,
): Promise<{ verification: Verification; patientIds: string[] }> => {
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
};
