import type { Versioned } from '@hms/fhir/provenance';
import { fhirResource, type FhirResource } from '@hms/fhir/resource';
import { partialDate } from '@hms/fhir/search-date';
import { code, mayBeMissing, NotTaken, text, token, type SearchParameter } from '@hms/fhir/search-parameter';
import type { Database } from '@hms/service-kit/database';
import { phoneInQuery, type Region } from '@hms/service-kit/phone';
import { emailInQuery } from '@hms/service-kit/schema';
import type { ZodType } from 'zod';
import { patientsWithIdentifier } from '../identifiers';
import { wordsOf } from '../patient-query';
import { matching } from './match';
import { patientBody } from './patient-body';
import { mrnSystem, toFhir, type Native } from './patient-mapping';

/** FHIR's Patient, which is read and written by the native operations of patients. */
const trueOrFalse = { codes: { true: ['true'], false: ['false'] } };

const ofName = { filter: 'name', documentation: 'The beginning of a name' };
const names = {
  family: mayBeMissing(text(ofName, ['p.family_name']), 'p.family_name'),
  given: mayBeMissing(text(ofName, ['p.given_name']), 'p.given_name'),
  name: tolerantly(text(ofName, ['p.family_name', 'p.given_name'])),
};

const elements = {
  givenName: 'name[0].given[0]',
  familyName: 'name[0].family',
  unidentified: 'name[0]',
  phone: "telecom.where(system = 'phone')",
  email: "telecom.where(system = 'email')",
  'address.line1': 'address[0].line[0]',
  'address.line2': 'address[0].line[1]',
  'address.city': 'address[0].city',
  'address.state': 'address[0].state',
  'address.postalCode': 'address[0].postalCode',
  'address.country': 'address[0].country',
  contacts: 'contact',
  'contacts[*].name': 'contact[*].name.text',
  'contacts[*].relationship': 'contact[*].relationship[0].text',
  'contacts[*].phone': 'contact[*].telecom[0].value',
  identifiers: 'identifier',
  deceasedAt: 'deceasedDateTime',
  mrn: `identifier.where(system = '${mrnSystem}')`,
};

const reasons = { 'identifier-taken': 'identifier', 'possible-duplicate': 'name[0]' };

export const patientResource = (db: Database, region: Region): FhirResource =>
  fhirResource<Native>({
    type: 'Patient',
    native: {
      read: 'getPatient',
      search: 'listPatients',
      history: 'getPatientHistory',
      create: 'registerPatient',
      change: 'changePatient',
    },
    toFhir,
    body: patientBody,
    fixed: ['mrn'],
    elements,
    reasons,
    own: [matching(db, region, elements)],
    from: 'patients_view v join patients p on p.id = v.id',
    id: 'p.id',
    updatedAt: 'p.updated_at',
    parameters: {
      ...names,
      birthdate: mayBeMissing(
        partialDate({ filter: 'birthDate', documentation: 'When the patient was born' }, 'p.birth_date'),
        'p.birth_date',
      ),
      gender: code({ filter: 'gender', documentation: 'Administrative gender' }, 'p.gender', {
        system: 'http://hl7.org/fhir/administrative-gender',
        codes: { male: ['male'], female: ['female'], other: ['other'], unknown: ['unknown'] },
      }),
      phone: mayBeMissing(contact('phone', phoneInQuery(region), 'p.phone = ?'), 'p.phone'),
      email: mayBeMissing(contact('email', emailInQuery, 'lower(p.email) = lower(?)'), 'p.email'),
      identifier: token(
        {
          filter: 'identifier',
          documentation: `Identifiers elsewhere, as system|value, and the MRN, as ${mrnSystem}|value or alone`,
        },
        `(p.id = any(array(${patientsWithIdentifier})) or p.mrn = replace(?, '${mrnSystem}|', ''))`,
      ),
      active: code({ filter: 'active', documentation: 'Whether the record is in use' }, 'p.active', trueOrFalse),
      deceased: code(
        { filter: 'deceased', documentation: 'Whether the patient has died' },
        '(p.deceased_at is not null)',
        trueOrFalse,
      ),
    },
  });

/** Without a modifier as the native search: every word, in any order, or one that it may stand for. */
function tolerantly(name: SearchParameter): SearchParameter {
  return {
    ...name,
    documentation: 'Words of the name, in any order; case, accents, a typo or two and spelling by sound are forgiven',
    read: (value, modifier) => {
      const words = wordsOf(value);
      if (modifier !== undefined) return name.read(value, modifier);
      if (words.length === 0 || words.length > 8) throw new NotTaken('must have one to eight words');
      return (bind) => words.map((word) => `p.id = any(array(${havingWordLike(bind(word))}))`).join(' and ');
    },
  };
}

function havingWordLike(word: string): string {
  return `select patient_id from patient_words join near_words(array_to_string(words_of(${word}), '')) near using (word)`;
}

/** However it is written, but the whole of it: FHIR's token is equal or is not. */
function contact(name: 'phone' | 'email', field: ZodType<string>, condition: string): SearchParameter {
  const read = (value: string) => {
    const found = field.safeParse(value);
    if (!found.success) throw new NotTaken(found.error.issues[0]?.message ?? 'cannot be read');
    return found.data;
  };
  return token(
    { filter: name, documentation: `The whole ${name === 'phone' ? 'number' : 'address'}` },
    condition,
    read,
  );
}

/** Who made its versions. */
export const patientVersions: Versioned = {
  service: 'patient-service',
  type: 'Patient',
  table: 'patients',
  history: 'getPatientHistory',
  patient: `r.record_id`,
  recordsOf: '?',
};
