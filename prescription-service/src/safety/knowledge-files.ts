import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'papaparse';
import { z } from 'zod';
import { severities } from './findings';

const name = z.string().trim().min(1, 'must not be empty');
const severity = z.enum(severities);
const rule = { severity, detail: name, source: name };
const several = z.string();

/** The columns of each file; `|` stands between several values. */
const files = {
  classes: z.strictObject({
    class: name,
    duplicate_severity: severity.or(z.literal('')),
    names: several,
    // beginnings of codes
    atc: several.optional(),
  }),
  drugs: z.strictObject({ drug: name, atc: several, classes: several, names: several }),
  'cross-allergies': z.strictObject({ allergy: name, drug: name, ...rule }),
  interactions: z.strictObject({ a: name, b: name, ...rule }),
  washouts: z.strictObject({
    substance: name,
    days: z
      .string()
      .regex(/^\d+(\.\d+)?$/, 'must be a number of days')
      .transform(Number)
      .pipe(z.number().max(365)),
    source: name,
  }),
};

export interface Knowledge {
  classes: z.output<(typeof files)['classes']>[];
  drugs: z.output<(typeof files)['drugs']>[];
  crossAllergies: z.output<(typeof files)['cross-allergies']>[];
  interactions: z.output<(typeof files)['interactions']>[];
  /** For how many days a drug or a class goes on working; none where the folder has no such file. */
  washouts: z.output<(typeof files)['washouts']>[];
}

/** Every fault of the files, a line each. */
class KnowledgeFault extends Error {}

const rowsOf = async <S extends z.ZodObject>(
  folder: string,
  file: keyof typeof files,
  schema: S,
  faults: string[],
): Promise<z.output<S>[]> => {
  const text = await readFile(path.join(folder, `${file}.csv`), 'utf8').catch(() => {
    if (file === 'washouts') return '';
    throw new KnowledgeFault(`${file}.csv is not in ${folder}`);
  });
  const { data: rows, errors } = parse<unknown>(text.replace(/^\uFEFF/, ''), { header: true, skipEmptyLines: true });
  const say = (row: number | undefined, fault: string) => faults.push(`${file}.csv row ${(row ?? 0) + 1}: ${fault}`);
  for (const { row, message } of errors) say(row, message);
  return rows.flatMap((row, place) => {
    const { data, error } = schema.safeParse(row);
    for (const { path: at, message } of error?.issues ?? []) say(place, `${at.join('.')} ${message}`);
    return data ? [data] : [];
  });
};

const split = (values: string) => values.split('|').filter((value) => value !== '');

const checkReferences = ({ classes, drugs, crossAllergies, interactions, washouts }: Knowledge, faults: string[]) => {
  const ids = [...classes.map((row) => row.class), ...drugs.map((row) => row.drug)];
  const known = new Set(ids);
  const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
  for (const id of twice) faults.push(`${id} is there twice`);
  const classNames = new Set(classes.map((row) => row.class));
  for (const { drug, classes: of } of drugs) {
    for (const one of split(of))
      if (!classNames.has(one)) faults.push(`drugs.csv: ${drug} is of no known class: ${one}`);
  }
  const named = [
    ...crossAllergies.flatMap((row) => [row.allergy, row.drug]),
    ...interactions.flatMap(({ a, b }) => [a, b]),
    ...washouts.map(({ substance }) => substance),
  ];
  for (const id of new Set(named))
    if (!known.has(id)) faults.push(`a rule names ${id}, which is neither drug nor class`);
};

/** What the files of a folder hold; washouts.csv may be missing. Throws a KnowledgeFault that lists all that is wrong. */
export const readKnowledge = async (folder: string): Promise<Knowledge> => {
  const faults: string[] = [];
  const knowledge = {
    classes: await rowsOf(folder, 'classes', files.classes, faults),
    drugs: await rowsOf(folder, 'drugs', files.drugs, faults),
    crossAllergies: await rowsOf(folder, 'cross-allergies', files['cross-allergies'], faults),
    interactions: await rowsOf(folder, 'interactions', files.interactions, faults),
    washouts: await rowsOf(folder, 'washouts', files.washouts, faults),
  };
  checkReferences(knowledge, faults);
  if (faults.length > 0) throw new KnowledgeFault(faults.join('\n'));
  return knowledge;
};
