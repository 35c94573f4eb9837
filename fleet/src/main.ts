import path from 'node:path';
import { sendCommand } from './control';
import { Fault, lastWordsOn } from './fault';
import { runFleet } from './fleet';
import { projectRoot } from './home';
import { readArguments, refuse } from './read-arguments';
import { largestPortOffset } from './topology';

const usage = `npm start [-- --fresh] [--sample] [--port-offset N] [--upstream-offset N] [--home FOLDER]
npm run fleet -- status | stop NAME | start NAME | down`;

const options = {
  fresh: { type: 'boolean', default: false },
  sample: { type: 'boolean', default: false },
  'port-offset': { type: 'string', default: '0' },
  'upstream-offset': { type: 'string', default: '0' },
  home: { type: 'string', default: path.join(projectRoot, '.fleet') },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const readCommand = () => {
  // `npm start --fresh`, without the `--`, gives the option to npm
  const taken = Object.keys(options).find(
    (name) => `npm_config_${name.replaceAll('-', '_')}` in process.env && name !== 'home',
  );
  if (taken) throw new Fault(`npm has taken --${taken} for itself; write: npm start -- --${taken}`);
  return readArguments(usage, { allowPositionals: true, options });
};

const readOffset = (option: string, text: string): number => {
  const offset = Number(text);
  if (Number.isInteger(offset) && offset >= 0 && offset <= largestPortOffset) return offset;
  throw new Fault(`--${option} takes a whole number from 0 to ${largestPortOffset}`);
};

const main = async (): Promise<void> => {
  const { values, positionals } = readCommand();
  const [command, argument = '', ...more] = positionals;
  const home = path.resolve(values.home);
  if (values.help) return void process.stdout.write(`${usage}\n`);
  const portOffset = readOffset('port-offset', values['port-offset']);
  const upstreamOffset = readOffset('upstream-offset', values['upstream-offset']);
  const words = command === 'stop' || command === 'start' ? 2 : 1;
  if (!command) refuse('Say what to do.', usage);
  if (more.length > 0 || positionals.length !== words)
    refuse(words === 2 ? `Say one name: what to ${command}.` : `${command} takes no name.`, usage);
  const { fresh, sample } = values;
  if (command === 'up') await runFleet({ home, portOffset, upstreamOffset, fresh, sample });
  else if (['status', 'stop', 'start', 'down'].includes(command)) {
    process.stdout.write(`${await sendCommand(home, command, argument)}\n`);
  } else refuse(`There is no command ${command}.`, usage);
};

// a terminal that is closed takes no more text; everything is still to be stopped
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

main().catch((error: unknown) => {
  process.stderr.write(`${lastWordsOn(error)}\n`);
  process.exitCode = 1;
});
