import { readFileSync } from 'node:fs';

/** By state, what is possible from there and the states that it may lead to, in words: `issue → issued; cancel → cancelled`. */
export type StateTable = Record<string, string>;

/** Returns the table of a record's transitions as its README is to show it. */
export function stateTable(
  states: readonly string[],
  transitions: Record<string, Partial<Record<string, readonly string[]>>>,
): StateTable {
  const rowOf = (state: string) =>
    Object.entries(transitions).flatMap(([command, leadsTo]) =>
      leadsTo[state] ? [`${command} → ${leadsTo[state].join(' or ')}`] : [],
    );
  return Object.fromEntries(states.map((state) => [state, rowOf(state).join('; ') || 'nothing more']));
}

/**
 * Reads such a table from a README.
 * @param record the first word of the table's head, such as `bill`
 */
export function readStateTable(readme: string, record: string): StateTable {
  const lines = readFileSync(readme, 'utf8').split('\n').map(cellsOf);
  const head = lines.findIndex(([first]) => first === record);
  const end = lines.findIndex((cells, i) => i > head && cells.length === 0);
  // behind the head stands the line of hyphens
  return Object.fromEntries(lines.slice(head + 2, end).map(([state = '', possible = '']) => [state, possible]));
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
