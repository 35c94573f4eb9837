import { recordId, text } from '@hms/service-kit/schema';
import { z } from 'zod';
import { statuses } from '../prescription';
import { medicationFields } from '../schemas';

export const PrescriptionCode = z
  .strictObject({ code: z.string().meta({ description: 'A compact JWS; its keys are at /prescriptions/keys' }) })
  .meta({ id: 'PrescriptionCode' });

export const CodeToVerify = z.strictObject({
  code: text(4000).meta({ description: 'What the pharmacy has scanned: a compact JWS' }),
});

const results = ['valid', 'used-up', 'stopped', 'on-hold', 'expired', 'unknown', 'forged'] as const;
export type Result = (typeof results)[number];

export const Verification = z
  .strictObject({
    result: z.enum(results).meta({
      description:
        'valid: it can be dispensed; unknown: signed here, and there is no such prescription; forged: not signed here',
    }),
    detail: z.string(),
    prescription: z
      .strictObject({
        id: recordId,
        medication: medicationFields,
        status: z.enum(statuses),
        quantity: z.number().nullable(),
        quantityUnit: z.string().nullable(),
        remainingQuantity: z.number().nullable(),
        nextRefillAt: z.iso.datetime({ offset: true }).nullable(),
        expiresOn: z.iso.date().nullable(),
      })
      .nullable()
      .meta({ description: 'As it is now; null where the code is forged or unknown' }),
  })
  .meta({ id: 'Verification' });
export type Verification = z.output<typeof Verification>;

export const KeySet = z
  .strictObject({
    keys: z.array(
      z.strictObject({
        kty: z.literal('OKP'),
        crv: z.literal('Ed25519'),
        x: z.string(),
        kid: z.string(),
        use: z.literal('sig'),
        alg: z.literal('EdDSA'),
      }),
    ),
  })
  .meta({ id: 'KeySet', description: 'RFC 7517' });
