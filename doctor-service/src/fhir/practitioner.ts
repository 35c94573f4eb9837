import { fhirResource, type FhirResource } from '@hms/fhir/resource';
import { code, mayBeMissing, NotTaken, text, token, type SearchParameter } from '@hms/fhir/search-parameter';
import { practitionerBody } from './practitioner-body';
import { toFhir, type Native } from './practitioner-mapping';

const trueOrFalse = { codes: { true: ['true'], false: ['false'] } };
export const active = code(
  { filter: 'active', documentation: 'Whether the doctor can be booked' },
  'd.active',
  trueOrFalse,
);

const ofName = { filter: 'name', documentation: 'The beginning of a name' };

/** As the native list finds a name: in either order, without regard to case, accents and hyphens. */
const name: SearchParameter = {
  ...text({ ...ofName, documentation: 'Part of the name, as a person writes it' }, []),
  read: (value, modifier) =>
    modifier === 'exact'
      ? text(ofName, ['d.given_name', 'd.family_name']).read(value, modifier)
      : (bind) => `d.search_name like name_pattern(${bind(value)})`,
};

/** FHIR's Practitioner: who a doctor is. What they practise, and when, is in PractitionerRole. */
export const practitionerResource: FhirResource = fhirResource<Native>({
  type: 'Practitioner',
  ofNobody: true,
  native: { read: 'getDoctor', search: 'listDoctors', change: 'changeDoctor' },
  toFhir,
  body: practitionerBody,
  elements: {
    givenName: 'name[0].given[0]',
    familyName: 'name[0].family',
    licenseNumber: 'identifier[0].value',
    phone: "telecom.where(system = 'phone')",
    email: "telecom.where(system = 'email')",
  },
  reasons: { 'license-number-taken': 'identifier[0].value' },
  from: 'doctors_view v join doctors d on d.id = v.id',
  id: 'd.id',
  updatedAt: 'd.updated_at',
  parameters: {
    name,
    family: text(ofName, ['d.family_name']),
    given: text(ofName, ['d.given_name']),
    active,
    identifier: token(
      { filter: 'licenseNumber', documentation: 'The licence number, however it is written; it has no system' },
      'd.license_key = license_key_of(?)',
      (value) => {
        const [given, number = given] = value.split('|');
        if (value.includes('|') && given !== '') throw new NotTaken('has no system: give the number alone');
        return number;
      },
    ),
    phone: mayBeMissing(
      token(
        { filter: 'phone', documentation: 'The whole number, with its country' },
        "d.phone = '+' || ?",
        // a plus that is not escaped is a space in an address
        (value) => withoutSystem(value).replace(/[^0-9]/g, ''),
      ),
      'd.phone',
    ),
    email: mayBeMissing(
      token({ filter: 'email', documentation: 'The whole address' }, 'lower(d.email) = lower(?)', withoutSystem),
      'd.email',
    ),
  },
});

function withoutSystem(value: string): string {
  return value.replace(/^(phone|email)?\|/, '');
}
