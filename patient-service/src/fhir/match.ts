import { bundleOf } from '@hms/fhir/bundle';
import type { OwnOperation } from '@hms/fhir/resource';
import { inFhir, nativeOf, pathOf } from '@hms/fhir/translate';
import type { Database } from '@hms/service-kit/database';
import type { Region } from '@hms/service-kit/phone';
import { currentRequest } from '@hms/service-kit/request-context';
import { page, withMembers } from '@hms/service-kit/response';
import { z } from 'zod';
import { findCandidates } from '../find-candidates';
import { patientsWithAnyOf } from '../identifiers';
import { patients } from '../patient-store';
import { patientFields, type PatientFields } from '../schemas';
import { patientBody } from './patient-body';
import { mrnSystem, toFhir, type Native } from './patient-mapping';

/** HL7's match-grade. What is certain may be taken for the same person without a look. */
type Grade = 'certain' | 'probable' | 'possible';

interface Found {
  id: string;
  score: number;
  grade: Grade;
}

const gradeUrl = 'http://hl7.org/fhir/StructureDefinition/match-grade';

/** `Patient/$match`: who may be the same person, by the rules of the duplicates at a registration, and by each number that they have. */
export function matching(db: Database, region: Region, elements: Record<string, string>): OwnOperation {
  const named = { type: 'Patient', elements } as const;
  const body = askedOf(region);
  return {
    is: { name: 'match', definition: 'http://hl7.org/fhir/OperationDefinition/Patient-match', as: 's' },
    make: (native) => {
      // who registers is told of those who look alike
      const { access, patient } = nativeOf(native, 'registerPatient');
      return [
        {
          id: 'fhirMatchPatient',
          access,
          ...(patient && { patient }),
          readsOnly: true,
          method: 'post',
          path: `${pathOf(named)}/$match`,
          summary: 'Find who may be the same patient (FHIR)',
          description: 'Returns the patients who may be the one that is described, the likeliest first, with a grade.',
          body,
          responses: { 200: { description: 'A Bundle' } },
          handle: async ({ body: given, url }) => {
            const found = await bestOf(db, given as Asked);
            const records = await Promise.all(
              found.map(async ({ id, score, grade }) =>
                withMembers((await patients.get(db, id)).json, { score, grade }),
              ),
            );
            return page({ records, nextCursor: null, count: records.length }, url);
          },
          translation: {
            bodyTypes: ['application/fhir+json'],
            answer: (answer, request) =>
              inFhir(named, answer, () =>
                bundleOf(answer, request, 'searchset', [], (record, base) => {
                  const { score, grade, ...shown } = record as Native & Found;
                  return {
                    fullUrl: `${base}/Patient/${shown.id}`,
                    resource: toFhir(shown),
                    search: { extension: [{ url: gradeUrl, valueCode: grade }], mode: 'match', score },
                  };
                }),
              ),
          },
        },
      ];
    },
  };
}

interface Asked {
  patient: PatientFields;
  numbers: { system: string; value: string }[];
  onlyCertain: boolean;
  most: number;
}

async function bestOf(db: Database, { patient, numbers, onlyCertain, most }: Asked): Promise<Found[]> {
  const alike = await findCandidates(db, patient);
  const isHidden = currentRequest()?.sight?.isHidden ?? (() => false);
  const numbered = (await patientsWithAnyOf(db, numbers)).filter((id) => !isHidden(id));
  const isNameless = patient.givenName === null && patient.familyName === null;
  const isAlike = (id: string) => isNameless || alike.some((one) => one.patient.id === id);
  const all = [
    // a number alone, of somebody who is called otherwise, may be a slip of the pen
    ...numbered.map((id): Found =>
      isAlike(id) ? { id, score: 1, grade: 'certain' } : { id, score: 0.6, grade: 'possible' },
    ),
    ...alike
      .filter((one) => !numbered.includes(one.patient.id))
      .map((one): Found => ({ id: one.patient.id, score: one.score, grade: gradeOf(one.score) })),
  ].sort((a, b) => b.score - a.score);
  if (!onlyCertain) return all.slice(0, most);
  const certain = all.filter(({ grade }) => grade === 'certain');
  // of several none is: FHIR R4, Patient $match
  return certain.length === 1 ? certain : [];
}

/** Name and birth date are 0.8; only what agrees in a phone number, e-mail or address beside them is certain. */
function gradeOf(score: number): Grade {
  if (score >= 0.85) return 'certain';
  return score >= 0.6 ? 'probable' : 'possible';
}

/** Reads FHIR's Parameters. */
function askedOf(region: Region): z.ZodType<Asked> {
  const fields = patientFields(region);
  const described = patientBody.transform(({ mrn, ...native }, context) => {
    const { data, error } = fields.safeParse(native);
    if (data) return { patient: data, mrn };
    for (const { path, message } of error.issues) context.addIssue({ code: 'custom', path, message });
    return z.NEVER;
  });
  const parameter = z.discriminatedUnion(
    'name',
    [
      z.strictObject({ name: z.literal('resource'), resource: described }),
      z.strictObject({ name: z.literal('onlyCertainMatches'), valueBoolean: z.boolean() }),
      z.strictObject({ name: z.literal('count'), valueInteger: z.int().min(1).max(10) }),
    ],
    'must be one of: resource, onlyCertainMatches, count',
  );
  return z
    .strictObject({
      resourceType: z.literal('Parameters'),
      id: z.string().optional(),
      parameter: z
        .array(parameter)
        .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'has each parameter once'),
    })
    .transform(({ parameter: all }, context) => {
      const resource = all.find((one) => one.name === 'resource')?.resource;
      if (!resource) {
        context.addIssue({
          code: 'custom',
          path: ['parameter'],
          message: 'must have a resource: the Patient to match',
        });
        return z.NEVER;
      }
      const { patient, mrn } = resource;
      return {
        patient,
        numbers: [...patient.identifiers, ...(mrn === undefined ? [] : [{ system: mrnSystem, value: mrn }])],
        onlyCertain: all.find((one) => one.name === 'onlyCertainMatches')?.valueBoolean ?? false,
        most: all.find((one) => one.name === 'count')?.valueInteger ?? 10,
      };
    });
}
