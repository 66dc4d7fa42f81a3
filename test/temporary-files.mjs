/** Once for a run: whatever a test leaves in the folder for temporary files goes with the run. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @returns {Promise<() => Promise<void>>} */
export default async function setUp() {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-tests-'));
  // The workers inherit it, and what they start.
  process.env['TMPDIR'] = folder;
  return () => rm(folder, { recursive: true, force: true });
}
