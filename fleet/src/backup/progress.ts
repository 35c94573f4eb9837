import type { DatabaseEntry } from './manifest';

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

export const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

export const secondsSince = (began: number): string => `${((Date.now() - began) / 1000).toFixed(1)} s`;

/** One database that is done. */
export const databaseLine = ({ service, tables }: DatabaseEntry, began: number): string => {
  const rows = sum(tables.map((table) => table.rows));
  return `  ${service.padEnd(20)}  ${String(tables.length).padStart(3)} tables  ${String(rows).padStart(9)} rows  ${secondsSince(began).padStart(7)}`;
};
