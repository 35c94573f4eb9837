import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import layers from '../layers.json';

const src = path.join(__dirname, '../src');

const files = readdirSync(src).map((file) => file.replace(/\.ts$/, ''));
const read = (file: string) => readFileSync(path.join(src, `${file}.ts`), 'utf8');
const importsOf = (file: string) => [...read(file).matchAll(/from '\.\/([\w-]+)'/g)].map(([, name = '']) => name);

it('has each of its files in one layer, and in the README', () => {
  expect(layers.flat().sort()).toEqual([...files].sort());
  const readme = readFileSync(path.join(__dirname, '../README.md'), 'utf8');
  expect(files.filter((file) => !readme.includes(`\`${file}.ts\``))).toEqual([]);
});

it('has no circle of imports', () => {
  const circles: string[] = [];
  const visit = (file: string, way: string[]): void => {
    if (way.includes(file)) circles.push([...way, file].join(' > '));
    else for (const other of importsOf(file)) visit(other, [...way, file]);
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});

it('has no file of more than 200 lines', () => {
  const long = files.filter((file) => read(file).split('\n').length > 201);
  expect(long).toEqual([]);
});
