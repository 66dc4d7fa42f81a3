/** Long streams, through a hash and through a session. */
import { deepStrictEqual, strictEqual } from 'node:assert';
import { createHash } from 'node:crypto';
import { sha256 } from '../../src/hash/index.ts';
import type { CipherSuiteName } from '../../src/tls/index.ts';
import { mixedBytes } from '../inputs/bytes.ts';
import { type Growth, growthOf } from './heap.ts';
import { handshake, transfer } from './pair.ts';

/** Bytes that are given at a time; a node:net socket brings as many. */
export const PIECE = 2 ** 16;

/** `total` bytes into one hash. @throws AssertionError when its digest is not that of node:crypto. */
export function streamThroughHash(total: number): Growth {
  const piece = mixedBytes(PIECE);
  const ours = sha256.create();
  const theirs = createHash('sha256');
  const send = (): void => {
    ours.update(piece);
    theirs.update(piece);
  };
  const growth = growthOf(send, PIECE, total);
  deepStrictEqual(ours.digest(), new Uint8Array(theirs.digest()));
  return growth;
}

/** Up to `total` bytes through both ends of one session, for so many seconds at most.
 * @throws AssertionError when not all of it arrives. */
export function streamThroughSession(suite: CipherSuiteName, total: number, seconds: number): Growth {
  const { client, server } = handshake([suite]);
  const piece = mixedBytes(PIECE);
  const send = (): void => strictEqual(transfer(client, server, piece), PIECE);
  return growthOf(send, PIECE, total, seconds);
}
