import path from 'node:path';
import { parseArgs } from 'node:util';
import { sendCommand } from './control';
import { Fault } from './fault';
import { runFleet } from './fleet';
import { projectRoot } from './home';

const usage = `npm start [-- --fresh] [--sample] [--port-offset N] [--home FOLDER]
npm run fleet -- status | stop NAME | start NAME | down`;

const readArguments = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        fresh: { type: 'boolean', default: false },
        sample: { type: 'boolean', default: false },
        'port-offset': { type: 'string', default: '0' },
        home: { type: 'string', default: path.join(projectRoot, '.fleet') },
      },
    });
  } catch (error) {
    throw new Fault(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
};

const main = async (): Promise<void> => {
  const { values, positionals } = readArguments();
  const [command = 'up', argument = ''] = positionals;
  const home = path.resolve(values.home);
  const portOffset = Number(values['port-offset']);
  if (!Number.isInteger(portOffset) || portOffset < 0 || portOffset > 11_000) {
    throw new Fault('--port-offset takes a whole number from 0 to 11000');
  }
  if (command === 'up') await runFleet({ home, portOffset, fresh: values.fresh, sample: values.sample });
  else if (['status', 'stop', 'start', 'down'].includes(command)) {
    process.stdout.write(`${await sendCommand(home, command, argument)}\n`);
  } else throw new Fault(`There is no command ${command}.\n${usage}`);
};

// a terminal that is closed takes no more text; everything is still to be stopped
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

main().catch((error: unknown) => {
  process.stderr.write(
    error instanceof Fault ? `${error.message}\n` : `${error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exitCode = 1;
});
