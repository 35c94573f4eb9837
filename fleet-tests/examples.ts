import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(__dirname, '../examples');

interface Example {
  title: string;
  name: string | undefined;
  /** The statuses that `# expect` allows. */
  expected: number[];
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

/**
 * Runs each file of `examples/` from top to bottom and returns, for every request, its title, the statuses that it may have, and
 * the one that it had.
 * @param move makes of an address in a file the one where the service listens
 * @param samplePassword of the sample people who sign in
 */
export async function runExamples(move: (url: string) => string, samplePassword: string) {
  const results: { file: string; title: string; expected: number[]; status: number }[] = [];
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.http')) continue;
    const { variables, examples } = parse(readFileSync(path.join(folder, file), 'utf8'));
    const responses = new Map<string, unknown>();
    variables.set('$dotenv SAMPLE_STAFF_PASSWORD', samplePassword);
    for (const { title, name, expected, ...example } of examples) {
      const fill = (text: string) => fillIn(text, variables, responses);
      const { status, body } = await send(example, fill, move);
      // what follows takes values from it
      if (name && !expected.includes(status))
        throw new Error(`${file}: "${title}" was answered ${status}: ${JSON.stringify(body)}`);
      if (name) responses.set(name, body);
      results.push({ file, title, expected, status });
    }
  }
  return results;
}

/** Reads what these files need of REST Client's format: variables, names, one request after each `###`. */
function parse(text: string) {
  const [head = '', ...blocks] = text.split(/^###/m);
  const variables = new Map([...head.matchAll(/^@(\w+) = (.+)$/gm)].map(([, name = '', value = '']) => [name, value]));
  return { variables, examples: blocks.map(parseRequest) };
}

function parseRequest(block: string): Example {
  const [top = '', ...rest] = block.trim().split('\n\n');
  const [title = '', ...lines] = top.split('\n').map((line) => line.trim());
  const comment = (word: string) => lines.find((line) => line.startsWith(`# ${word} `))?.slice(word.length + 3);
  const [request = '', ...headers] = lines.filter((line) => !line.startsWith('#'));
  const [method = '', url = ''] = request.split(' ');
  return {
    title,
    name: comment('@name'),
    expected: (comment('expect') ?? '').split(' or ').map(Number),
    method,
    url,
    headers: Object.fromEntries(headers.map((line) => line.split(': ', 2))) as Record<string, string>,
    body: rest.join('\n\n'),
  };
}

/** Replaces `{{variable}}`, `{{$timestamp}}` and `{{name.response.body.$.path}}`. Throws where there is nothing to put in. */
function fillIn(text: string, variables: Map<string, string>, responses: Map<string, unknown>): string {
  return text.replace(/\{\{(.+?)\}\}/g, (_all, what: string) => {
    if (what === '$timestamp') return String(Math.floor(Date.now() / 1000));
    const [, name = '', route = ''] = /^(\w+)\.response\.body\.\$\.(.+)$/.exec(what) ?? [];
    const value = name ? route.split(/[.[\]]+/).reduce(member, responses.get(name)) : variables.get(what);
    if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`${what} has no value`);
    return String(value);
  });
}

const member = (parent: unknown, key: string): unknown =>
  typeof parent === 'object' && parent !== null ? Reflect.get(parent, key) : parent;

type Request = Pick<Example, 'method' | 'url' | 'headers' | 'body'>;

async function send(
  { method, url, headers, body }: Request,
  fill: (text: string) => string,
  move: (url: string) => string,
) {
  const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)]));
  const response = await fetch(move(fill(url)), { method, headers: filled, ...(body && { body: fill(body) }) });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, body: isJson ? (JSON.parse(text) as unknown) : text };
}
