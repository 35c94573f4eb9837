import { ownRule, type AllergyStatus, type Finding } from './findings';
import type { KnownAllergy, Medicine, OtherMedicine } from './judge';
import { isKnown } from './name-index';

// What could not be checked is said, so that silence is never read as safe.

/** Of this medication, or of another that the patient has. */
export const unknownMedicine = (medicine: Medicine, one: Medicine | OtherMedicine): Finding[] => {
  const other = 'prescriptionId' in one ? { against: one.name, prescriptionId: one.prescriptionId } : {};
  const inputs = { medication: medicine.name, ...other };
  if (one.near.length > 0) {
    const nearTo = one.near.map(({ name }) => name);
    const detail = `${one.name} is not in the knowledge base as it is spelled; it is near to ${nearTo.join(', ')}. Correct the name if that is meant.`;
    return [{ rule: 'name-not-certain', severity: 'moderate', inputs: { ...inputs, nearTo }, detail, source: ownRule }];
  }
  if (one.unknownParts.length > 0) {
    const detail = `${one.unknownParts.join(', ')} in ${one.name} is not in the knowledge base and was not checked.`;
    return [{ rule: 'medication-not-in-knowledge', severity: 'low', inputs, detail, source: ownRule }];
  }
  if (one.substances.length > 0) return [];
  const detail = isKnown(one)
    ? `${one.name} is known by its group only (${one.classes.join(', ')}): its own interactions were not checked.`
    : `${one.name} is not in the knowledge base: only its name was compared.`;
  return [{ rule: 'medication-not-in-knowledge', severity: 'low', inputs, detail, source: ownRule }];
};

export const unknownAllergy = (medicine: Medicine, allergy: KnownAllergy): Finding[] => {
  const { allergyId, substance, near } = allergy;
  const inputs = { medication: medicine.name, against: substance, allergyId };
  if (near.length > 0) {
    const nearTo = near.map(({ name }) => name);
    const detail = `The allergy to ${substance} is not in the knowledge base as it is spelled; it is near to ${nearTo.join(', ')}. Correct it if that is meant.`;
    return [{ rule: 'name-not-certain', severity: 'moderate', inputs: { ...inputs, nearTo }, detail, source: ownRule }];
  }
  if (isKnown(allergy)) return [];
  const detail = `The allergy to ${substance} is not in the knowledge base: only its name was compared.`;
  return [{ rule: 'allergy-not-in-knowledge', severity: 'low', inputs, detail, source: ownRule }];
};

export const allergyStatusFindings = ({ name }: Medicine, status: AllergyStatus): Finding[] => {
  const finding = { severity: 'low', inputs: { medication: name }, source: ownRule } as const;
  if (status === 'not-checked') {
    const detail = 'No patient-service is configured here: allergies were not checked.';
    return [{ rule: 'allergies-not-checked', ...finding, detail }];
  }
  if (status !== 'not-asked') return [];
  const detail = 'Nobody has recorded whether the patient has allergies. Ask, and record them, or that there are none.';
  return [{ rule: 'allergies-not-asked', ...finding, detail }];
};
