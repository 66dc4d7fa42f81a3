/** A small report, as a run would make it. */
import type { Report, ReportRow } from '../../../bench/harness/report.ts';

export const row = (name: string, implementation: string, median_ns: number): ReportRow => ({
  row: name,
  implementation,
  version: '1.2.3',
  least_ns: median_ns / 2,
  median_ns,
  p99_ns: 2 * median_ns,
  rme: 1.25,
  samples: 100,
});

export const report: Report = {
  machine: { cpu: 'Abacus', cores: 2, memory_bytes: 2 ** 33 },
  node: '20.20.2',
  commit: '0123456789abcdef0123456789abcdef01234567-dirty',
  date: '2026-01-02T03:04:05.678Z',
  rows: [
    row('hash/sha256/64 B', 'node:crypto', 800),
    row('hash/sha256/64 B', 'vitrine', 400),
    row('hash/sha256/64 B', '@noble/hashes', 1000),
    row('hash/sha256/1 MiB', 'vitrine', 4e6),
    row('hash/sha256/1 MiB', 'hash-wasm', 3e6),
    row('drbg/hmac-sha256/1 KiB', 'vitrine', 1e4),
    row('transfer/other suite/1 MiB', 'node-forge', 4e7),
    row('transfer/other suite/1 MiB', 'node:tls', 1e6),
  ],
};
