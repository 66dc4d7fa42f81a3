/** The short form of `npm run soak:cluster`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { soak } from '../../../scripts/soak/soak.ts';
import { bundleProgram } from '../../node-program.ts';
import { isWholeTable } from '../../property-runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'vitrine-soak-clients-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('each of many watches has every event, in order; each event is encoded once; window and heap stay bounded', async () => {
  const program = join(folder, 'clients.mjs');
  bundleProgram({ file: 'scripts/soak/clients.ts' }, program);
  const seconds = isWholeTable ? 4 : 2;
  const size = { seconds, clients: 25, everywhere: 3, rate: 50, objects: 60, window: 80 };
  const lines: string[] = [];
  expect(await soak({ ...size, program, execArgv: [], log: (line) => void lines.push(line) })).toEqual([]);
  expect(lines).toEqual([
    '28 watches stand',
    expect.stringMatching(
      new RegExp(`^${50 * seconds} updates in [\\d.]+ s; ${50 * seconds} encodings; window (?:[89]\\d|100); `),
    ),
  ]);
}, 60_000);
