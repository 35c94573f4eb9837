// Writes the tables of docs/access.md, and the roles that the front desk knows, from the access.ts of each service.
//   npm run access
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadServices } from '../fleet/src/topology';
import { withTables } from './document';
import { rolesModule } from './front-desk';

const services = loadServices();
const file = path.join(__dirname, '../docs/access.md');
writeFileSync(file, withTables(readFileSync(file, 'utf8'), services));
writeFileSync(path.join(__dirname, '../front-desk/src/access/roles.ts'), rolesModule(services));
console.log('docs/access.md and front-desk/src/access/roles.ts are written');
