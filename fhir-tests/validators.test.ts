import type { Broken } from './broken/broken';
import { wrongCodes } from './broken/codes';
import { wrongElements } from './broken/elements';
import { missedByAll } from './broken/missed';
import { brokenInvariants, wrongReferences, wrongTimes } from './broken/rules';
import { exampleOf, examplesOf } from './examples';
import { faultsOf } from './validators';

const types = [
  ...['Patient', 'AllergyIntolerance', 'RelatedPerson', 'Practitioner', 'PractitionerRole', 'Schedule', 'Slot'],
  ...['Appointment', 'MedicationRequest', 'MedicationDispense', 'Medication', 'DetectedIssue', 'Invoice', 'ChargeItem'],
  ...[
    'Account',
    'PaymentReconciliation',
    'Provenance',
    'AuditEvent',
    'OperationOutcome',
    'Bundle',
    'CapabilityStatement',
  ],
];

// HL7 breaks a rule of its own: only an Organization may dispense
const knownFaults = {
  'MedicationRequest-medrx0301': [
    'ours: Practitioner/f001 refers to none of Organization at MedicationRequest.dispenseRequest.performer',
  ],
};

describe('the official examples', () => {
  it.each(types)('of %s are without a fault', async (type) => {
    const examples = examplesOf(type);
    expect(examples).not.toHaveLength(0);
    const found: Record<string, string[]> = {};
    const expected = Object.entries(knownFaults).filter(([name]) => name.startsWith(`${type}-`));
    for (const { name, resource } of examples) {
      const faults = await faultsOf(resource, { madeElsewhere: true });
      if (faults.length > 0) found[name] = faults;
    }
    expect(found).toEqual(Object.fromEntries(expected));
  });
});

const setAt = (within: unknown, [first = '', ...rest]: string[], to: unknown): void => {
  const parent = within as Record<string, unknown>;
  if (rest.length > 0) setAt(parent[first], rest, to);
  else if (to === undefined) Reflect.deleteProperty(parent, first);
  else parent[first] = to;
};

const brokenOnce = ([, example, at, to]: Broken): unknown => {
  const resource = exampleOf(example);
  const before = JSON.stringify(resource);
  setAt(resource, at.split('.'), to);
  expect(JSON.stringify(resource)).not.toBe(before);
  return resource;
};

const lastName = (at: string): string => at.split('.').findLast((part) => !/^\d+$/.test(part)) ?? at;

const everythingBroken = {
  'wrong elements': wrongElements,
  'wrong codes': wrongCodes,
  'wrong times': wrongTimes,
  'wrong references': wrongReferences,
  'broken invariants': brokenInvariants,
  'what all validators miss': missedByAll,
};

describe.each(Object.entries(everythingBroken))('%s', (_, table) => {
  it.each(table)('%s is found', async (...broken) => {
    const [, , at, , names = lastName(at)] = broken;
    const faults = await faultsOf(brokenOnce(broken), { madeElsewhere: true });
    expect(faults.filter((fault) => fault.includes(names))).not.toHaveLength(0);
  });
});

it('finds absolute references, which only others make', async () => {
  const slot = brokenOnce(['', 'Slot-example', 'schedule.reference', 'https://example.com/fhir/Schedule/1']);
  expect(await faultsOf(slot)).toEqual(['ours: https://example.com/fhir/Schedule/1 is absolute at Slot.schedule']);
  expect(await faultsOf(slot, { madeElsewhere: true })).toEqual([]);
});

it.each([undefined, null, 'Patient', [], {}, { resourceType: 7 }])('finds no resource in %j', async (value) => {
  expect(await faultsOf(value)).toEqual(['ours: it has no resourceType']);
});
