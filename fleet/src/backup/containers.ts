import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { Fault, messageOf } from '../fault';
import { services } from '../topology';
import { pipeScript, pipeTo } from './pipe';
import type { WayIn } from './way-in';

type Command = [program: string, ...args: string[]];

const run = async ([program, ...args]: Command): Promise<string[]> => {
  try {
    const { stdout } = await promisify(execFile)(program, args);
    return stdout.split('\n').filter((line) => line !== '');
  } catch (error) {
    throw new Fault(messageOf(error).trim());
  }
};

/**
 * Databases in containers are reached by nobody but their services; so a program inside each passes on what pg says.
 * @param execIn the command that runs another one beside a database's server, and hands it its input
 */
const inside =
  (execIn: (server: string) => Promise<Command>): WayIn['configOf'] =>
  async ({ database: { server } }) => {
    const [program, ...args] = await execIn(server);
    const [user, password, database] = await run([program, ...args, 'printenv', 'DB_USER', 'DB_PASSWORD', 'DB_NAME']);
    return { user, password, database, stream: () => pipeTo(program, [...args, 'bash', '-c', pipeScript]) };
  };

/** From the name of each of the project's services to its container's id. `docker exec` starts faster than Compose's. */
const findContainers = async ([compose, ...args]: Command): Promise<Map<string, string>> => {
  const ids = await run([compose, ...args, 'ps', '-q']);
  if (ids.length === 0) return new Map();
  const format = '{{index .Config.Labels "com.docker.compose.service"}} {{.Id}}';
  const lines = await run(['docker', 'inspect', '-f', format, ...ids]);
  return new Map(lines.map((line) => line.split(' ')).map(([name = '', id = '']) => [name, id]));
};

const names = services.map(({ name }) => name).join(' ');

/** `docker-compose` where it is there, and `docker compose` otherwise. */
export const throughCompose = (): WayIn => {
  const compose: Command =
    spawnSync('docker-compose', ['version']).status === 0 ? ['docker-compose'] : ['docker', 'compose'];
  const hint = `Are the containers up? ${compose.join(' ')} ps`;
  let containers: Promise<Map<string, string>> | undefined;
  const execIn = async (server: string): Promise<Command> => {
    const id = (await (containers ??= findContainers(compose))).get(server);
    if (!id) throw new Fault(`There is no container ${server}. ${hint}`);
    return ['docker', 'exec', '-i', id];
  };
  return {
    configOf: inside(execIn),
    hint,
    stop: `${compose.join(' ')} stop ${names}`,
    start: `${compose.join(' ')} up -d`,
  };
};

/** In the namespace of kubectl's context. */
export const throughKubernetes = (): WayIn => ({
  configOf: inside(async (server) => ['kubectl', 'exec', '-i', `deployment/${server}`, '--']),
  hint: 'Are the pods ready? kubectl get pods',
  stop: `kubectl scale deployment --replicas=0 ${names}`,
  start: `kubectl scale deployment --replicas=2 ${names}`,
});
