// Writes the tables of docs/access.md from the access.ts of each service.
//   npm run access
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadServices } from '../fleet/src/topology';
import { withTables } from './document';

const file = path.join(__dirname, '../docs/access.md');
const text = withTables(readFileSync(file, 'utf8'), loadServices());
writeFileSync(file, text);
console.log('docs/access.md is written');
