/** What stands for each `@name@` of a template: text, or lines, which take the indentation of the line that they replace. */
export type Values = Record<string, string | string[]>;

/** Fills a template in. Throws where it asks for a value that is not given. */
export function fill(template: string, values: Values): string {
  return template
    .split('\n')
    .flatMap((line) => {
      const [, indentation = '', name = ''] = /^( *)@(\w+)@$/.exec(line) ?? [];
      const lines = values[name];
      return Array.isArray(lines)
        ? lines.map((one) => (one === '' ? '' : indentation + one))
        : [fillLine(line, values)];
    })
    .join('\n');
}

function fillLine(line: string, values: Values): string {
  return line.replaceAll(/@(\w+)@/g, (_, name: string) => {
    const value = values[name];
    if (typeof value !== 'string') throw new Error(`@${name}@ of a template has no value`);
    return value;
  });
}
