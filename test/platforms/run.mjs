/**
 * `npm run test:platforms`: the build under each platform of this folder's package.json, as `smoke.mjs` tries it. The binaries are
 * for Linux on x64 with glibc; elsewhere one line says that this skips.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const binary = (...path) => join(import.meta.dirname, 'node_modules', ...path);
const PLATFORMS = [
  { name: 'Node 22', command: [binary('node-22/bin/node')] },
  { name: 'Node 24', command: [binary('node-24/bin/node')] },
  { name: 'Bun', command: [binary('@oven/bun-linux-x64/bin/bun')] },
  // Deno asks before it reads or listens, and may fetch what is imported.
  { name: 'Deno', command: [binary('@deno/linux-x64-glibc/deno'), 'run', '--quiet', '--allow-all', '--no-remote'] },
];

const { glibcVersionRuntime } = process.report.getReport().header;
if (process.platform !== 'linux' || process.arch !== 'x64' || glibcVersionRuntime === undefined) {
  console.log('test:platforms skips: its binaries are for Linux on x64 with glibc');
  process.exit(0);
}

/** A bound against a hang, in milliseconds. */
const MINUTES = 10 * 60_000;
const run = (command, ...args) =>
  spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], timeout: MINUTES });

for (const [command, ...args] of [
  [process.execPath, 'scripts/install.mjs', 'test/platforms'],
  ['npm', 'run', '--silent', 'build'],
]) {
  if (run(command, ...args).status !== 0) process.exit(1);
}

let failed = 0;
for (const { name, command } of PLATFORMS) {
  const [version] = /\d[\d.]+/.exec(run(command[0], '--version').stdout ?? '') ?? ['not installed'];
  const { status, signal, error, stdout } = run(...command, join(import.meta.dirname, 'smoke.mjs'));
  const isGood = status === 0 && stdout !== '';
  if (!isGood) failed++;
  console.log(
    `${name} (${version}): ${isGood ? stdout.trim() : `FAILED: ${error?.message ?? signal ?? `exit code ${status}`}`}`,
  );
}
process.exitCode = failed === 0 ? 0 : 1;
