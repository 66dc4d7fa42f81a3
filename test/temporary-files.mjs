/** Once for a run: whatever a test leaves in the folder for temporary files goes with the run. */
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @param {import('vitest/node').TestProject} project
 * @returns {Promise<() => Promise<void>>} */
export default async function setUp(project) {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-tests-'));
  // tsx keeps what it compiled in a folder there, and is to find it in the next run.
  if (process.geteuid) {
    const compiled = `tsx-${process.geteuid()}`;
    await mkdir(join(tmpdir(), compiled), { recursive: true });
    await symlink(join(tmpdir(), compiled), join(folder, compiled));
  }
  // What is bundled once for a run is bundled anew when the tests are run again because a file changed.
  const bundled = ['vitrine-command', 'vitrine-site.bin', 'vitrine-file.bin'];
  project.onTestsRerun(async () => {
    for (const name of bundled) await rm(join(folder, name), { recursive: true, force: true });
  });
  // The workers inherit it, and what they start.
  process.env['TMPDIR'] = folder;
  return () => rm(folder, { recursive: true, force: true });
}
