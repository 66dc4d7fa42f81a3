import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/property-runs.ts'],
    // A bound against a hang, not a timing: key generation and live peers are the slow ones.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // `.ci/run` reads the count from this file.
    ...(process.env['VITEST_COUNT_FILE'] && {
      reporters: ['default', ['json', { outputFile: process.env['VITEST_COUNT_FILE'] }]],
    }),
  },
});
