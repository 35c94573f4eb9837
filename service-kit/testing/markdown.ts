import { readFileSync } from 'node:fs';

/** Returns the rows of the first table in a Markdown file whose head begins with these cells; of each row, so many cells. */
export function tableIn(file: string, head: string[]): string[][] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) =>
      line.startsWith('|')
        ? line
            .split('|')
            .slice(1, -1)
            .map((cell) => cell.trim())
        : [],
    );
  const start = lines.findIndex((cells) => cells.length > 0 && head.every((name, place) => cells[place] === name));
  if (start < 0) throw new Error(`${file} has no table with the columns ${head.join(', ')}`);
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((cells) => cells.length === 0);
  return rows.slice(0, end).map((cells) => cells.slice(0, head.length));
}
