import { Fhir, type ValidatorMessage } from 'fhir';

const fhir = new Fhir();
const faults = new Set<string>(['fatal', 'error']);

/** Whether some element of a choice, allowed[x], is there and false. */
const hasFalse = (within: unknown, stem: string): boolean =>
  typeof within === 'object' &&
  within !== null &&
  Object.entries(within).some(
    ([name, value]) => (value === false && name === `${stem}Boolean`) || hasFalse(value, stem),
  );

// R4 defines it as what the component of a line is (contentReference), which it does not follow here.
const definedElsewhere = 'Invoice.totalPriceComponent';

// Both measured on the official examples:
// - "substitution.allowed[x]" is said to be missing where allowedBoolean is false (MedicationRequest medrx0308, medrx0330);
// - a reference is taken for one to the wrong type when it names a version, or is the URL of no resource
//   (Bundle bundle-references, PaymentReconciliation ER2500).
const isFalseAlarm = ({ message = '', location = '' }: ValidatorMessage, resource: object): boolean => {
  const choice = /\.(\w+)\[x\]$/.exec(location)?.[1];
  if (message === 'Missing property' && choice) return hasFalse(resource, choice);
  if (message === 'Unexpected property' && location === definedElsewhere) return true;
  const reference = /^Invalid type for reference .*"reference":"([^"]*)"/.exec(message)?.[1];
  return reference !== undefined && /\/_history\/|^https?:/.test(reference);
};

/** It looks into entries and contained resources itself, and names them by their type only. */
export const faultsByFhirJs = (resource: object): string[] =>
  fhir
    .validate(resource, { errorOnUnexpected: true })
    .messages.filter(({ severity }) => severity && faults.has(severity))
    .filter((message) => !isFalseAlarm(message, resource))
    .map(({ message, location }) => `${message} at ${location}`);
