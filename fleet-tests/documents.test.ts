import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '..');

const foldersOf = (folder: string) =>
  readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name))
    .map(({ name }) => path.join(folder, name));
const documentsIn = (folder: string) =>
  readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join(folder, name));

// CHANGELOG.md tells of files that are gone
const documents = ['', ...foldersOf(''), ...foldersOf('docs')]
  .flatMap(documentsIn)
  .filter((name) => name !== 'CHANGELOG.md');
const services = foldersOf('').filter((folder) => folder.endsWith('-service'));

const read = (document: string) => readFileSync(path.join(root, document), 'utf8');
const withoutBlocks = (text: string) => text.replace(/^```.*?^```/gms, '');

it.each(documents)('%s links to files and headings that exist', (document) => {
  const missing = [...withoutBlocks(read(document)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link) && !isThere(document, link));
  expect(missing).toEqual([]);
});

it.each(documents)('%s names files that exist', (document) => {
  const places = ['', path.dirname(document), ...services];
  const missing = [...withoutBlocks(read(document)).matchAll(/`([^`\n]+)`/g)]
    .map(([, code = '']) => code)
    .filter((code) => looksLikePath(code) && !places.some((place) => existsSync(path.join(root, place, code))));
  expect(missing).toEqual([]);
});

it.each([
  ['README.md', 110],
  ['ARCHITECTURE.md', 120],
])('%s has at most %i lines', (document, most) => {
  expect(read(document).trimEnd().split('\n').length).toBeLessThanOrEqual(most);
});

it('says in the first screen what protects patients, and where to read what does not', () => {
  const screen = read('README.md').split('\n').slice(0, 20).join(' ');
  expect(screen).toContain('Every request needs an access token');
  expect(screen).toContain('what is protected from whom, and what is not');
});

it('has a README in every folder at the top', () => {
  const without = foldersOf('').filter(
    (folder) => !/^(dist|backups)$/.test(folder) && !existsSync(path.join(root, folder, 'README.md')),
  );
  expect(without).toEqual([]);
});

it('lists every decision', () => {
  const list = read('docs/decisions/README.md');
  const unlisted = documentsIn('docs/decisions').filter(
    (file) => !file.includes('README') && !list.includes(`(${path.basename(file)})`),
  );
  expect(unlisted).toEqual([]);
});

function isThere(document: string, link: string): boolean {
  const [file = '', heading] = link.split('#');
  const target = file ? path.join(path.dirname(document), file) : document;
  return existsSync(path.join(root, target)) && (!heading || headingsOf(target).includes(heading));
}

/** The anchors that GitHub makes of headings. */
function headingsOf(document: string): string[] {
  return [...withoutBlocks(read(document)).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** A file or folder of this repository; what is made when something runs, and the example of a new service, is not. */
function looksLikePath(code: string): boolean {
  const isFile = /^[\w.-]+(\/[\w.-]+)+\.(cjs|http|js|json|md|mjs|sh|sql|ts|typ|yaml|yml)$/.test(code);
  const isFolder = /^[\w.-]+\/([\w.-]+\/)*$/.test(code);
  return (isFile || isFolder) && !/^(\.fleet|backups|secrets|other|ward-service)\/|\/ward-service\//.test(code);
}
