import type { operations } from '../api/generated/prescription-service';
import { numberOf, type Signs } from '../texts/number-of';

type Body = operations['prescribe']['requestBody']['content']['application/json'];
/** What is written, without whose it is and who signs it. */
export type Order = Omit<
  Body,
  'patientId' | 'doctorId' | 'appointmentId' | 'override' | 'expiresOn' | 'reasons' | 'note'
>;

/** The fields as they are typed. */
export interface Draft {
  name: string;
  code: string;
  strength: string;
  form: string;
  dose: string;
  doseMax: string;
  doseUnit: string;
  route: string;
  /** `frequency/period/periodUnit`; `other`: the three fields beside it. */
  often: string;
  frequency: string;
  period: string;
  periodUnit: string;
  durationDays: string;
  asNeeded: boolean;
  maxPerDay: string;
  ownWords: string;
  quantity: string;
  quantityUnit: string;
  refills: string;
  reason: string;
  note: string;
}

export const emptyDraft: Draft = {
  name: '', code: '', strength: '', form: '', dose: '', doseMax: '', doseUnit: '', route: '', often: '', frequency: '',
  period: '', periodUnit: 'd', durationDays: '', asNeeded: false, maxPerDay: '', ownWords: '', quantity: '',
  quantityUnit: '', refills: '', reason: '', note: '',
}; // prettier-ignore

/** Returns the draft after changes: what is handed out is counted as the dose is, until somebody says otherwise. */
export function changed(draft: Draft, changes: Partial<Draft>): Draft {
  const follows = changes.doseUnit !== undefined && draft.quantityUnit === draft.doseUnit;
  return { ...draft, ...changes, ...(follows && { quantityUnit: changes.doseUnit }) };
}

const numbers = [
  'dose', 'doseMax', 'frequency', 'period', 'durationDays', 'maxPerDay', 'quantity', 'refills',
] as const; // prettier-ignore
type NumberField = (typeof numbers)[number];

/** Returns the fields in which something stands that is no number. */
export function notNumbers(draft: Draft, signs: Signs): ReadonlySet<NumberField> {
  return new Set(numbers.filter((name) => draft[name].trim() !== '' && numberOf(draft[name], signs) === null));
}

/** Returns what the service is to read; undefined while there is no medication or a number is none. Whether it makes sense is for the service. */
export function orderOf(draft: Draft, signs: Signs): Order | undefined {
  if (draft.name.trim() === '' || notNumbers(draft, signs).size > 0) return undefined;
  const { name, code, strength, form, quantity, quantityUnit, refills } = draft;
  return {
    medication: {
      name: name.trim(),
      ...(code !== '' && { code }),
      ...(form.trim() !== '' && { form: form.trim() }),
      ...(strength.trim() !== '' && { strength: strength.trim() }),
    },
    ...dosageOf(draft, signs),
    ...number('quantity', quantity, signs),
    ...(quantity.trim() !== '' && quantityUnit.trim() !== '' && { quantityUnit: quantityUnit.trim() }),
    refills: numberOf(refills, signs) ?? 0,
  };
}

/** Returns what is said beside the order, which no check looks at. */
export function saidBeside({ reason, note }: Draft): Pick<Body, 'reasons' | 'note'> {
  return {
    ...(reason.trim() !== '' && { reasons: [{ text: reason.trim() }] }),
    ...(note.trim() !== '' && { note: note.trim() }),
  };
}

function dosageOf(draft: Draft, signs: Signs): Pick<Order, 'dosage'> {
  const { dose, doseMax, doseUnit, route, durationDays, asNeeded, maxPerDay, ownWords } = draft;
  const dosage = {
    ...(ownWords.trim() !== '' && { text: ownWords.trim() }),
    ...number('dose', dose, signs),
    ...number('doseMax', doseMax, signs),
    ...(doseUnit.trim() !== '' && { doseUnit: doseUnit.trim() }),
    ...(route !== '' && { route }),
    ...timingOf(draft, signs),
    ...number('durationDays', durationDays, signs),
    ...(asNeeded && { asNeeded }),
    ...(asNeeded && number('maxPerDay', maxPerDay, signs)),
  };
  return Object.keys(dosage).length > 0 ? { dosage } : {};
}

type Timing = Pick<NonNullable<Order['dosage']>, 'frequency' | 'period' | 'periodUnit'>;
const periodUnits = ['h', 'd', 'wk', 'mo'] as const;

function timingOf({ often, frequency, period, periodUnit }: Draft, signs: Signs): Timing {
  if (often === '') return {};
  const parts = often === 'other' ? [frequency, period, periodUnit] : often.split('/');
  const [times = '', length = '', code] = parts;
  const unit = periodUnits.find((one) => one === code);
  return {
    ...number('frequency', times, signs),
    ...number('period', length, signs),
    ...(unit && { periodUnit: unit }),
  };
}

function number<Name extends string>(name: Name, typed: string, signs: Signs): Partial<Record<Name, number>> {
  const value = numberOf(typed, signs);
  return value === null ? {} : ({ [name]: value } as Record<Name, number>);
}
