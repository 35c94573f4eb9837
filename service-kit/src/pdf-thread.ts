import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Stroke } from './pdf-drawing';
import type { Paper } from './pdf-page';
import { overloaded } from './problem';

export interface ToDraw {
  id: number;
  paper: Paper;
  strokes: Stroke[];
}

/** What the thread sends back: the bytes, or what it threw. */
export type Drawn = { id: number; bytes: Uint8Array } | { id: number; error: unknown };

interface Waiting {
  resolve(bytes: Uint8Array): void;
  reject(error: unknown): void;
}

/** Each takes some tenths of a second. */
const mostWaiting = 20;

// as built, also when this file is not: a thread loads JavaScript only
const program = path.resolve(__dirname, '../dist/pdf-worker.js');

const waiting = new Map<number, Waiting>();
let thread: Worker | undefined;
let count = 0;

const start = (): Worker => {
  const worker = new Worker(program);
  worker.on('message', (drawn: Drawn) => {
    const one = waiting.get(drawn.id);
    waiting.delete(drawn.id);
    if ('bytes' in drawn) one?.resolve(drawn.bytes);
    else one?.reject(drawn.error);
  });
  const end = (error: unknown) => {
    if (thread !== worker) return;
    thread = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('error', end);
  worker.on('exit', (code) => end(new Error(`the thread that draws papers ended with ${code}`)));
  // it does not keep the process alive; said before there are listeners, it would
  worker.unref();
  return worker;
};

/** Has a thread draw it, which is started for the first paper, and again after a failure. */
export const drawInThread = async (paper: Paper, strokes: Stroke[]): Promise<Uint8Array> => {
  if (waiting.size >= mostWaiting) throw overloaded();
  thread ??= start();
  const id = ++count;
  const drawn = new Promise<Uint8Array>((resolve, reject) => waiting.set(id, { resolve, reject }));
  thread.postMessage({ id, paper, strokes } satisfies ToDraw);
  return drawn;
};
