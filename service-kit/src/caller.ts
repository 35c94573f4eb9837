import { z } from 'zod';

/** Who a token speaks for. */
export interface Person {
  /** The `iss` and `sub` of the token; together they name one person or machine for ever. */
  issuer: string;
  subject: string;
  /** To show to people; never logged. */
  name?: string | undefined;
  roles: string[];
  /** The person's own record, where they are a patient, or a doctor. */
  patientId?: string | undefined;
  doctorId?: string | undefined;
}

/** What a token was given to a program for: some kinds of records (SMART App Launch 2.2, "Scopes for requesting FHIR resources"). */
export interface Scopes {
  /** As the token has them. */
  words: string[];
  /** The patient whom scopes that begin with `patient/` are about. */
  patientId: string | undefined;
}

/** Who sent a request. */
export interface Caller extends Person {
  /** The client that the token was given to. */
  client?: string | undefined;
  /** What the client may do of what the person may; undefined: all of it. */
  scopes?: Scopes | undefined;
  /** Where a service of the fleet asks: the person for whom it does. */
  actingFor?: Person | undefined;
  /** When the token ends, on the clock of `Date.now()`. */
  tokenEndsAt?: number | undefined;
}

/** The role of the fleet's own services, whose word is taken for whom they act for. The kit knows no other role by name. */
const serviceRole = 'service';

/** Carries the person on to an upstream. */
export const actingForHeader = 'x-acting-for';

/** Text to show, without what PostgreSQL cannot store: NUL, and halves of characters. */
export const shownText = z.string().transform((text) => text.toWellFormed().replaceAll('\0', '\ufffd'));

/** Text that names somebody or something, and so is refused where it could not be stored as it is. */
export const identifyingText = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => text.isWellFormed() && !text.includes('\0'));

const personSchema = z.strictObject({
  issuer: identifyingText,
  subject: identifyingText,
  name: shownText.optional(),
  roles: z.array(identifyingText),
  patientId: z.string().optional(),
  doctorId: z.string().optional(),
});

/** Whether the caller is one of the fleet's own services. */
export function isService({ roles }: Caller): boolean {
  return roles.includes(serviceRole);
}

/** Returns the person behind the request: whom the caller acts for, or the caller. */
export function personBehind({
  actingFor,
  client: _client,
  scopes: _scopes,
  tokenEndsAt: _end,
  ...caller
}: Caller): Person {
  return actingFor ?? caller;
}

/** Returns the person as text for a header, or a column. */
export function writePerson(person: Person): string {
  return JSON.stringify(person);
}

/** Returns the person that `writePerson` wrote, undefined for what is none. */
export function readPerson(text: string): Person | undefined {
  try {
    return personSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Returns the caller with whom it acts for, which only a service of the fleet may say; undefined if the header names no person. */
export function withActingFor(caller: Caller, header: string | undefined): Caller | undefined {
  if (header === undefined || !isService(caller)) return caller;
  const actingFor = readPerson(Buffer.from(header, 'base64url').toString('utf8'));
  return actingFor && { ...caller, actingFor };
}
