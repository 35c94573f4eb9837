import path from 'node:path';
import { lastWordsOn } from '../fault';
import { projectRoot } from '../home';
import { readArguments, refuse } from '../read-arguments';
import { restoreBackup } from './restore-backup';
import { wayIn } from './way-in';
import { writeBackup } from './write-backup';

const usage = `npm run backup [-- --to FOLDER] [--home FOLDER | --through compose | --through kubernetes]
npm run restore -- --from FOLDER [--replace] [--home FOLDER | --through compose | --through kubernetes]`;

const options = {
  to: { type: 'string' },
  from: { type: 'string' },
  replace: { type: 'boolean', default: false },
  home: { type: 'string', default: path.join(projectRoot, '.fleet') },
  through: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const main = async (): Promise<void> => {
  const { values, positionals } = readArguments(usage, { allowPositionals: true, options });
  const { to, from, replace, home, through } = values;
  const [command, ...more] = positionals;
  if (values.help) return void process.stdout.write(`${usage}\n`);
  const way = wayIn(through, path.resolve(home), process.env);
  if (command === 'backup' && more.length === 0 && from === undefined && !replace) {
    await writeBackup(way, to === undefined ? undefined : path.resolve(to));
  } else if (command === 'restore' && more.length === 0 && from !== undefined && to === undefined) {
    await restoreBackup(way, path.resolve(from), replace);
  } else refuse('Say backup, or restore and from where.', usage);
};

main().catch((error: unknown) => {
  process.stderr.write(`${lastWordsOn(error)}\n`);
  process.exitCode = 1;
});
