import type { Medication, MedicationRequest, Resource } from 'fhir/r4';

interface Normalised {
  /** Of which element, without its places in lists. */
  element: RegExp;
  /** Why it is told otherwise than it was sent. */
  because: string;
  /** Whether what is told of it says the same. */
  isSame: (sent: unknown, told: unknown) => boolean;
}

type IsSame = Normalised['isSame'];

const isLeftOut: IsSame = (_sent, told) => told === undefined;
const isGiven: IsSame = (sent) => sent === undefined;
const becomes =
  (value: unknown): IsSame =>
  (sent, told) =>
    sent === undefined && told === value;
const isTypeOnly = (doses: unknown) =>
  Array.isArray(doses) && doses.every((dose: object) => Object.keys(dose).join() === 'type');
const wordsOf = (names: unknown) => (Array.isArray(names) ? names.join(' ') : undefined);
const isSameInstant: IsSame = (sent, told) => Date.parse(String(sent)) === Date.parse(String(told));
const isSameWord: IsSame = (sent, told) => String(sent).toLowerCase() === String(told).toLowerCase();

/** Without what people write between digits, and without the zero that stands for a country. */
const digits = (text: unknown) => String(text).replace(/\D/g, '').replace(/^0/, '');
const isSameNumber: IsSame = (sent, told) => /^\+\d+$/.test(String(told)) && digits(told).endsWith(digits(sent));

/** What the server says beside what it was sent, in FHIRPath. */
export const added = [
  "Patient.identifier.where(system = 'urn:hms:mrn')",
  'AllergyIntolerance.recordedDate',
  'MedicationRequest.authoredOn',
];

interface Concept {
  text?: string;
  coding?: { system?: string; code?: string; display?: string }[];
}
/** What has no text is told with the display of its code as text. */
const isSameConcept: IsSame = (sent, told) => {
  const [{ text, coding: [one] = [] }, { text: words, coding: [other] = [] }] = [sent ?? {}, told ?? {}] as [
    Concept,
    Concept,
  ];
  const isSameCode = one?.code === other?.code && one?.system === other?.system;
  return isSameCode && text === undefined && words === one?.display;
};

/** A contained Medication is kept as the concept that is its code, and no more of it is taken. */
export const withConcept = (sent: Resource): Resource => {
  const { contained = [], medicationReference, ...rest } = sent as MedicationRequest;
  const medication = contained.find(({ resourceType }) => resourceType === 'Medication') as Medication | undefined;
  return medicationReference && medication
    ? ({ ...rest, medicationCodeableConcept: medication.code } as Resource)
    : sent;
};

interface Name {
  given?: string[];
  family?: string;
  text?: string;
}
const isSameName: IsSame = (sent, told) => {
  const { given = [], family, text } = (sent ?? {}) as Name;
  return (told as Name | undefined)?.text === (text ?? [...given, family].join(' ').trim());
};

/** What may be told otherwise than it was sent; docs/fhir/examples.md has the same list in words. */
export const normalised: Normalised[] = [
  // what is said elsewhere
  { element: /^\w+\.(id|meta)$/, because: 'the server gives it', isSame: () => true },
  { element: /^\w+\.text$/, because: 'it was generated of the elements', isSame: isLeftOut },
  { element: /\.coding\.(display|version)$/, because: 'the code says it', isSame: isLeftOut },
  { element: /^\w+\.(subject|patient)\.display$/, because: 'it is a copy of a name', isSame: isLeftOut },
  { element: /\.dosageInstruction\.sequence$/, because: 'there is one', isSame: (sent) => sent === 1 },
  { element: /\.doseAndRate\.type$/, because: 'each dose is an ordered one', isSame: isLeftOut },
  { element: /\.doseAndRate$/, because: 'the same, without a dose', isSame: (sent, told) => isTypeOnly(sent) && !told },
  { element: /^Patient\.deceasedBoolean$/, because: 'who lives has none', isSame: (sent) => sent === false },
  // what the records know
  { element: /\.(subject|requester)\.identifier$/, because: 'MRN and licence', isSame: isGiven },
  { element: /\.requester\.display$/, because: 'as doctor-service has it', isSame: (_, told) => Boolean(told) },
  { element: /^Practitioner\.identifier\.(use|type)$/, because: 'it is the licence', isSame: isGiven },
  { element: /\.route\.text$/, because: 'a route is kept in words', isSame: isGiven },
  { element: /\.route\.coding\.display$/, because: 'as SNOMED CT has it', isSame: (_, told) => Boolean(told) },
  { element: /^MedicationRequest\.(contained|detectedIssue)$/, because: 'what the check found', isSame: isGiven },
  { element: /\.dispenseRequest(\.validityPeriod)?$/, because: 'how long it holds', isSame: isGiven },
  // defaults
  { element: /\.numberOfRepeatsAllowed$/, because: 'the default', isSame: becomes(0) },
  { element: /^(Patient|Practitioner)\.name\.use$/, because: 'there is one name', isSame: becomes('official') },
  { element: /^(Patient|Practitioner)\.active$/, because: 'the default', isSame: becomes(true) },
  { element: /^Patient\.gender$/, because: 'the default', isSame: becomes('unknown') },
  { element: /^AllergyIntolerance\.criticality$/, because: 'the default', isSame: becomes('unable-to-assess') },
  // the same in one form
  { element: /\.name\.given$/, because: 'told by its words', isSame: (sent, told) => wordsOf(sent) === wordsOf(told) },
  { element: /^Patient\.contact\.name$/, because: 'one text', isSame: isSameName },
  {
    element: /^\w+\.(code|medicationCodeableConcept|reasonCode)$/,
    because: 'kept with its name',
    isSame: isSameConcept,
  },
  { element: /uantity\.code$/, because: "UCUM's own spelling", isSame: isSameWord },
  { element: /^Patient\.deceasedDateTime$/, because: 'in UTC', isSame: isSameInstant },
  { element: /\.telecom\.value$/, because: 'numbers are kept with their country', isSame: isSameNumber },
];
