// Builds the application where its sources are newer than what was built; a warm start does not wait.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '..');
const built = path.join(folder, 'dist/index.html');
const inputs = [
  'src',
  'build',
  'public',
  'index.html',
  'package.json',
  'tsconfig.json',
  'vite.config.mts',
  '../package-lock.json',
];

if (!existsSync(built) || inputs.some((input) => newest(path.join(folder, input)) > statSync(built).mtimeMs)) {
  console.log('building the front desk (about 15 s) …');
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: folder, stdio: 'inherit' });
}

/** When the file, or anything in the folder, was changed last. What the build itself writes does not count. */
function newest(target) {
  if (!existsSync(target) || target.endsWith('generated')) return 0;
  const { mtimeMs } = statSync(target);
  if (!statSync(target).isDirectory()) return mtimeMs;
  return Math.max(0, ...readdirSync(target).map((name) => newest(path.join(target, name))));
}
