import { wordsOf, type Cell } from '../service-kit/src/access';
import type { Service } from '../service-kit/src/service';
import { roles, type Role } from './src/roles';

const begin = '<!-- written by npm run access -->';
const end = '<!-- until here -->';

/** Returns the document with the tables of these services in the place that is marked for them. */
export function withTables(text: string, services: Service[]): string {
  const [before = '', rest = ''] = text.split(begin);
  const [, after = ''] = rest.split(end);
  return `${before}${begin}\n\n${services.map(tableOf).join('\n')}\n${end}${after}`;
}

const all = Object.keys(roles) as Role[];

function tableOf({ name, access }: Service): string {
  const notes: string[] = [];
  const rows = Object.entries(access).map(([operation, line]) => {
    const cells = all.map((role) => (line === 'anybody' ? 'anybody' : textOf(line[role], notes)));
    return `| \`${operation}\` | ${cells.join(' | ')} |`;
  });
  const head = `| operation | ${all.join(' | ')} |\n|${' --- |'.repeat(all.length + 1)}`;
  const explained = notes.map((note, i) => `${i + 1}. ${note}`);
  return [`### ${name}`, '', head, ...rows, '', ...explained, ...(notes.length > 0 ? [''] : [])].join('\n');
}

function textOf(cell: Cell | undefined, notes: string[]): string {
  if (cell === undefined) return '';
  if (cell === 'as-doctor') return 'in own name';
  return typeof cell === 'string' ? cell : `${cell.own ? 'own' : 'yes'} ${noted(wordsOf(cell), notes)}`;
}

/** Returns the number of the note below the table, in brackets. */
function noted(note: string, notes: string[]): string {
  if (!notes.includes(note)) notes.push(note);
  return `(${notes.indexOf(note) + 1})`;
}
