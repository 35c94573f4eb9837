// Compresses what was built. Fails where the first page has more JavaScript than it may, or a component has no styles.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const allowed = 250_000;
const allowedSignedOut = 10_000;
const dist = path.resolve(import.meta.dirname, '../dist');

for (const name of readdirSync(dist, { recursive: true }))
  if (/\.(js|css|svg|html)$/.test(name)) {
    const content = readFileSync(path.join(dist, name));
    writeFileSync(path.join(dist, `${name}.gz`), gzipSync(content, { level: 9 }));
    writeFileSync(path.join(dist, `${name}.br`), brotliCompressSync(content));
  }

const page = readFileSync(path.join(dist, 'index.html'), 'utf8');
const signedOut = measure(/src="\/(assets\/[\w.-]+\.js)"/g);
const first = measure(/(?:src|href)="\/(assets\/[\w.-]+\.js)"/g);
console.log(`JavaScript before the first page: ${inKb(first.size)} kB gzipped, in ${first.files} files`);
console.log(`JavaScript before the page that asks to sign in: ${inKb(signedOut.size)} kB`);
if (first.size > allowed) {
  console.error(`It may be ${allowed / 1000} kB. Load what not every page needs by lazy().`);
  process.exit(1);
}
if (signedOut.size > allowedSignedOut) {
  console.error(`It may be ${allowedSignedOut / 1000} kB. src/begin imports nothing of the application.`);
  process.exit(1);
}

const missing = missingStyles();
if (missing.length > 0) {
  console.error(`src/mantine.css lacks: ${missing.join(', ')}`);
  process.exit(1);
}

/** The files of Mantine's styles that have a class which a script names and no stylesheet has. */
function missingStyles() {
  const assets = path.join(dist, 'assets');
  const classesIn = (folder, ending) => {
    const texts = readdirSync(folder).filter((name) => name.endsWith(ending));
    return texts.flatMap((name) => readFileSync(path.join(folder, name), 'utf8').match(/\bm_[0-9a-f]+\b/g) ?? []);
  };
  const styled = new Set(classesIn(assets, '.css'));
  const without = [...new Set(classesIn(assets, '.js'))].filter((name) => !styled.has(name));
  const styles = path.resolve(import.meta.dirname, '../../node_modules/@mantine/core/styles');
  return readdirSync(styles).filter((name) => {
    if (!name.endsWith('.css') || name.endsWith('.layer.css')) return false;
    const text = readFileSync(path.join(styles, name), 'utf8');
    return without.some((one) => text.includes(one));
  });
}

/** How large the scripts are that the page names, with those that they import before they run. */
function measure(named) {
  const found = new Set();
  const add = (script) => {
    if (found.has(script)) return;
    found.add(script);
    const text = readFileSync(path.join(dist, script), 'utf8');
    for (const [, name] of text.matchAll(/(?:^|[;}\s])(?:import|export)[^"'();]*["']\.\/([\w.-]+\.js)["']/g))
      add(`assets/${name}`);
  };
  for (const [, script] of page.matchAll(named)) add(script);
  const size = [...found].reduce((sum, script) => sum + readFileSync(path.join(dist, `${script}.gz`)).length, 0);
  return { size, files: found.size };
}

function inKb(size) {
  return (size / 1000).toFixed(1);
}
