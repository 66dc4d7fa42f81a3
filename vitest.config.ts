import { defineConfig } from 'vitest/config';

const LIVE = ['test/interop/**/*.test.ts', 'test/node/**/*.test.ts', 'test/browser/**/*.test.ts'];

export default defineConfig({
  test: {
    setupFiles: ['test/property-runs.ts'],
    // Vitest leaves one processor idle; on two that is half of them.
    maxWorkers: '100%',
    // A bound against a hang, not a timing: key generation and live peers are the slow ones.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      // Most tests only compute: they share what they import, which is half of what a run would take otherwise.
      { extends: true, test: { name: 'engine', include: ['test/**/*.test.ts'], exclude: LIVE, isolate: false } },
      // These open sockets, start programs and make folders: each file has a process of its own.
      { extends: true, test: { name: 'live', include: LIVE } },
    ],
    // `.ci/run` reads the count from this file.
    ...(process.env['VITEST_COUNT_FILE'] && {
      reporters: ['default', ['json', { outputFile: process.env['VITEST_COUNT_FILE'] }]],
    }),
  },
});
