import { statSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { overloaded } from '@hms/service-kit/problem';
import { z } from 'zod';

/** What the services that print documents read from the environment. */
export const papersEnvironment = {
  HMS_HOSPITAL_NAME: z.string().default('').meta({ description: 'At the top of printed documents' }),
  HMS_HOSPITAL_ADDRESS: z.string().default(''),
  PAPERS_DIR: z
    .string()
    .default('')
    .refine(
      (folder) => folder === '' || statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true,
      'must be a folder that exists',
    )
    .meta({
      description:
        "A folder of the hospital's own templates, logo and fonts, which come before ours: docs/operations.md",
    }),
};

export type PapersConfig = z.output<z.ZodObject<typeof papersEnvironment>>;

/** What a template is given: its text is shown as it is, and never read as markup. */
export type PaperData = string | number | null | PaperData[] | { [name: string]: PaperData };

export interface Papers {
  /**
   * Returns the PDF that a template makes of the data; the same template and data make the same bytes.
   * Throws an Error with file and line where the template is wrong, and one where it takes too long; a 503 problem while too many
   * documents wait.
   * @param template where ours is; a file of the same name in PAPERS_DIR comes before it
   * @param images by the names under which the template finds them
   */
  compile(template: string, data: Record<string, PaperData>, images?: Record<string, string>): Promise<Uint8Array>;
}

/** A document to compile, as the thread gets it. */
export interface Job {
  id: number;
  template: string;
  data: Record<string, PaperData>;
  images: Record<string, string>;
}

/** What the thread sends back. */
export type Outcome = { id: number; pdf: Uint8Array } | { id: number; error: unknown };

interface Waiting {
  resolve(pdf: Uint8Array): void;
  reject(error: unknown): void;
}

/** Most take some 20 ms each, a long one a good part of a second. */
const mostWaiting = 20;
/** Longer than all that wait take together; a hospital's own template could take any time. */
const timeLimitMs = 30_000;

// as built, also when this file is not: a thread loads JavaScript only
const program = path.resolve(__dirname, '../dist/worker.js');

/** Starts its thread for the first document, and again after a failure: a long document must not hold up other requests. */
export function openPapers(
  { HMS_HOSPITAL_NAME: name, HMS_HOSPITAL_ADDRESS: address, PAPERS_DIR }: PapersConfig,
  limitMs = timeLimitMs,
): Papers {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | undefined;
  let count = 0;

  return {
    compile: async (template, data, images = {}) => {
      if (waiting.size >= mostWaiting) throw overloaded();
      const worker = (thread ??= start());
      const id = ++count;
      const compiled = new Promise<Uint8Array>((resolve, reject) => waiting.set(id, { resolve, reject }));
      worker.postMessage({ id, template, data: { hospital: { name, address }, ...data }, images } satisfies Job);
      const limit = setTimeout(() => {
        end(worker, new Error(`a document took more than ${limitMs} ms`));
        void worker.terminate();
      }, limitMs);
      return compiled.finally(() => clearTimeout(limit));
    },
  };

  function start(): Worker {
    const worker = new Worker(program, { workerData: PAPERS_DIR });
    worker.on('message', (outcome: Outcome) => {
      const one = waiting.get(outcome.id);
      waiting.delete(outcome.id);
      if ('pdf' in outcome) one?.resolve(outcome.pdf);
      else one?.reject(outcome.error);
    });
    worker.on('error', (error) => end(worker, error));
    worker.on('exit', (code) => end(worker, new Error(`the thread that compiles documents ended with ${code}`)));
    // it does not keep the process alive; before there are listeners, this would have no effect
    worker.unref();
    return worker;
  }

  function end(worker: Worker, error: unknown): void {
    if (thread !== worker) return;
    thread = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }
}
