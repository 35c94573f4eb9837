import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

/** The types of all problems that the services define. */
export const definedProblems: ReadonlySet<string | undefined> = new Set(
  readdirSync(root)
    .filter((folder) => folder.endsWith('-service') || folder === 'service-kit')
    .flatMap((folder) =>
      readdirSync(path.join(root, folder, 'src'), { recursive: true, encoding: 'utf8' }).map((file) =>
        path.join(root, folder, 'src', file),
      ),
    )
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/type: '([a-z-]+)',\s+status: \d/g)].map(([, type]) => type),
    ),
);
