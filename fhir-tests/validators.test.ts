import { examplesOf } from './examples';
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
  'MedicationRequest-medrx0301.json': [
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
