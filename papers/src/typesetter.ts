import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { NodeCompiler, type CompileDocArgs } from '@myriaddreamin/typst-ts-node-compiler';
import { z } from 'zod';
import { familiesFor, fontPaths, hasGlyphs } from './fonts';
import type { PaperData } from './papers';
import { printable } from './printable';

const shared = path.resolve(__dirname, '..');
const logos = ['logo.svg', 'logo.png', 'logo.jpg'];

type Compile = (template: string, data: Record<string, PaperData>, images: Record<string, string>) => Uint8Array;

/**
 * Opens Typst with our fonts. Takes 60 ms, and every font that a document needs some 10 to 100 ms more, once.
 * @param own the hospital's folder, or empty
 */
export function openTypesetter(own: string): Compile {
  const workspace = path.resolve(own === '' ? shared : own);
  const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontPaths: fontPaths(own) }] });

  return (template, data, images) => {
    const mainFilePath = place(template);
    place(path.join(shared, 'layout.typ'));
    for (const [name, image] of Object.entries(images))
      compiler.mapShadow(path.join(workspace, name), Buffer.from(image));
    const text = printedAll(data);
    const fonts = familiesFor(JSON.stringify(text));
    const logo = logos.find((file) => own !== '' && existsSync(path.join(own, file))) ?? null;
    // a template may have changed since the last document
    const job = { mainFilePath, inputs: { data: JSON.stringify({ ...text, fonts, logo }) }, resetRead: true };
    try {
      return compiler.pdf(job);
    } catch {
      throw new Error(faultsOf(job));
    } finally {
      // or every document would stay in memory
      compiler.evictCache(0);
    }
  };

  /** Returns where the compiler finds a file: in the hospital's folder, or ours as if it were there. */
  function place(file: string): string {
    const there = path.join(workspace, path.basename(file));
    if (existsSync(there)) compiler.unmapShadow(there);
    else compiler.mapShadow(there, readFileSync(file));
    return there;
  }

  /** Returns what is wrong with a template; `pdf` throws less than that. */
  function faultsOf(job: CompileDocArgs): string {
    const error = compiler.compile(job).takeError();
    const faults = error ? compiler.fetchDiagnostics(error).map(faultInWords) : [];
    return `A document cannot be made, its template is wrong:\n${faults.join('\n')}`;
  }
}

const Fault = z.object({
  path: z.string(),
  message: z.string(),
  range: z.object({ start: z.object({ line: z.number(), character: z.number() }) }).nullish(),
});

function faultInWords(fault: unknown): string {
  const { path: file, message, range } = Fault.parse(fault);
  const at = range ? `:${range.start.line + 1}:${range.start.character + 1}` : '';
  return `  ${path.basename(file)}${at} ${message}`;
}

function printedAll(data: Record<string, PaperData>): Record<string, PaperData> {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, printed(value)]));
}

function printed(data: PaperData): PaperData {
  if (typeof data === 'string') return printable(data, hasGlyphs);
  if (data === null || typeof data === 'number') return data;
  if (Array.isArray(data)) return data.map(printed);
  return printedAll(data);
}
