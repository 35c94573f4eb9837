import { onlyOne, saidByServer } from '@hms/fhir/body';
import { z } from 'zod';
import { identifierTypes, mrnSystem } from './patient-mapping';

const telecom = (system: 'phone' | 'email') => z.strictObject({ system: z.literal(system), value: z.string() });

const name = z.strictObject({
  use: z.literal('official').optional(),
  family: z.string().optional(),
  given: z.array(z.string()).min(1).optional(),
});

const unknownName = z.strictObject({
  extension: onlyOne(
    z.strictObject({
      url: z.literal('http://hl7.org/fhir/StructureDefinition/data-absent-reason'),
      valueCode: z.enum(['unknown', 'asked-unknown']),
    }),
  ),
});

const address = z.strictObject({
  line: z.array(z.string()).min(1).max(2, 'has at most two lines here').optional(),
  city: z.string().optional(),
  state: z.string().optional(),
  postalCode: z.string().optional(),
  country: z.string().optional(),
});

const mrn = z.strictObject({
  use: z.literal('official').optional(),
  type: z
    .strictObject({ coding: onlyOne(z.strictObject({ system: z.literal(identifierTypes), code: z.literal('MR') })) })
    .optional(),
  system: z.literal(mrnSystem),
  value: z.string(),
});
const identifier = z.union([
  mrn,
  z.strictObject({ system: z.string(), value: z.string() }),
  z.strictObject({ type: z.strictObject({ text: z.string() }), value: z.string() }),
]);

const contact = z.strictObject({
  relationship: onlyOne(z.strictObject({ text: z.string() })).optional(),
  name: z.strictObject({ text: z.string() }),
  telecom: onlyOne(telecom('phone')).optional(),
});

/** What of FHIR's Patient is kept; every other element is refused by its name. */
const KeptPatient = z.strictObject({
  resourceType: z.literal('Patient'),
  ...saidByServer,
  identifier: z.array(identifier).min(1).optional(),
  active: z.boolean().optional(),
  name: onlyOne(z.union([name, unknownName])).optional(),
  telecom: z
    .array(z.discriminatedUnion('system', [telecom('phone'), telecom('email')]))
    .refine((all) => new Set(all.map(({ system }) => system)).size === all.length, 'has one phone and one e-mail here')
    .optional(),
  gender: z.enum(['male', 'female', 'other', 'unknown']).optional(),
  birthDate: z.string().optional(),
  deceasedDateTime: z.string().optional(),
  deceasedBoolean: z.literal(false, 'must be false; a death is told by deceasedDateTime').optional(),
  address: onlyOne(address).optional(),
  contact: z.array(contact).min(1).optional(),
});

/** Returns the whole native patient: what is not in the resource is null or its default, as a PUT means it. */
function nativeOf(resource: z.output<typeof KeptPatient>) {
  const [named] = resource.name ?? [];
  const [at] = resource.address ?? [];
  const { identifier: identifiers = [] } = resource;
  const by = (system: string) => resource.telecom?.find((one) => one.system === system)?.value ?? null;
  return {
    givenName: named && 'given' in named ? (named.given?.join(' ') ?? null) : null,
    familyName: named && 'family' in named ? (named.family ?? null) : null,
    unidentified: named !== undefined && 'extension' in named,
    birthDate: resource.birthDate ?? null,
    gender: resource.gender ?? 'unknown',
    phone: by('phone'),
    email: by('email'),
    address: at
      ? {
          line1: at.line?.[0] ?? null,
          line2: at.line?.[1] ?? null,
          city: at.city ?? null,
          state: at.state ?? null,
          postalCode: at.postalCode ?? null,
          country: at.country ?? null,
        }
      : null,
    contacts: (resource.contact ?? []).map(({ name: { text }, relationship, telecom: phones }) => ({
      name: text,
      relationship: relationship?.[0]?.text ?? null,
      phone: phones?.[0]?.value ?? null,
    })),
    identifiers: identifiers
      .filter((one) => !('system' in one && one.system === mrnSystem))
      .map((one) => ({ system: 'system' in one ? one.system : one.type.text, value: one.value })),
    mrn: identifiers.find((one) => 'system' in one && one.system === mrnSystem)?.value,
    active: resource.active ?? true,
    deceasedAt: resource.deceasedDateTime ?? null,
  };
}

/** Reads FHIR's Patient as the native body. */
export const patientBody = KeptPatient.transform(nativeOf);
