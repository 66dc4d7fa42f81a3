/** RSAES-OAEP (RFC 8017 §7.1) with any hash and any mask. */
import {
  assertBytes,
  type Bytes,
  concat,
  ctEq,
  ctEqual,
  ctSelect,
  i2osp,
  os2ip,
  type Random,
  randomBytes,
  xor,
} from '../bytes/index.ts';
import { assertHash, type Hash, mgf1 } from '../hash/index.ts';
import { RsaError } from './errors.ts';
import { type AnyRsaPrivateKey, modulusLength, type RsaPublicComponents } from './key.ts';
import { rsadp, rsaep } from './primitives.ts';

/** What both ends must agree on. None of it is a default. */
export interface OaepParameters {
  /** The hash of the label. */
  readonly hash: Hash;
  /** The hash of the mask generation function MGF1. */
  readonly mgfHash: Hash;
  /** The label L, to which the message is bound; empty for none. */
  readonly label: Uint8Array;
}

/** RSAES-OAEP-ENCRYPT (RFC 8017 §7.1.1).
 * @param message - at most k − 2·hLen − 2 bytes. Secret.
 * @param random - draws the seed.
 * @returns k bytes, fresh.
 * @throws RsaError `message-too-long`, `modulus-too-short`; those of `rsaep`; RandomError.
 * Timing: depends on the length of the message, and on sizes inside bigint. */
export function encryptOaep(
  parameters: OaepParameters,
  key: RsaPublicComponents,
  message: Uint8Array,
  random: Random,
): Bytes {
  assertBytes(message, 'message');
  const { hash, mgfHash, label } = checked(parameters);
  const k = modulusLength(key);
  const hLen = hash.outputLength;
  // RFC 8017 §7.1.1 step 1.b.
  const room = roomOf(hash, k);
  if (message.length > room)
    throw new RsaError('message-too-long', `at most ${room} bytes fit this key`, 'RFC 8017 §7.1.1');
  // Steps 2.a to 2.c.
  const PS = new Uint8Array(room - message.length);
  const DB = concat(hash.digest(label), PS, new Uint8Array([0x01]), message);
  // Step 2.d.
  const seed = randomBytes(random, hLen);
  // Steps 2.e to 2.h.
  const maskedDB = xor(DB, mgf1(mgfHash, seed, k - hLen - 1));
  const maskedSeed = xor(seed, mgf1(mgfHash, maskedDB, hLen));
  // Step 2.i.
  const EM = concat(new Uint8Array([0x00]), maskedSeed, maskedDB);
  // Step 3.
  return i2osp(rsaep(key, os2ip(EM)), k);
}

/** RSAES-OAEP-DECRYPT (RFC 8017 §7.1.2).
 * @param random - draws the blinding factor only.
 * @returns the message, fresh, 0..k − 2·hLen − 2 bytes.
 * @throws RsaError `decryption`, with no detail, whatever is wrong with the ciphertext (Manger 2001); `modulus-too-short`.
 * Timing: the padding is read in one pass without branches; whether it was valid, and the length of the message, are observable. The
 * private operation is as `rsadp`, and turning its result into bytes depends on leading zeros. */
export function decryptOaep(
  parameters: OaepParameters,
  key: AnyRsaPrivateKey,
  ciphertext: Uint8Array,
  random: Random,
): Bytes {
  assertBytes(ciphertext, 'ciphertext');
  const { hash, mgfHash, label } = checked(parameters);
  const k = modulusLength(key);
  const hLen = hash.outputLength;
  roomOf(hash, k);
  // RFC 8017 §7.1.2 steps 1.b and 2: these conditions are public.
  if (ciphertext.length !== k) throw decryptionError();
  const c = os2ip(ciphertext);
  if (c >= key.modulus) throw decryptionError();
  const EM = i2osp(rsadp(key, c, random), k);
  // Steps 3.b to 3.f.
  const maskedDB = EM.subarray(hLen + 1);
  const seed = xor(EM.subarray(1, hLen + 1), mgf1(mgfHash, maskedDB, hLen));
  const DB = xor(maskedDB, mgf1(mgfHash, seed, k - hLen - 1));
  // Step 3.g: every byte is checked before any error is reported.
  const { good, separator } = findSeparator(DB, hLen);
  const isLabel = Number(ctEqual(DB.subarray(0, hLen), hash.digest(label)));
  if ((good & -isLabel & ctEq(EM[0], 0)) === 0) throw decryptionError();
  // Step 4.
  return DB.slice(separator + 1);
}

/** Where the zeros after the label's digest end, in one pass without branches, and the mask that tells whether they end in 01. */
function findSeparator(DB: Uint8Array, hLen: number): { good: number; separator: number } {
  let found = 0;
  let separator = 0;
  let good = 0;
  for (let i = hLen; i < DB.length; i++) {
    const ends = ~ctEq(DB[i], 0) & ~found;
    separator = ctSelect(ends, i, separator);
    good = ctSelect(ends, ctEq(DB[i], 1), good);
    found |= ends;
  }
  return { good, separator };
}

const decryptionError = (): RsaError => new RsaError('decryption', 'decryption error', 'RFC 8017 §7.1.2');

function checked(parameters: OaepParameters): OaepParameters {
  const { hash, mgfHash, label } = parameters ?? {};
  assertHash(hash, 'parameters.hash');
  assertHash(mgfHash, 'parameters.mgfHash');
  assertBytes(label, 'parameters.label');
  return parameters;
}

/** Maximum bytes of a message. */
function roomOf({ name, outputLength: hLen }: Hash, k: number): number {
  const room = k - 2 * hLen - 2;
  if (room >= 0) return room;
  throw new RsaError('modulus-too-short', `${k} bytes cannot hold a message with ${name}`, 'RFC 8017 §7.1.1');
}
