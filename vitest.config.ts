import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/temporary-files.mjs'],
    setupFiles: ['test/setup.ts'],
    // Files share what they import, which is half of what a run would take otherwise; on all processors, where Vitest would
    // leave one idle.
    isolate: false,
    execArgv: ['--import', 'tsx'],
    experimental: { viteModuleRunner: false, nodeLoader: false },
    maxWorkers: '100%',
    // A bound against a hang, not a timing: key generation and live peers are the slow ones.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // `.ci/run` reads the count from this file.
    ...(process.env['VITEST_COUNT_FILE'] && {
      reporters: ['default', ['json', { outputFile: process.env['VITEST_COUNT_FILE'] }]],
    }),
  },
});
