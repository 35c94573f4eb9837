import { onlyOne, saidByServer } from '@hms/fhir/body';
import { z } from 'zod';
import { identifierTypes, mrnSystem } from './patient-mapping';

const telecom = (system: 'phone' | 'email') => z.strictObject({ system: z.literal(system), value: z.string() });

/** Of a patient whom nobody can name. */
const nameless = onlyOne(
  z.strictObject({
    url: z.literal('http://hl7.org/fhir/StructureDefinition/data-absent-reason'),
    valueCode: z.enum(['unknown', 'asked-unknown']),
  }),
);

const name = z
  .strictObject({
    extension: nameless.optional(),
    use: z.literal('official').optional(),
    family: z.string().optional(),
    given: z.array(z.string()).min(1).optional(),
  })
  .superRefine(({ extension, use, family, given }, context) => {
    if (extension && (use ?? family ?? given))
      context.addIssue({ code: 'custom', path: ['extension'], message: 'is not kept beside a name; leave one out' });
  });

const address = z.strictObject({
  line: z.array(z.string()).min(1).max(2, 'has at most two lines here').optional(),
  city: z.string().optional(),
  state: z.string().optional(),
  postalCode: z.string().optional(),
  country: z.string().optional(),
});

const mrnType = z.strictObject({ system: z.literal(identifierTypes), code: z.literal('MR') });

/** The MRN as it is told; another number with its system, or with the name of its kind. */
const identifier = z
  .strictObject({
    use: z.literal('official').optional(),
    type: z.strictObject({ coding: onlyOne(mrnType).optional(), text: z.string().optional() }).optional(),
    system: z.string().optional(),
    value: z.string(),
  })
  .transform(({ use, type, system, value }, context) => {
    const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    const isMrn = system === mrnSystem;
    if (use !== undefined && !isMrn) refuse(['use'], 'is kept of the MRN alone; leave it out');
    if (type?.coding && !isMrn) refuse(['type', 'coding'], 'is kept of the MRN alone; leave it out');
    if (type?.text !== undefined && system !== undefined) refuse(['type', 'text'], 'is not kept beside a system');
    const kind = system ?? type?.text;
    if (kind === undefined) refuse(['system'], 'is required, or type.text');
    return { system: kind ?? '', value };
  });

const contactName = z
  .strictObject({ text: z.string().optional(), family: z.string().optional(), given: z.array(z.string()).optional() })
  .transform(({ text, family, given = [] }, context) => {
    const parts = [...given, ...(family === undefined ? [] : [family])].join(' ');
    if (text !== undefined && parts !== '' && text !== parts)
      context.addIssue({ code: 'custom', path: ['text'], message: 'is not kept beside other names; leave one out' });
    if (text === undefined && parts === '')
      context.addIssue({ code: 'custom', path: ['text'], message: 'is required, or family and given' });
    return text ?? parts;
  });

const contact = z.strictObject({
  relationship: onlyOne(z.strictObject({ text: z.string() })).optional(),
  name: contactName,
  telecom: onlyOne(telecom('phone')).optional(),
});

/** What of FHIR's Patient is kept; every other element is refused by its name. */
const KeptPatient = z.strictObject({
  resourceType: z.literal('Patient'),
  ...saidByServer,
  identifier: z.array(identifier).min(1).optional(),
  active: z.boolean().optional(),
  name: onlyOne(name).optional(),
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
    givenName: named?.given?.join(' ') ?? null,
    familyName: named?.family ?? null,
    unidentified: named?.extension !== undefined,
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
    contacts: (resource.contact ?? []).map(({ name: called, relationship, telecom: phones }) => ({
      name: called,
      relationship: relationship?.[0]?.text ?? null,
      phone: phones?.[0]?.value ?? null,
    })),
    identifiers: identifiers.filter(({ system }) => system !== mrnSystem),
    mrn: identifiers.find(({ system }) => system === mrnSystem)?.value,
    active: resource.active ?? true,
    deceasedAt: resource.deceasedDateTime ?? null,
  };
}

/** Reads FHIR's Patient as the native body. */
export const patientBody = KeptPatient.transform(nativeOf);
