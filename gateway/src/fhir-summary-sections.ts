import type {
  AllergyIntolerance,
  CodeableConcept,
  FhirResource,
  MedicationRequest,
  Narrative,
  OperationOutcome,
} from 'fhir/r4';
import { randomUUID } from 'node:crypto';
import { narrativeOf } from './fhir-narrative';

/** A section of the summary, by its code of LOINC. */
export interface Section {
  title: string;
  code: string;
  display: string;
  text: Narrative;
  /** Why it has no entries. */
  emptyReason?: CodeableConcept;
  entries: FhirResource[];
}

/** What a search found; `refusal` where the caller may not ask. */
interface Found<R> {
  found: R[];
  isAll: boolean;
  refusal?: OperationOutcome | undefined;
}

const terminology = 'http://terminology.hl7.org/CodeSystem';

/** IPS's own codes of what nobody knows. */
const unknown = (code: string, display: string): CodeableConcept => ({
  coding: [{ system: 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips', code, display }],
});

/** No service keeps diagnoses: there may be some that only paper knows. */
export function problemSection(patientId: string): Section {
  const display = 'No information about problems';
  return {
    title: 'Problems',
    code: '11450-4',
    display: 'Problem list - Reported',
    text: narrativeOf('Problems are not recorded here, so nothing is known about them.'),
    entries: [
      {
        resourceType: 'Condition',
        id: randomUUID(),
        clinicalStatus: { coding: [{ system: `${terminology}/condition-clinical`, code: 'active' }] },
        code: unknown('no-problem-info', display),
        subject: { reference: `Patient/${patientId}` },
      },
    ],
  };
}

/** The service says itself that there are none, or that nobody has asked. */
export function allergySection({ found, isAll, refusal }: Found<AllergyIntolerance>): Section {
  const section = {
    title: 'Allergies and intolerances',
    code: '48765-2',
    display: 'Allergies and adverse reactions Document',
  };
  if (refusal) return { ...section, ...withheld('Allergies', refusal) };
  const lines = found.map(({ code, clinicalStatus, criticality, reaction }) =>
    [
      nameOf(code),
      clinicalStatus?.coding?.[0]?.code,
      criticality && `criticality ${criticality}`,
      reaction?.[0]?.manifestation[0]?.text,
    ]
      .filter((part) => part !== undefined)
      .join('; '),
  );
  return { ...section, text: narrativeOf(`What is recorded${more(isAll, found.length)}:`, lines), entries: found };
}

/** None prescribed here says nothing of what the patient takes: others prescribe, too, and much is bought without. */
export function medicationSection(patientId: string, { found, isAll, refusal }: Found<MedicationRequest>): Section {
  const section = { title: 'Medication summary', code: '10160-0', display: 'History of Medication use Narrative' };
  if (refusal) return { ...section, ...withheld('Prescriptions', refusal) };
  if (found.length === 0)
    return {
      ...section,
      text: narrativeOf('Nothing is prescribed here now. Whether the patient takes anything is not known.'),
      entries: [
        {
          resourceType: 'MedicationStatement',
          id: randomUUID(),
          status: 'unknown',
          medicationCodeableConcept: unknown('no-medication-info', 'No information about medications'),
          subject: { reference: `Patient/${patientId}` },
          _effectiveDateTime: {
            extension: [
              { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'not-applicable' },
            ],
          },
        },
      ],
    };
  const lines = found.map(({ medicationCodeableConcept, dosageInstruction, status }) =>
    [
      nameOf(medicationCodeableConcept),
      dosageInstruction?.[0]?.patientInstruction ?? dosageInstruction?.[0]?.text,
      status,
    ]
      .filter((part) => part !== undefined)
      .join('; '),
  );
  return {
    ...section,
    text: narrativeOf(`What is prescribed now${more(isAll, found.length)}:`, lines),
    entries: found,
  };
}

function withheld(what: string, { issue }: OperationOutcome): Pick<Section, 'text' | 'emptyReason' | 'entries'> {
  const sentence = `${what} are withheld, which does not say that there are none: ${issue[0]?.details?.text ?? 'it was refused.'}`;
  return {
    text: narrativeOf(sentence),
    emptyReason: {
      coding: [{ system: `${terminology}/list-empty-reason`, code: 'withheld', display: 'Information Withheld' }],
      text: sentence,
    },
    entries: [],
  };
}

function nameOf(concept: CodeableConcept | undefined): string {
  return concept?.text ?? concept?.coding?.[0]?.display ?? concept?.coding?.[0]?.code ?? 'not named';
}

function more(isAll: boolean, count: number): string {
  return isAll ? '' : ` (the first ${count}; there are more)`;
}
