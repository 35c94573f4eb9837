import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Test } from 'supertest';

/** The text of each page. */
export const readPdf = (pdf: Uint8Array): string[] => {
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(__dirname, 'read-pdf.mjs')], {
    input: pdf,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as string[];
};

/** Has the body of the answer be its bytes. */
export const asBytes = (request: Test): Test =>
  request.buffer(true).parse((response, done) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => done(null, Buffer.concat(chunks)));
  });
