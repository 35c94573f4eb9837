import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';

/**
 * To be run inside a database's container: hands its input to PostgreSQL, and what that says to its output. Ends when
 * either side does, so that no transaction is left open there.
 */
export const pipeScript = 'exec 3<>/dev/tcp/127.0.0.1/5432 4<&0; (cat <&4 >&3; kill $$) >/dev/null 2>&1 & exec cat <&3';

/** A program's input and output as the socket that pg takes. */
export const pipeTo = (program: string, args: string[]): Duplex => {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  child.on('error', (error) => stream.destroy(error));
  // what a socket can do, and a pipe need not
  const same = () => stream;
  return Object.assign(stream, {
    connect: () => child.once('spawn', () => stream.emit('connect')),
    setNoDelay: same,
    setKeepAlive: same,
    ref: same,
    unref: same,
  });
};
