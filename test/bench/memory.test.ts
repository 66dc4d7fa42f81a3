/** What streams and idle connections hold, in a process whose garbage can be collected on demand. */
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import type { IdleCost } from '../../bench/memory/connections.ts';
import type { Growth } from '../../bench/memory/heap.ts';
import { programOf } from '../node-program.ts';
import { isWholeTable } from '../property-runs.ts';

const MEBIBYTE = 2 ** 20;
const TOTAL = 32 * MEBIBYTE;
/** Bytes: where one piece in a hundred stayed alive, or a record's buffer did not stop growing, it would be more. */
const BOUND = 2 * MEBIBYTE;

/** Bytes: certificates and keys, but no buffer of the size of a record. */
const IDLE_BOUND = 40 * 2 ** 10;

/** One process for all: to start one takes as long as the measuring. */
function measured(): { readonly streams: readonly Growth[]; readonly idle: IdleCost } {
  const script = `
import { idleCost } from './bench/memory/connections.ts';
import { streamThroughHash, streamThroughSession } from './bench/memory/streams.ts';
const suite = 'TLS_RSA_WITH_AES_128_GCM_SHA256';
const streams = [streamThroughHash(${TOTAL}), streamThroughSession(suite, ${TOTAL}, 60)];
console.log(JSON.stringify({ streams, idle: idleCost(100) }));`;
  return JSON.parse(execFileSync(process.execPath, ['--expose-gc', programOf(script)], { encoding: 'utf8' }));
}

it.runIf(isWholeTable)('neither streams nor idle connections hold on to what they do not need', () => {
  const { streams, idle } = measured();
  expect(streams.map(({ total }) => total >= TOTAL)).toEqual([true, true]);
  for (const { first, last } of streams) expect(last - first).toBeLessThan(BOUND);
  expect(idle.client).toBeLessThan(IDLE_BOUND);
  expect(idle.server).toBeLessThan(IDLE_BOUND);
});
