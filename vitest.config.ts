import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, in this order. Vitest itself begins with those that took longest before, and with the largest where it
 * has not run yet, as in a fresh clone. */
const LONGEST = [
  'interop/their-programs',
  'cli/cluster-up',
  'browser/explorer',
  'package',
  'browser/explorer-access',
  'browser/explorer-state',
  'browser/explorer-mouse',
  'browser/explorer-firefox',
  'browser/explorer-chains',
  'browser/explorer-measure',
  'browser/relay',
  'browser/pages',
  'kernels/proofs',
  'lab/attacks',
  'interop/openssl-lines',
  'explorer/parts',
  'cli/kills',
  'kubernetes/kubectl/table',
  'interop/key-forms',
  'interop/kubernetes',
  'security/r33-hostile-files-on-view',
];

/** Begins with the long files, so that none of them runs alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return found === -1 ? LONGEST.length : found;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/temporary-files.mjs'],
    setupFiles: ['test/typescript.mjs', 'test/setup.ts'],
    // Files of one worker share the modules that they import: loading them for each file would take twice as long.
    isolate: false,
    // Node imports the files, by `test/typescript.mjs`. Vitest's own module runner is slower, and its loader is needed for `vi.mock` alone.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // One more than there are processors: many tests wait for other processes.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    // A bound against a hang, not a timing: key generation and live peers are the slow ones.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // `.ci/run` reads the count from this file.
    ...(process.env['VITEST_COUNT_FILE'] && {
      reporters: ['default', ['json', { outputFile: process.env['VITEST_COUNT_FILE'] }]],
    }),
  },
});
