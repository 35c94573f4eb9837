import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { importDrugs } from '../src/safety/import-drugs';
import { allergyTo, patientIs, startPrescriptionService, type Fixture } from './fixtures';

let harness: Fixture;
beforeAll(async () => {
  harness = await startPrescriptionService();
});

const right = {
  classes: 'class,duplicate_severity,names\nquarrings,high,quarring\n',
  drugs: 'drug,atc,classes,names\nquarringtonium,,quarrings,"Zebulon, the|Zebulon"\nquarringon,Q01AA01,quarrings,\n',
  'cross-allergies': 'allergy,drug,severity,detail,source\nquarrings,quarrings,high,Known.,A test\n',
  interactions: 'a,b,severity,detail,source\nquarringon,quarringtonium,moderate,"Both, at once.",A test\n',
  washouts: 'substance,days,source\nquarrings,100,A test\n',
};

const folderWith = async (files: Record<string, string>) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'drugs-'));
  atEnd(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, `${name}.csv`), text);
  return folder;
};
const versions = () => harness.db.query('select version from knowledge_versions');

it.each([
  [
    'a rule that names nothing known',
    { interactions: right.interactions.replace('quarringon', 'nothing') },
    /names nothing/,
  ],
  [
    'a class that is not there',
    { drugs: right.drugs.replace('Q01AA01,quarrings', 'Q01AA01,others') },
    /no known class: others/,
  ],
  ['a severity that is none', { interactions: right.interactions.replace('moderate', 'grave') }, /row 1: severity/],
  ['a column that is missing', { classes: 'class\nquarrings\n' }, /classes.csv row 1: duplicate_severity/],
  ['a washout that is no number', { washouts: right.washouts.replace('100', '') }, /washouts.csv row 1: days/],
  ['a drug twice', { drugs: `${right.drugs}quarringon,,,\n` }, /quarringon is there twice/],
])('refuses %s, and changes nothing', async (_what, wrong, message) => {
  const folder = await folderWith({ ...right, ...wrong });
  await expect(importDrugs(harness.db, folder, () => {})).rejects.toThrow(message);
  expect(await versions()).toEqual([{ version: 2 }]);
});

it('becomes the knowledge of all checks that follow', async () => {
  const lines: string[] = [];
  expect(await harness.prescribe({ medication: 'Zebulon 5 mg' })).toMatchObject({
    body: { safety: { findings: [{ rule: 'medication-not-in-knowledge' }], knowledgeVersion: 2 } },
  });
  const version = await importDrugs(harness.db, await folderWith(right), (line) => lines.push(line));
  expect(lines.join('\n')).toMatch(/1 classes, 2 drugs, 1 cross-allergies, 1 interactions, 1 washouts/);
  expect(await harness.prescribe({ medication: 'Zebulon 5 mg' })).toMatchObject({
    status: 201,
    body: { safety: { findings: [], knowledgeVersion: version } },
  });
  harness.patients.behave(patientIs({ allergies: [allergyTo('Quarringon')] }));
  expect(await harness.prescribe({ medication: 'Zebulon 5 mg' })).toMatchObject({
    status: 409,
    body: { safety: { findings: [{ rule: 'cross-allergy', source: 'A test' }] } },
  });
});
