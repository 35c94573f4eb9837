import { Signatory } from '@hms/service-kit/approval';
import { pagingParameters } from '@hms/service-kit/paging';
import {
  booleanInQuery,
  line,
  oneOfTwo,
  optional,
  recordFields,
  recordId,
  subject,
  text,
  uuid,
} from '@hms/service-kit/schema';
import { z } from 'zod';

const NewMember = z
  .strictObject({
    doctorId: optional(uuid),
    subject: optional(subject.meta({ description: '`sub` of the token, where it is no doctor' })),
    issuer: optional(z.url().max(255).meta({ description: '`iss` of the token; any, where it is left out' })),
    name: line(200).meta({ description: 'For people to read; who it is, the other members say' }),
  })
  .refine(({ doctorId, subject: person }) => (doctorId === null) !== (person === null), {
    message: 'must have doctorId or subject, and not both',
  })
  .meta(oneOfTwo({ doctorId: 'string', subject: 'string' }));

export const NewRestriction = z.strictObject({
  restricted: z.boolean().meta({ description: 'True: only the care team sees the record, and who breaks the glass' }),
  careTeam: z.array(NewMember).max(100).default([]).meta({ description: 'Who sees it all the same; all of them' }),
  reason: optional(text(500)).meta({
    description: 'Why it is restricted, or is no longer; needed to lift a restriction',
  }),
});
export type NewRestriction = z.output<typeof NewRestriction>;

export const Restriction = z
  .strictObject({
    ...recordFields,
    restricted: z.boolean(),
    careTeam: z.array(
      z.strictObject({
        doctorId: recordId.nullable(),
        subject: z.string().nullable(),
        issuer: z.string().nullable(),
        name: z.string(),
      }),
    ),
    reason: z.string().nullable(),
  })
  .meta({ id: 'Restriction', description: "Who may see a patient's record; its id is the patient's" });

export const NewBreakGlass = z.strictObject({
  reason: text(500).meta({ description: 'Why you have to see this record; the auditor reads it' }),
});
export type NewBreakGlass = z.output<typeof NewBreakGlass>;

const finding = z.enum(['justified', 'not-justified']);

export const Review = z.strictObject({
  finding,
  note: optional(text(2000)).meta({ description: 'What was found out' }),
});
export type Review = z.output<typeof Review>;

export const BrokenGlass = z
  .strictObject({
    ...recordFields,
    patientId: recordId,
    brokenBy: Signatory,
    reason: z.string(),
    lifts: z.boolean().meta({ description: 'They lifted the restriction, and so opened the record to everybody' }),
    openUntil: z.iso.datetime({ offset: true }).meta({ description: 'Until then they see the record' }),
    reviewed: z.boolean(),
    reviewedBy: Signatory.nullable(),
    reviewedAt: z.iso.datetime({ offset: true }).nullable(),
    finding: finding.nullable(),
    note: z.string().nullable(),
  })
  .meta({ id: 'BrokenGlass', description: 'Somebody outside the care team had to see a restricted record' });

export const BrokenGlassQuery = z.strictObject({
  reviewed: booleanInQuery.optional().meta({ description: 'Only what was reviewed, or only what was not' }),
  patientId: uuid.optional().meta({ description: 'Only of this patient' }),
  subject: subject.optional().meta({ description: 'Only by this person (`sub`)' }),
  ...pagingParameters,
});

export const RestrictionsQuery = z.strictObject({
  unless: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'must be a stamp as it was returned')
    .optional()
    .meta({ description: 'The stamp of what is known already' }),
});

export const Restrictions = z
  .strictObject({
    stamp: z.string().meta({ description: 'Changes with any of them' }),
    restrictions: z
      .array(
        z.strictObject({
          patient: recordId,
          careTeam: z.array(z.record(z.string(), z.unknown())),
          glasses: z.array(
            z.strictObject({
              issuer: z.string(),
              subject: z.string(),
              until: z.iso.datetime({ offset: true }),
              reason: z.string(),
            }),
          ),
        }),
      )
      .optional()
      .meta({ description: 'Left out where the stamp is the one that was sent' }),
  })
  .meta({ id: 'Restrictions' });
