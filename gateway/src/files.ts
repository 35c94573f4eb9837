import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Request, RequestHandler, Response } from 'express';
import { showPage } from './page';

/** What the kit serves. */
const ofTheKit = /^\/(healthz|readyz|openapi\.json|docs(\/.*)?)$/;
/** Which files there are is looked at again after so long, so that what is built anew is served without a restart. */
const listedMs = 1000;
/** The names of these change with their content. */
const hashed = '/assets/';
const encodings = { br: '.br', gzip: '.gz' };

/** Serves the files of the application in `folder`, and its page for every other path: the application finds its own way. */
export function applicationFiles(folder: string): RequestHandler {
  let listed = new Set<string>();
  let listedAt = -Infinity;

  function list(): ReadonlySet<string> {
    if (performance.now() - listedAt > listedMs) {
      listed = filesIn(folder);
      listedAt = performance.now();
    }
    return listed;
  }

  return (request, response, next) => {
    const files = list();
    const asked = decode(request.path) ?? '';
    if (!['GET', 'HEAD'].includes(request.method) || ofTheKit.test(request.path)) next();
    else if (!files.has('/index.html')) showPage(response, 503, notBuilt);
    else if (files.has(asked)) sendOne(request, response, folder, asked, files);
    // a page that is older than what is built now must not take HTML for a script
    else if (request.path.startsWith(hashed)) next();
    else sendOne(request, response, folder, '/index.html', files);
  };
}

const notBuilt = {
  title: 'The application is not built',
  text: 'Build it: npm run build -w front-desk. Until then, the services answer at /api, and say at /docs on their own ports what they do.',
};

/** Only what was listed is sent, so no path leads out of the folder. */
function sendOne(request: Request, response: Response, folder: string, file: string, files: ReadonlySet<string>): void {
  const [encoding, suffix] = encodingOf(request, file, files);
  response.type(path.extname(file)).vary('Accept-Encoding');
  if (encoding) response.set('content-encoding', encoding);
  const lasting = file.startsWith(hashed);
  response.set('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
  const found = path.join(folder, file + suffix);
  if (!lasting) response.set('etag', etagOf(found));
  response.sendFile(found, { cacheControl: false, dotfiles: 'ignore' });
}

/** Compressed when it was built, as small as the browser takes it, or not at all. */
function encodingOf(request: Request, file: string, files: ReadonlySet<string>): [string | undefined, string] {
  const [encoding, suffix] =
    Object.entries(encodings).find(
      ([name, end]) => files.has(file + end) && request.acceptsEncodings(name) !== false,
    ) ?? [];
  return [encoding, suffix ?? ''];
}

/** Of its content: files of an image may all be of one time. */
function etagOf(file: string): string {
  return `"${createHash('sha256').update(readFileSync(file)).digest('base64url')}"`;
}

function filesIn(folder: string): Set<string> {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return new Set(
      entries.map(
        ({ parentPath, name }) => `/${path.relative(folder, path.join(parentPath, name)).split(path.sep).join('/')}`,
      ),
    );
  } catch {
    return new Set();
  }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
