import { couldBeSame, differsByOneSlip, isSlipOf } from './birth-date';

/** How two names look beside each other; null where only one of them is known. */
type NameMatch = 'same' | 'close' | 'other' | null;

export interface Person {
  birthDate: string | null;
  gender: string;
  phone: string | null;
  email: string | null;
  address: { line1: string | null; postalCode: string | null } | null;
}

/** The names of two persons, straight and crosswise, and as wholes. */
export interface NamesCompared {
  given: NameMatch;
  family: NameMatch;
  givenToFamily: NameMatch;
  familyToGiven: NameMatch;
  /** Of all their letters, wherever one field ends and the other begins. */
  whole: 'same' | 'close' | 'other';
  /** One of the two has a field empty that the other has not; so it may hold both names. */
  inOneField: boolean;
}

export interface Match {
  /** 0 to 1; from `matchThreshold` on it is worth a look. */
  score: number;
  reasons: string[];
}

/** The same name and nothing against it is enough; a given name and a birth date are shared by too many. */
export const matchThreshold = 0.4;

type Evidence = [points: number, reason: string] | 'against' | undefined;

const alike = (match: NameMatch) => match === 'same' || match === 'close';

const ofNames = ({ given, family, givenToFamily, familyToGiven, whole, inOneField }: NamesCompared): Evidence => {
  if (given === 'same' && family === 'same') return [0.45, 'same name'];
  if (alike(givenToFamily) && alike(familyToGiven)) return [0.4, 'given and family name swapped'];
  if (whole === 'same') return [0.4, 'same name, written together or apart'];
  if (inOneField && whole === 'close') return [0.35, 'name close'];
  if (alike(given) && alike(family)) return [0.35, 'name close'];
  if ((given === null && alike(family)) || (family === null && alike(given)))
    return [0.35, 'the one known name is alike'];
  // a marriage changes the family name; twins share it
  return alike(given) ? [0.03, 'same given name'] : 'against';
};

const ofBirthDates = (a: string | null, b: string | null): Evidence => {
  if (a === null || b === null) return undefined;
  if (a === b && a.length === 10) return [0.35, 'same birth date'];
  if (couldBeSame(a, b)) return [0.2, 'birth date could be the same'];
  // father and son have one name and two birth dates
  return isSlipOf(a, b) ? [0.2, 'birth date one slip away'] : 'against';
};

const ofGenders = (a: string, b: string, given: NameMatch): Evidence => {
  const known = [a, b].every((gender) => gender === 'male' || gender === 'female');
  if (!known || a === b) return undefined;
  // Daniel and Daniela are twins
  return given === 'close' ? 'against' : [-0.1, 'genders differ'];
};

const ofPhones = (a: string | null, b: string | null): Evidence => {
  if (a === null || b === null) return undefined;
  if (a === b) return [0.08, 'same phone'];
  return differsByOneSlip(a, b) ? [0.05, 'phone one slip away'] : undefined;
};

const ofEmails = (a: string | null, b: string | null): Evidence =>
  a !== null && a.toLowerCase() === b?.toLowerCase() ? [0.07, 'same e-mail address'] : undefined;

const ofAddresses = (a: Person['address'], b: Person['address']): Evidence => {
  const lineOf = (address: Person['address']) =>
    address?.line1 && `${address.line1} ${address.postalCode}`.toLowerCase();
  return lineOf(a) && lineOf(a) === lineOf(b) ? [0.05, 'same address'] : undefined;
};

/** All the rules of what looks like the same person. The most that can be scored is 1. */
export const matchScore = (a: Person, b: Person, names: NamesCompared): Match => {
  const evidence = [
    ofNames(names),
    ofBirthDates(a.birthDate, b.birthDate),
    ofGenders(a.gender, b.gender, names.given),
    ofPhones(a.phone, b.phone),
    ofEmails(a.email, b.email),
    ofAddresses(a.address, b.address),
  ];
  if (evidence.includes('against')) return { score: 0, reasons: [] };
  const found = evidence.filter((one) => one !== undefined && one !== 'against');
  const score = found.reduce((sum, [points]) => sum + points, 0);
  return { score: Math.round(score * 100) / 100, reasons: found.map(([, reason]) => reason) };
};
