/**
 * What a script needs and a fresh clone has not: the project's own development tools, and the packages of the folders that are named,
 * each as its lock file pins them: `node scripts/install.mjs bench/peers`. In JavaScript, as there may be nothing yet that reads
 * TypeScript. No package's install script is run for the folders.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const read = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/** Whether node_modules holds what the lock file says; packages for other platforms may be absent. */
function isInstalled(folder) {
  const installed = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const have = read(installed);
  return Object.entries(read(join(folder, 'package-lock.json'))).every(
    ([path, { version, optional }]) =>
      path === '' || have[path]?.version === version || (optional === true && have[path] === undefined),
  );
}

const folders = process.argv.slice(2).map((folder) => join(ROOT, folder));
for (const [folder, flags] of [[ROOT, []], ...folders.map((folder) => [folder, ['--ignore-scripts']])]) {
  if (isInstalled(folder)) continue;
  console.error(`npm ci in ${folder}`);
  const stdio = ['ignore', 'ignore', 'inherit'];
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', ...flags], { cwd: folder, stdio });
}
