import { choose } from '../plural';

const plural = choose('en');

export const find = {
  find: {
    title: 'Find a patient',
    inBar: 'Patients',
    label: 'Name, birth date, phone or MRN, in any order',
    placeholder: 'Name, birth date, phone, MRN',
    hint: 'Type in any order: “maria 3.2.1980”, “+44 20 7946 0018” or its end “0018”, “100-000-017”. A typo or two is forgiven.',
    understood: 'Understood as',
    name: 'name',
    born: 'born',
    phone: 'phone',
    phoneEnd: 'phone ends in',
    mrn: 'MRN',
    email: 'e-mail',
    orBorn: (date: string) => `or ${date}?`,
    unfinished: (digits: string) => `${digits} is not complete yet`,
    results: 'Patients found',
    found: (n: number, more: boolean, all?: number) => {
      if (more) return all === undefined ? `more than ${n} found` : `${all} found; the first ${n} are shown`;
      return plural(n, { one: '1 found', other: `${n} found` });
    },
    nobody: 'Nobody is found.',
    nobodyWhy: 'Those who have died, and restricted records, are found only by their MRN.',
    register: 'Register a new patient',
    registerAs: (what: string) => `Register ${what} as a new patient`,
    mayBeOld: 'searching …',
  },
};
