// Compresses what was built, and fails where the first page has more JavaScript than it may.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const allowed = 250_000;
const dist = path.resolve(import.meta.dirname, '../dist');

for (const name of readdirSync(dist, { recursive: true }))
  if (/\.(js|css|svg|html)$/.test(name)) {
    const content = readFileSync(path.join(dist, name));
    writeFileSync(path.join(dist, `${name}.gz`), gzipSync(content, { level: 9 }));
    writeFileSync(path.join(dist, `${name}.br`), brotliCompressSync(content));
  }

const first = [...scriptsOf(readFileSync(path.join(dist, 'index.html'), 'utf8'))];
const size = first.reduce((sum, script) => sum + readFileSync(path.join(dist, `${script}.gz`)).length, 0);
console.log(`JavaScript before the first page: ${(size / 1000).toFixed(1)} kB gzipped, in ${first.length} files`);
if (size > allowed) {
  console.error(`It may be ${allowed / 1000} kB. Load what not every page needs by lazy().`);
  process.exit(1);
}

/** What the page names, and what those import before they run. */
function scriptsOf(html) {
  const found = new Set();
  const add = (script) => {
    if (found.has(script)) return;
    found.add(script);
    const text = readFileSync(path.join(dist, script), 'utf8');
    for (const [, name] of text.matchAll(/(?:^|[;}\s])(?:import|export)[^"'();]*["']\.\/([\w.-]+\.js)["']/g))
      add(`assets/${name}`);
  };
  for (const [, script] of html.matchAll(/(?:src|href)="\/(assets\/[\w.-]+\.js)"/g)) add(script);
  return found;
}
