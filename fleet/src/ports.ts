import { createServer } from 'node:net';
import { Fault } from './fault';
import type { ServiceUnit } from './topology';

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

/** Throws one Fault that names every port that something else listens on. */
export const requireFreePorts = async (services: ServiceUnit[]): Promise<void> => {
  const wanted = services.flatMap(({ name, port, managementPort, database }) => [
    { name, port },
    { name: `the metrics of ${name}`, port: managementPort },
    { name: database.server, port: database.port },
  ]);
  const free = await Promise.all(wanted.map(({ port }) => isFree(port)));
  const taken = wanted.filter((_, i) => !free[i]).map(({ name, port }) => `${port} (for ${name})`);
  if (taken.length === 0) return;
  throw new Fault(
    `Something else listens on port ${taken.join(', ')}. Stop it, or move the fleet's ports: npm start -- --port-offset 200`,
  );
};
