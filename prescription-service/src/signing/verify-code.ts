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

export const verifyCode = async (db: Database, keys: SigningKeys, code: string): Promise<Verification> => {
  const claims = await readCode(code, await keys.list());
  const found = claims && (await findPrescription(db, claims.jti));
  if (!found) {
    const result = claims ? 'unknown' : 'forged';
    return { result, detail: details[result], prescription: null };
  }
  const { id, medication, status, quantity, quantityUnit, remainingQuantity, nextRefillAt, expiresOn } = found;
  const result = resultFor(found);
  return {
    result,
    detail: details[result],
    prescription: { id, medication, status, quantity, quantityUnit, remainingQuantity, nextRefillAt, expiresOn },
  };
};
