import { NotTaken, type Condition, type SearchParameter } from '@hms/fhir/search-parameter';
import { atc, atcForm, wordsOf } from './codes';

/**
 * Finds by a medicine's code, of a system or of any; with `:text` by a part of its name, as the native list does.
 * @param medication the column that has it
 */
export function medicationCode(medication: string): SearchParameter {
  return {
    type: 'token',
    filter: 'medication',
    documentation: 'The code of the medication, as system|code or alone; with :text a part of its name',
    modifiers: ['text'],
    read: (value, modifier) => {
      if (modifier === 'text')
        return (bind) => `fold_text(${medication} ->> 'name') like search_pattern(${bind(value)})`;
      const [system, code = ''] = value.includes('|') ? value.split('|') : [undefined, value];
      if (code === '' && !system) throw new NotTaken('must be system|code, system| or a code');
      const hasCode: Condition = (bind) =>
        code === '' ? `${medication} ->> 'code' is not null` : `upper(${medication} ->> 'code') = upper(${bind(code)})`;
      return system === undefined ? hasCode : (bind) => `(${hasCode(bind)} and ${isOf(system, bind)})`;
    },
  };

  /** Without a system, a code that has the form of one is of ATC. */
  function isOf(system: string, bind: Parameters<Condition>[0]): string {
    const looksLikeAtc = () => `upper(${medication} ->> 'code') ~ ${bind(atcForm)}`;
    const none = `${medication} ->> 'system' is null`;
    if (system === '') return `(${none} and not ${looksLikeAtc()})`;
    const isNamed = `lower(${medication} ->> 'system') = any(${bind(wordsOf(system))}::text[])`;
    return system === atc ? `(${isNamed} or ${none} and ${looksLikeAtc()})` : isNamed;
  }
}
