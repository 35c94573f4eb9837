import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

const filesIn = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(path.join(root, folder, file), 'utf8'));

/** The services that the front desk asks. */
const asked = new Set(
  filesIn('front-desk/src').flatMap((text) =>
    [...text.matchAll(/api\/generated\/([a-z]+-service)'/g)].map(([, service = '']) => service),
  ),
);

/** The types of all problems that these services define. */
export const definedProblems: ReadonlySet<string | undefined> = new Set(
  [...asked, 'service-kit']
    .flatMap((folder) => filesIn(`${folder}/src`))
    .flatMap((text) => [...text.matchAll(/type: '([a-z-]+)',\s+status: \d/g)].map(([, type]) => type)),
);
