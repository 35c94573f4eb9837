import { z } from 'zod';

const table = z.strictObject({
  schema: z.string(),
  name: z.string(),
  /** Without generated ones. */
  columns: z.array(z.string()).min(1),
  /** Where it is one part of a table that is kept in parts, such as a month of the audit. */
  part: z
    .strictObject({
      schema: z.string(),
      name: z.string(),
      bound: z.string().regex(/^FOR VALUES FROM \('[-+:. \d]+'\) TO \('[-+:. \d]+'\)$/),
    })
    .nullish(),
  rows: z.int().nonnegative(),
  /** Gzipped text of COPY, below the backup's folder. */
  file: z.string(),
  /** Of the file, in hex. */
  sha256: z.string(),
});

const sequence = z.strictObject({
  schema: z.string(),
  name: z.string(),
  /** The number that it gives next; text, because it can be greater than JSON's numbers. */
  next: z.string().regex(/^-?\d+$/),
});

const database = z.strictObject({
  service: z.string(),
  /** The files that made the schema, by name. */
  migrations: z.array(z.strictObject({ name: z.string(), checksum: z.string() })),
  /** In backups by a version that had a job library: the last migration of its tables, which are not restored. */
  jobs: z.int().nullable().optional(),
  tables: z.array(table),
  sequences: z.array(sequence),
});

/** What is in a backup, as its manifest.json. */
export const manifestSchema = z.strictObject({
  format: z.literal(1),
  madeAt: z.iso.datetime(),
  databases: z.array(database),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type DatabaseEntry = Manifest['databases'][number];
export type TableEntry = DatabaseEntry['tables'][number];
