import { choose } from '../plural';

const plural = choose('en');

const visits = (n: number | null) => (n === null ? '' : plural(n, { one: '1 visit', other: `${n} visits` }));
const places = (n: number | null) =>
  n === null ? '' : plural(n, { one: '1 place on the waiting list', other: `${n} places on the waiting list` });

export const edit = {
  edit: {
    act: 'Change data',
    title: 'Change data',
    key: 'Change the data of the open patient',
    names: {
      givenName: 'Given name',
      familyName: 'Family name',
      unidentified: 'Nobody can say who this is',
      birthDate: 'Birth date',
      gender: 'Sex',
      phone: 'Phone',
      email: 'E-mail',
      line1: 'Street and number',
      line2: 'Second line',
      postalCode: 'Postal code',
      city: 'City',
      state: 'State or region',
      country: 'Country',
      contacts: 'Whom to call',
      identifiers: 'Numbers elsewhere',
      active: 'The record is in use',
      diedAt: 'Died',
    },
    contactName: 'Name',
    relationship: 'Who they are to the patient',
    addContact: 'Somebody to call',
    removeContact: (n: number) => `Remove contact ${n}`,
    system: 'Who gives the number',
    value: 'Number',
    addIdentifier: 'A number, such as a national id',
    removeIdentifier: (n: number) => `Remove number ${n}`,
    activeWhat: 'Nothing can be booked for a record that is not in use.',
    diedAtWhat: 'Day and time, by the clock of the clinic',
    save: 'Save',
    saved: 'Saved',
    coming: (appointments: number | null, waiting: number | null) => {
      const planned = [visits(appointments), places(waiting)].filter((text) => text !== '').join(', ');
      return planned === ''
        ? 'Whether visits are still planned could not be asked. Nothing was cancelled.'
        : `Still planned: ${planned}. Nothing was cancelled by this.`;
    },
    changed: 'Somebody has changed this patient meanwhile',
    changedWhat: 'Nothing of yours is lost, and nothing of theirs. Choose for each field what is to be stored.',
    mine: 'You',
    theirs: 'Stored meanwhile',
    choose: 'choose one',
    saveChosen: 'Save what is chosen',
    goOn: 'Back to the form',
    empty: '(empty)',
    yes: 'yes',
    no: 'no',
  },
  allergies: {
    act: 'Record or change',
    title: 'Allergies',
    key: 'Record or change allergies of the open patient',
    none: 'None is recorded.',
    substance: 'Allergic to',
    substanceHint: 'Penicillin, latex, peanut',
    reaction: 'What happened',
    reactionHint: 'rash, swelling, shock',
    criticality: 'How dangerous it may be',
    criticalities: { high: 'high risk', low: 'low risk', 'unable-to-assess': 'risk not known' },
    status: 'It is',
    statuses: { active: 'a concern now', inactive: 'no concern now', resolved: 'gone, or was none' },
    record: 'Record',
    recorded: (substance: string) => `Recorded: ${substance}`,
    change: 'Change',
    changeOf: (substance: string) => `Change ${substance}`,
    noneKnown: 'Asked: no allergies known',
    done: 'To the patient',
  },
};
