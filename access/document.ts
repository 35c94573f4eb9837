import type { Cell, Line } from '../service-kit/src/access';
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
    const cells = all.map((role) => (line === 'anybody' ? 'anybody' : textOf(cellOf(line, role), notes)));
    return `| \`${operation}\` | ${cells.join(' | ')} |`;
  });
  const head = `| operation | ${all.join(' | ')} |\n|${' --- |'.repeat(all.length + 1)}`;
  const explained = notes.map((note, i) => `${i + 1}. ${note}`);
  return [`### ${name}`, '', head, ...rows, '', ...explained, ...(notes.length > 0 ? [''] : [])].join('\n');
}

function cellOf(line: Exclude<Line, 'anybody'>, role: Role): Cell | undefined {
  return line[role];
}

function textOf(cell: Cell | undefined, notes: string[]): string {
  if (cell === undefined) return '';
  if (typeof cell === 'string') return cell === 'as-doctor' ? 'in own name' : cell;
  return 'without' in cell
    ? `yes, but ${noted(`without ${cell.without.join(', ')}`, notes)}`
    : `own, ${noted(limits(cell), notes)}`;
}

function limits({ mayNotSet = [], sets = {} }: Exclude<Cell, string | { without: unknown }>): string {
  const fixed = Object.entries(sets).map(([name, value]) => `\`${name}\` is \`${String(value)}\``);
  return [...(mayNotSet.length > 0 ? [`may not set ${mayNotSet.join(', ')}`] : []), ...fixed].join('; ');
}

/** Returns the number of the note below the table, in brackets. */
function noted(note: string, notes: string[]): string {
  if (!notes.includes(note)) notes.push(note);
  return `(${notes.indexOf(note) + 1})`;
}
