/** Opens MAC-then-encrypt records without revealing what was wrong: neither by the error (Vaudenay 2002) nor by the time taken
 * (AlFardan and Paterson 2013, "Lucky Thirteen"). RFC 5246 §6.2.3.2 requires the first and, "to the extent possible", the
 * second:
 * 1. padding is checked over its maximum length, without branches; bad padding counts as empty;
 * 2. the MAC is extracted by scanning every position where it could be;
 * 3. the hash processes the same number of blocks for any padding length; the missing ones are hashed as zeros;
 * 4. both results are combined before anything depends on either. */
import { type Bytes, ctEq, ctLessThan, ctSelect } from '../../bytes/index.ts';
import type { Hash, HmacKey } from '../../hash/index.ts';
import { badRecordMac } from './protection.ts';

/** Maximum bytes of padding, including its length byte. */
const MAX_PADDING = 256;

/** The contents of a padded plaintext. */
export interface Opened {
  readonly plaintext: Bytes;
  readonly mac: Uint8Array;
  readonly padding: Uint8Array;
}

/** All ones if the bytes end in valid padding, otherwise zero.
 * @param padded - at least one byte. @param reserved - bytes at the front that cannot be padding.
 * Timing: depends on the lengths only. */
export function paddingMask(padded: Uint8Array, reserved = 0): number {
  const last = padded.length - 1;
  const length = padded[last];
  let difference = 0;
  for (let i = 0; i < MAX_PADDING && i <= last; i++) {
    const isPadding = ~ctLessThan(length, i);
    difference |= (padded[last - i] ^ length) & isPadding;
  }
  return (ctEq(difference, 0) & ~ctLessThan(padded.length, length + 1 + reserved)) >>> 0;
}

/** Removes padding and MAC.
 * @param macHeader - makes the MAC's header, which contains the content's length.
 * @param padded - the decrypted blocks: at least a MAC and one byte.
 * @throws TlsError `bad-record-mac`, from one place.
 * Timing: depends on `padded.length`; beyond that the same number of hash blocks and of reads, whatever the content is, as far as
 * the JIT allows. The remaining difference is the copying of at most one block inside the hash. */
export function openMacThenEncrypt(
  hash: Hash,
  hmac: HmacKey,
  macHeader: (length: number) => Uint8Array,
  padded: Uint8Array,
): Opened {
  const macLength = hash.outputLength;
  const goodPadding = paddingMask(padded, macLength);
  const most = padded.length - 1 - macLength;
  const length = most - ctSelect(goodPadding, padded[padded.length - 1], 0);
  const header = macHeader(length);
  const expected = hmac.mac(header, padded.subarray(0, length));
  hashZeros(hash, hmac, blocksOf(hash, header.length + most) - blocksOf(hash, header.length + length));
  const mac = sliceAtSecret(padded, length, macLength);
  let difference = 0;
  for (let i = 0; i < macLength; i++) difference |= mac[i] ^ expected[i];
  if ((goodPadding & ctEq(difference, 0)) === 0) throw badRecordMac();
  return { plaintext: padded.slice(0, length), mac, padding: padded.subarray(length + macLength) };
}

/** The number of blocks that the inner hash of an HMAC processes for this many bytes, including padding (FIPS 180-4 §5.1). */
const blocksOf = (hash: Hash, length: number) => Math.ceil((length + 1 + hash.blockLength / 8) / hash.blockLength);

/** Hashes this many blocks and discards the result: at most five, for 256 bytes of padding. */
function hashZeros(hash: Hash, hmac: HmacKey, blocks: number): void {
  hmac.create().update(new Uint8Array(5 * hash.blockLength).subarray(0, blocks * hash.blockLength));
}

/** `padded.slice(start, start + length)` for a secret `start` at most 256 bytes before its maximum. The bytes are collected into
 * a ring in the order read, and the ring is rotated afterwards.
 * Timing: depends on the lengths only. */
export function sliceAtSecret(padded: Uint8Array, start: number, length: number): Bytes {
  const ring = new Uint8Array(length);
  let turn = 0;
  let at = 0;
  for (let i = Math.max(0, padded.length - length - MAX_PADDING); i < padded.length; i++) {
    const isInside = ~ctLessThan(i, start) & ctLessThan(i, start + length);
    ring[at] |= padded[i] & isInside;
    turn |= at & ctEq(i, start);
    at = at + 1 === length ? 0 : at + 1;
  }
  const slice = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const from = i + turn - (length & ~ctLessThan(i + turn, length));
    for (let j = 0; j < length; j++) slice[i] |= ring[j] & ctEq(j, from);
  }
  return slice;
}
