import { compareNames, nameOnly, wordsOf } from '../src/safety/name-words';
import { nameIndex } from '../src/safety/name-index';

const names = (substance: string, ...others: string[]) => [substance, ...others].map((name) => ({ name, substance }));
const index = nameIndex({
  names: [
    ...names('amoxicillin', 'co-amoxiclav'),
    ...names('phenoxymethylpenicillin', 'penicillin V'),
    ...names('penicillins', 'penicillin'),
    ...names('aspirin', 'acetylsalicylic acid'),
    ...names('ibuprofen'),
    ...names('levothyroxine'),
    ...names('cyanocobalamin', 'vitamin B12'),
    ...names('fluorouracil', '5-fluorouracil', '5-FU'),
    ...names('simvastatin'),
    ...names('lithium'),
    ...names('potassium chloride'),
    ...names('nitrates', 'nitrate'),
    ...names('losartan'),
    ...names('aspirin', 'asa'),
  ],
  codes: [
    { code: 'J01CA04', substance: 'amoxicillin' },
    { code: 'J01CE02', substance: 'phenoxymethylpenicillin' },
    { code: 'N02BA01', substance: 'aspirin' },
    { code: 'J01C', substance: 'penicillins' },
  ],
  classes: ['penicillins', 'ace inhibitors'],
  members: [
    { class: 'penicillins', drug: 'amoxicillin' },
    { class: 'penicillins', drug: 'phenoxymethylpenicillin' },
  ],
});
const substances = (name: string, code: string | null = null) => index.read(name, code).substances;

it.each([
  ['Amoxicillin500mg capsule', 'amoxicillin'],
  ['500mg Amoxicillin', 'amoxicillin'],
  ['Tab.AMOXICILLIN', 'amoxicillin'],
  ['Amoxi\u00adcillin', 'amoxicillin'],
  ['Amoxi\u200bcillin', 'amoxicillin'],
  ['Amoxi\u200dcillin', 'amoxicillin'],
  ['Amoxi cillin', 'amoxicillin'],
  ['Amoxicillins', 'amoxicillin'],
  ['Am\u043exicillin', 'amoxicillin'],
  ['\u0391moxicillin', 'amoxicillin'],
  ['Амоксициллин 500 мг', 'amoxicillin'],
  ['Ａｍｏｘｉｃｉｌｌｉｎ', 'amoxicillin'],
  ['Amoxicilin', 'amoxicillin'],
  ['Amoxicilina', 'amoxicillin'],
  ['Amoxicilline', 'amoxicillin'],
  ['CoAmoxiclav 625', 'amoxicillin'],
  ['Co Amoxiclav', 'amoxicillin'],
  ['Aspirine', 'aspirin'],
  ['Ασπιρίνη', 'aspirin'],
  ['Ácido acetilsalicílico 100', 'aspirin'],
  ['Acidum acetylsalicylicum', 'aspirin'],
  ['Ibuprofeno', 'ibuprofen'],
  ['Levotiroxina 100', 'levothyroxine'],
  ['Penicillin V 250 mg', 'phenoxymethylpenicillin'],
  ['Penicilina', 'penicillins'],
  ['Vitamin B12', 'cyanocobalamin'],
  ['vitamin b-12', 'cyanocobalamin'],
  ['5 FU', 'fluorouracil'],
  ['Simvastatina 20', 'simvastatin'],
])('reads %s', (name, substance) => {
  expect(substances(name)).toEqual([substance]);
});

it.each([
  ['Amoxicllin', 'amoxicillin'],
  ['Amoxcillin 500', 'amoxicillin'],
  ['Ibuprufen', 'ibuprofen'],
  ['Simvstatin', 'simvastatin'],
  ['Lithuim', 'lithium'],
  ['Lithum', 'lithium'],
  ['Potassium choride', 'potassium chloride'],
  ['Dicloxacillin', 'the penicillins (cillin)'],
  ['Zofenopril', 'the ace inhibitors (pril)'],
])('shows what %s is near to, and does not take it for certain', (name, near) => {
  expect(index.read(name, null)).toMatchObject({ substances: [], near: [{ name: near }] });
});

it.each([
  'Vitamin B6',
  'Vitamin K1',
  'Quarringtonium',
  'Cat hair',
  'Peanut',
  'Tablet 500 mg',
  '6-FU',
  'Vitamin C as a tablet',
  'Silver nitrate pencil',
  'Aspirin-free mixture',
])('does not know %s', (name) => {
  expect(index.read(name, null)).toMatchObject({ substances: [], classes: [], near: [] });
});

it('says which part of a combination it does not know', () => {
  expect(index.read('Losartan/Olmesartan 100/25', null)).toMatchObject({ unknownParts: ['olmesartan'] });
  expect(index.read('Losartan + Asprin 75 mg', null)).toMatchObject({ near: [{ name: 'aspirin' }] });
  for (const whole of ['Amoxicillin/Simvastatin', 'Amoxicillin 250 mg/5 ml', 'Simvastatin and aspirin'])
    expect(index.read(whole, null)).toMatchObject({ unknownParts: [], near: [] });
});

it('finds a code within the name', () => {
  expect(substances('Brandname (J01CA04)')).toEqual(['amoxicillin']);
  expect(substances('x', 'ATC:J01CA04')).toEqual(['amoxicillin']);
});

it('reads ATC codes in any case, and those of groups and of others in a group', () => {
  expect(substances('x', 'j01ca04')).toEqual(['amoxicillin']);
  expect(substances('J01CA04')).toEqual(['amoxicillin']);
  expect(substances('x', 'J01C')).toEqual(['penicillins']);
  expect(index.read('x', 'J01CR02')).toMatchObject({ substances: [], classes: ['penicillins'] });
  expect(index.read('x', 'J01DD04')).toMatchObject({ substances: [], classes: [] });
  expect(index.read('x', '12345')).toMatchObject({ substances: [], classes: [] });
});

it.each([
  ['5-Fluorouracil', '5-Fluorouracil', 'same'],
  ['Zyloprimex forte 5 mg', 'zyloprimex', 'same'],
  ['Quarringtonium 5 mg', 'Quarringtonium10mg tablets', 'same'],
  ['Quarringtonium', 'Quaringtonium', 'same'],
  ['Quarringtonium', 'Quarrinttonum', 'near'],
  ['Quarringtonium 400', 'Quarringtonium 200', 'near'],
  ['Vitamin B', 'Vitamin B12', 'near'],
  ['Vitamin B12', 'Vitamin B6', 'other'],
  ['Milk', 'Milk thistle', 'near'],
  ['Vitamin K1', 'Vitamin K2', 'other'],
  ['Vitamin C', 'Vitamin E', 'other'],
  ['6-mercaptopurine', '5-mercaptopurine', 'other'],
  ['500 mg', '500 mg', 'same'],
  ['500 mg', '250 mg', 'other'],
  ['山田', '山田', 'same'],
] as const)('compares what nobody knows: %s and %s are %s', (a, b, expected) => {
  const [one, other] = [a, b].map((name) => nameOnly(wordsOf(name)));
  expect(compareNames(one ?? [], other ?? [])).toBe(expected);
  expect(compareNames(other ?? [], one ?? [])).toBe(expected);
});
