/** MAC-then-encrypt, opened without telling what was wrong: neither by an answer (Vaudenay 2002) nor by the time until it
 * (AlFardan and Paterson 2013, "Lucky Thirteen"). RFC 5246 §6.2.3.2 asks for the first and, "to the extent possible", the second:
 * 1. padding is checked over all the bytes that it could have, without branches; where it is bad, none is taken to be there;
 * 2. the MAC is found at its place by going over all the places that it could have;
 * 3. whatever the padding's length, the hash function works on as many blocks as with none, the missing ones on zeros;
 * 4. both answers are joined before anything depends on either. */
import { type Bytes, ctEq, ctLessThan, ctSelect } from '../../bytes/index.ts';
import type { Hash, HmacKey } from '../../hash/index.ts';
import { badRecordMac } from './protection.ts';

/** Most bytes of padding, its length octet included. */
const MAX_PADDING = 256;

/** What was inside a padded plaintext. */
export interface Opened {
  readonly plaintext: Bytes;
  readonly mac: Uint8Array;
  readonly padding: Uint8Array;
}

/** All ones when the bytes end in a padding that says its own length and holds nothing else.
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

/** Takes padding and MAC off.
 * @param macHeader - makes what is MACed before the content, whose length it contains.
 * @param padded - the decrypted blocks: at least a MAC and one byte.
 * @throws TlsError `bad-record-mac`, from one place.
 * Timing: depends on `padded.length`; beyond that the same number of hash blocks and of reads, whatever the content is, as far as
 * the JIT allows. What is left is the copying of at most one block inside the hash. */
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

/** Blocks that the inner hash of an HMAC takes for so many bytes, padding (FIPS 180-4 §5.1) included. */
const blocksOf = (hash: Hash, length: number) => Math.ceil((length + 1 + hash.blockLength / 8) / hash.blockLength);

/** Runs the hash function on so many blocks and forgets the result: at most five, for 256 bytes of padding. */
function hashZeros(hash: Hash, hmac: HmacKey, blocks: number): void {
  hmac.create().update(new Uint8Array(5 * hash.blockLength).subarray(0, blocks * hash.blockLength));
}

/** `padded.slice(start, start + length)` where `start` is secret and at most 256 bytes before its last possible place.
 * The bytes are gathered into a ring in the order in which they come, and the ring is turned afterwards.
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
