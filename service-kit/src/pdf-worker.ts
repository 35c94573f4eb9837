import { parentPort } from 'node:worker_threads';
import { drawPaper } from './pdf-drawing';
import type { Drawn, ToDraw } from './pdf-thread';

// the other end of pdf-thread.ts
parentPort?.on('message', ({ id, paper, strokes }: ToDraw) => {
  drawPaper(paper, strokes).then(
    (bytes) => parentPort?.postMessage({ id, bytes } satisfies Drawn),
    (error: unknown) => parentPort?.postMessage({ id, error } satisfies Drawn),
  );
});
