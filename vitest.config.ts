import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/temporary-files.mjs'],
    setupFiles: ['test/setup.ts'],
    // Files of one worker share the modules that they import: loading them for each file would take twice as long.
    isolate: false,
    // Node imports the files by tsx. Vitest's own module runner is slower, and its loader is needed for `vi.mock` alone.
    execArgv: ['--import', 'tsx'],
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // One more than there are processors: many tests wait for other processes.
    maxWorkers: availableParallelism() + 1,
    // A bound against a hang, not a timing: key generation and live peers are the slow ones.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // `.ci/run` reads the count from this file.
    ...(process.env['VITEST_COUNT_FILE'] && {
      reporters: ['default', ['json', { outputFile: process.env['VITEST_COUNT_FILE'] }]],
    }),
  },
});
