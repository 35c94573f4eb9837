import type { JsonWebKey } from 'node:crypto';
import { tokenOf } from '../proofs/credentials';
import { openDatabaseOf } from '../proofs/fleet-client';
import type { Dice } from './dice';
import type { Operation } from './operations';
import { forgeries, type RealToken } from './forgeries';

/** One who has no business here. */
export interface Intruder {
  /** How they try. */
  name: string;
  /** How they are refused, if nothing of HTTP is wrong: nobody knows who they are, or everybody does. */
  status: 401 | 403;
  /** Where everybody knows them. */
  role?: string;
  /** Undefined: no header. */
  authorization: string | undefined;
}

/** Sends somebody who may not do it. */
export type IntruderMaker = (operation: Operation, dice: Dice) => Intruder;

const people = ['receptionist', 'nurse', 'doctor', 'pharmacist', 'cashier', 'billing-manager', 'manager', 'auditor']
  .concat(['patient', 'integration'])
  .map((name) => ({ name, role: name }))
  .concat({ name: 'appointment-service', role: 'service' });

/**
 * Makes intruders of the local fleet: without a token, with one that is broken, out of date, for others, or signed by others, and
 * with that of a role that may not. What only the issuer's own key can sign is left out where its database is out of reach.
 */
export const openIntruders = async (home: string): Promise<{ make: IntruderMaker; notes: string[] }> => {
  const token = await tokenOf('owner');
  const [header = {}, payload = {}] = token.split('.', 2).map(readPart);
  const { keys } = (await (await fetch(`${String(payload['iss'])}/jwks`)).json()) as { keys: JsonWebKey[] };
  const signingKey = await signingKeyOf(home);
  const real: RealToken = {
    token,
    header,
    payload,
    publicKey: keys[0] ?? {},
    ...(signingKey && { signingKey }),
  };
  const forged = forgeries(real);
  const inRoles = await Promise.all(people.map(async (person) => ({ ...person, token: await tokenOf(person.name) })));

  return {
    notes: signingKey ? [] : ['tokens that are out of date or for others WERE NOT TRIED: no signing key to be had'],
    make: ({ roles }, dice) => {
      const others = inRoles.filter(({ role }) => !roles.includes(role));
      if (others.length > 0 && dice.chance(0.3)) {
        const { role, token: theirs } = dice.oneOf(others);
        return { name: `the role ${role}`, status: 403, role, authorization: `Bearer ${theirs}` };
      }
      const { name, authorization } = dice.oneOf(forged);
      return { name, status: 401, authorization: authorization(dice) };
    },
  };
};

const readPart = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;

/** The key by which `identity` of the local fleet signs. */
const signingKeyOf = async (home: string): Promise<JsonWebKey | undefined> => {
  const database = await openDatabaseOf('identity', home).catch(() => undefined);
  if (!database) return undefined;
  const { rows } = await database.query<{ jwk: JsonWebKey }>(
    'select jwk from signing_keys order by created_at desc limit 1',
  );
  await database.end();
  return rows[0]?.jwk;
};
