/** What a figure depends on beside the code: the machine, Node, the commit, the version of each implementation. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './places.ts';
import type { Report } from './report.ts';

const git = (...words: string[]): string => execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' }).trim();

/** Results are not code: a run that writes them is not what makes a tree dirty. */
function commit(): string {
  try {
    const changed = git('status', '--porcelain', '--', '.', ':!bench/results', ':!README.md', ':!bench/README.md');
    return `${git('rev-parse', 'HEAD')}${changed === '' ? '' : '-dirty'}`;
  } catch {
    return 'unknown'; // No git, or no repository: an unpacked archive can be measured too.
  }
}

/** All of a report but its rows. */
export function circumstances(): Omit<Report, 'rows'> {
  const machine = { cpu: cpus()[0].model.trim(), cores: availableParallelism(), memory_bytes: totalmem() };
  return { machine, node: process.versions.node, commit: commit(), date: new Date().toISOString() };
}

const manifest = (path: string): Record<string, Record<string, string> | string> =>
  JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8'));

/** The version of what is called `implementation`: Node's own, a peer's pinned one, and otherwise the project's (variants). */
export function versionOf(implementation: string): string {
  if (implementation.startsWith('node:')) return process.versions.node;
  if (implementation.startsWith('theirs')) return '';
  const peers = manifest('bench/peers')['dependencies'] as Record<string, string>;
  return peers[implementation] ?? (manifest('.')['version'] as string);
}
