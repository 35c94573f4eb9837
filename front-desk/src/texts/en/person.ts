import { choose } from '../plural';

const plural = choose('en');

export const person = {
  person: {
    unnamed: 'Name not known',
    ageYears: (n: number) => plural(n, { one: '1 year', other: `${n} years` }),
    ageMonths: (n: number) => plural(n, { one: '1 month', other: `${n} months` }),
    about: (age: string) => `about ${age}`,
    bornUnknown: 'birth date not known',
    male: 'male',
    female: 'female',
    other: 'other sex',
    unknown: 'sex not known',
    deceased: 'deceased',
    deceasedOn: (date: string) => `died ${date}`,
    inactive: 'record not in use',
    unidentified: 'not identified',
    allergies: 'Allergies',
    noneKnown: 'No known allergies',
    noneKnownSince: (date: string) => `asked ${date}`,
    notAsked: 'Allergies not known',
    notAskedWhy: 'nobody has asked yet',
    highRisk: 'high risk',
    mrn: 'MRN',
    noPhone: 'no phone',
  },
  restricted: {
    title: 'This record is restricted',
    what: 'Only the care team sees it. In an emergency you can break the glass: you see the record for four hours in all services, your reason is kept, and the auditor reviews it.',
    maynot: 'Only the care team sees it.',
    reason: 'Why you have to see it now',
    breakGlass: 'Break the glass for four hours',
  },
};
