import { fhirResource, type FhirResource } from '@hms/fhir/resource';
import { instant } from '@hms/fhir/search-date';
import { code, mayBeMissing, NotTaken, reference, type SearchParameter } from '@hms/fhir/search-parameter';
import { atc, noneKnown } from '../allergy-codes';
import { allergyBody } from './allergy-body';
import { atcForm, clinicalStatuses, notAsked, toFhir, verificationStatuses, type Native } from './allergy-mapping';

const clinicalStatus = `case when v."verificationStatus" is distinct from 'entered-in-error' then v.status end`;

/** FHIR's AllergyIntolerance: what is recorded, and whether anybody has asked. */
export const allergyResource: FhirResource = fhirResource<Native>({
  type: 'AllergyIntolerance',
  native: { read: 'getAllergy', search: 'getAllergy', create: 'recordAllergy', change: 'changeAllergy' },
  within: {
    patient: { recordIn: 'id', what: 'allergy', table: 'allergy_statements_view', column: '"patientId"' },
    member: 'patientId',
    parameter: 'allergyId',
  },
  toFhir,
  body: allergyBody,
  fixed: ['saidAt'],
  elements: {
    patientId: 'patient',
    saidAt: 'recordedDate',
    substance: 'code.text',
    codes: 'code.coding',
    status: 'clinicalStatus',
  },
  reasons: { 'allergy-recorded': 'code' },
  from: 'allergy_statements_view v',
  id: 'v.id',
  updatedAt: 'v."updatedAt"',
  patient: 'v."patientId"',
  parameters: {
    patient: reference({ filter: 'patientId', documentation: 'Whose allergies' }, 'v."patientId"', 'Patient'),
    'clinical-status': code({ filter: 'status', documentation: 'active, inactive or resolved' }, clinicalStatus, {
      system: clinicalStatuses,
      codes: { active: ['active'], inactive: ['inactive'], resolved: ['resolved'] },
    }),
    'verification-status': mayBeMissing(
      code({ filter: 'verificationStatus', documentation: 'How certain it is' }, 'v."verificationStatus"', {
        system: verificationStatuses,
        codes: {
          unconfirmed: ['unconfirmed'],
          confirmed: ['confirmed'],
          refuted: ['refuted'],
          'entered-in-error': ['entered-in-error'],
        },
      }),
      'v."verificationStatus"',
    ),
    criticality: code(
      { filter: 'criticality', documentation: 'How dangerous the next exposure may be' },
      'v.criticality',
      {
        system: 'http://hl7.org/fhir/allergy-intolerance-criticality',
        codes: { low: ['low'], high: ['high'], 'unable-to-assess': ['unable-to-assess'] },
      },
    ),
    code: substance(),
    date: instant({ filter: 'createdAt', documentation: 'When it was recorded; days are those of UTC' }, 'v."saidAt"'),
  },
  sorts: { date: 'v."saidAt"' },
});

const statements = new Map([
  [noneKnown.code, 'none-known'],
  [notAsked.code, 'not-asked'],
]);

function substance(): SearchParameter {
  return {
    type: 'token',
    filter: 'substance',
    documentation: 'The code of the substance, as system|code or alone; with :text a part of its name',
    modifiers: ['text'],
    read: (value, modifier) => {
      if (modifier === 'text')
        return (bind) => `position(substance_key(${bind(value)}) in substance_key(v.substance)) > 0`;
      const [system, wanted = ''] = value.includes('|') ? value.split('|') : [undefined, value];
      if (wanted === '') throw new NotTaken('must be a code, or system|code');
      const said = statements.get(wanted);
      if (said !== undefined) {
        const known = said === 'none-known' ? noneKnown.system : notAsked.system;
        return (bind) => (system === undefined || system === known ? `v.said = ${bind(said)}` : 'false');
      }
      return (bind) => {
        const isChecked = () => `upper(v.code) = upper(${bind(wanted)})`;
        const isAtc = () => `upper(v.code) ~ ${bind(atcForm)}`;
        const isAmong = (one: object) => `v.codes @> ${bind(JSON.stringify([one]))}::jsonb`;
        if (system === undefined) return `(${isChecked()} or ${isAmong({ code: wanted })})`;
        if (system === atc) return `(${isChecked()} and ${isAtc()})`;
        return system === '' ? `(${isChecked()} and not ${isAtc()})` : isAmong({ system, code: wanted });
      };
    },
  };
}
