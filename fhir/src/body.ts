import { z } from 'zod';

/** What a resource may carry that is not kept, because the server says it itself: FHIR R4, 3.1.0.5 and 3.1.0.8. */
export const saidByServer = {
  id: z.string().optional(),
  meta: z
    .strictObject({
      versionId: z.string().optional(),
      lastUpdated: z.string().optional(),
      source: z.string().optional(),
    })
    .optional(),
  /** What is generated says no more than the elements do. */
  text: z.strictObject({ status: z.literal('generated'), div: z.string() }).optional(),
};

export const coding = z.strictObject({
  system: z.string().optional(),
  version: z.string().optional(),
  code: z.string().optional(),
  display: z.string().optional(),
});

export const codeableConcept = z.strictObject({
  coding: z.array(coding).min(1).optional(),
  text: z.string().optional(),
});

/** @param target the type that it has to refer to */
export const referenceTo = (target: string) =>
  z
    .strictObject({
      reference: z
        .string()
        .regex(
          new RegExp(`(^|/)${target}/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`, 'i'),
          `must be a reference such as ${target}/0192f3c4-5b6a-7cde-8f01-23456789abcd`,
        ),
      type: z.literal(target).optional(),
      display: z.string().optional(),
    })
    .transform(({ reference }) => reference.slice(-36).toLowerCase());

/** A list of which this project keeps one. */
export const onlyOne = <S extends z.ZodType>(element: S) =>
  z.array(element).min(1, 'must not be empty').max(1, 'is kept once; send one');
