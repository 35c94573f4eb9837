// Writes the files that deploy the services, from what each defines in src/service.ts and from templates/.
//   npm run manifests
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadGateway, loadIdentity, loadServices } from '../fleet/src/topology';
import { manifestFiles } from './files';

const root = path.join(__dirname, '..');
const files = manifestFiles(loadServices(), loadIdentity(), loadGateway());
const changed = [...files].filter(([file, text]) => readIfThere(path.join(root, file)) !== text);
for (const [file, text] of changed) {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
  console.log(`${file} is written`);
}
console.log(`${files.size} files, ${changed.length} of them changed`);

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
