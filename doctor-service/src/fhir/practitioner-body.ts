import { onlyOne, saidByServer } from '@hms/fhir/body';
import { z } from 'zod';
import { identifierTypes } from './practitioner-mapping';

const telecom = (system: 'phone' | 'email') => z.strictObject({ system: z.literal(system), value: z.string() });

const licence = z.strictObject({
  use: z.literal('official').optional(),
  type: z
    .strictObject({ coding: onlyOne(z.strictObject({ system: z.literal(identifierTypes), code: z.literal('MD') })) })
    .optional(),
  value: z.string(),
});

const name = z.strictObject({
  use: z.literal('official').optional(),
  family: z.string().optional(),
  given: z.array(z.string()).min(1).optional(),
});

/** What of FHIR's Practitioner is kept; every other element is refused by its name. */
const KeptPractitioner = z.strictObject({
  resourceType: z.literal('Practitioner'),
  ...saidByServer,
  identifier: onlyOne(licence),
  active: z.boolean().optional(),
  name: onlyOne(name),
  telecom: z
    .array(z.discriminatedUnion('system', [telecom('phone'), telecom('email')]))
    .refine((all) => new Set(all.map(({ system }) => system)).size === all.length, 'has one phone and one e-mail here')
    .optional(),
});

/** Reads FHIR's Practitioner as the change of a doctor: what is not in it is cleared, but for what FHIR has elsewhere. */
export const practitionerBody = KeptPractitioner.transform(({ identifier, name: names, telecom: points, active }) => {
  const by = (system: string) => points?.find((one) => one.system === system)?.value ?? null;
  return {
    givenName: names[0]?.given?.join(' ') ?? null,
    familyName: names[0]?.family ?? null,
    licenseNumber: identifier[0]?.value,
    phone: by('phone'),
    email: by('email'),
    active: active ?? true,
  };
});
