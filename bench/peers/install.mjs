/**
 * What `npm run bench:peers` needs and a fresh clone has not: the project's own development tools, and the peers, each as its lock file
 * pins them. In JavaScript, as there may be nothing yet that reads TypeScript. No package's install script is run for the peers.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PEERS = import.meta.dirname;
const ROOT = join(PEERS, '../..');
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

for (const [folder, flags] of [
  [ROOT, []],
  [PEERS, ['--ignore-scripts']],
]) {
  if (isInstalled(folder)) continue;
  console.error(`npm ci in ${folder}`);
  const stdio = ['ignore', 'ignore', 'inherit'];
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', ...flags], { cwd: folder, stdio });
}
