import { readFileSync } from 'node:fs';
import path from 'node:path';
import { samplePeople } from '@hms/identity/people';
import { Fault, messageOf } from './fault';
import { projectRoot } from './home';
import { readArguments, refuse } from './read-arguments';
import { signInPerson } from './sign-in';
import { passwordOf, tokensOf } from './tokens';

const usage = `npm run -s token -- NAME [--port-offset N] [--home FOLDER]     prints an access token of the local fleet
npm run -s token -- NAME --issuer URL                          of another, such as Compose; the password is SAMPLE_STAFF_PASSWORD, or in .env
npm run -s token -- --password [--home FOLDER]                 prints the password that the sample people share`;

async function main(): Promise<void> {
  const { values, positionals } = readArguments(usage, {
    allowPositionals: true,
    options: {
      'port-offset': { type: 'string', default: '0' },
      home: { type: 'string', default: path.join(projectRoot, '.fleet') },
      issuer: { type: 'string' },
      password: { type: 'boolean', default: false },
    },
  });
  const [name, ...more] = positionals;
  if (more.length > 0) refuse('Say one name.', usage);
  const local = { home: path.resolve(values.home), portOffset: Number(values['port-offset']) };
  if (values.password) {
    process.stdout.write(`${values.issuer === undefined ? passwordOf(local.home) : passwordOfElsewhere()}\n`);
    return;
  }
  if (name === undefined) {
    process.stdout.write(`${usage}\n\n${people()}\n`);
    return;
  }
  const token =
    values.issuer === undefined
      ? await tokensOf(local)(name)
      : (await signInPerson(values.issuer, name, passwordOfElsewhere())).accessToken;
  process.stdout.write(`${token}\n`);
}

function people(): string {
  const rows = samplePeople.map(
    ({ name, fullName, roles }) => `  ${name.padEnd(17)}${fullName.padEnd(20)}${roles.join(', ')}`,
  );
  return [
    'Who there is:',
    ...rows,
    `  ${'doctor:<id>'.padEnd(37)}any doctor, by the id of their record`,
    `  ${'patient:<id>'.padEnd(37)}any patient, likewise`,
    `  ${'integration'.padEnd(37)}a program (local fleet only)`,
  ].join('\n');
}

function passwordOfElsewhere(): string {
  const given = process.env['SAMPLE_STAFF_PASSWORD'];
  if (given !== undefined) return given;
  try {
    const [, password] = /^SAMPLE_STAFF_PASSWORD=(.*)$/m.exec(readFileSync('.env', 'utf8')) ?? [];
    if (password !== undefined) return password;
  } catch {
    // said below
  }
  throw new Fault('Set SAMPLE_STAFF_PASSWORD, or run this where the .env of ./make-env.sh is.');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Fault ? error.message : messageOf(error)}\n`);
  process.exitCode = 1;
});
