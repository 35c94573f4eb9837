import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import type { Job, Outcome } from './papers';
import { openTypesetter } from './typesetter';

// the other end of papers.ts
const compile = openTypesetter(z.string().parse(workerData));

parentPort?.on('message', ({ id, template, data, images }: Job) => {
  let outcome: Outcome;
  try {
    outcome = { id, pdf: compile(template, data, images) };
  } catch (error) {
    outcome = { id, error };
  }
  parentPort?.postMessage(outcome);
});
