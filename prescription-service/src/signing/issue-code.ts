import { patientHash, signCode } from './code';
import { medicationLine, type Issued } from './issued-prescription';
import type { SigningKeys } from './signing-keys';

const seconds = (time: string) => Math.floor(Date.parse(time) / 1000);
const day = 86_400;
/** For one that is good without end. */
const farAway = seconds('2200-01-01T00:00:00Z');

/** The prescription's code as it is now; the same prescription and key give the same code. */
export const issueCode = async (keys: SigningKeys, prescription: Issued): Promise<string> => {
  const { id, patientId, quantity, quantityUnit, refills, authoredAt, expiresOn } = prescription;
  const claims = {
    jti: id,
    sub: patientHash(patientId),
    med: medicationLine(prescription),
    qty: quantity,
    ...(quantityUnit !== null && { unit: quantityUnit }),
    refills,
    iat: seconds(authoredAt),
    exp: expiresOn === null ? farAway : seconds(`${expiresOn}T00:00:00Z`) + day,
  };
  return signCode(claims, await keys.current());
};
