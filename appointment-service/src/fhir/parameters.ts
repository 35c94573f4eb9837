import { parsePart } from '@hms/service-kit/validation';
import { z } from 'zod';

const value = z.string();

const Parameters = z.strictObject({
  resourceType: z.literal('Parameters'),
  parameter: z.array(
    z.strictObject({
      name: z.string(),
      valueDateTime: value.optional(),
      valueInstant: value.optional(),
      valueString: value.optional(),
      valueCode: value.optional(),
      valueUri: value.optional(),
      valueId: value.optional(),
      valueInteger: z.int().optional(),
      valueReference: z
        .strictObject({ reference: value, type: value.optional(), display: value.optional() })
        .optional(),
      valueCodeableConcept: z.strictObject({ text: value }).optional(),
    }),
  ),
});

/** Returns the values of FHIR's Parameters by name, as the query of an address has them. Throws a 400 problem. */
export function valuesOf(body: unknown): Record<string, string> {
  const { parameter } = parsePart('body', Parameters, body);
  return Object.fromEntries(
    parameter.map(({ name, valueReference, valueCodeableConcept, ...plain }) => {
      const [only] = Object.values(plain);
      return [name, String(valueReference?.reference ?? valueCodeableConcept?.text ?? only ?? '')];
    }),
  );
}
