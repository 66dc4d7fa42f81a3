/** Public keys as OpenSSH writes them, one line: `authorized_keys`, `known_hosts`, `id_ed25519.pub` (RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4). */
import {
  assertOptions,
  assertString,
  type Bytes,
  bitLength,
  bytesToBase64,
  concat,
  i2osp,
  UsageError,
  utf8ToBytes,
} from '../bytes/index.ts';
import type { CurveName } from '../ec/index.ts';
import { KeyError } from './errors.ts';
import { type PublicKey, rowOfPublic } from './key-types.ts';

export interface OpenSshOptions {
  /** The comment after the key, usually its owner: `jane@example.test`. Default: none. */
  readonly comment?: string | undefined;
}

/** RFC 5656 §10.1: `[identifier]` of the curves. */
const CURVES: Readonly<Record<CurveName, string>> = { 'P-256': 'nistp256', 'P-384': 'nistp384', 'P-521': 'nistp521' };

/** A public key as a line in OpenSSH's format: `ssh-ed25519 AAAA… comment`, with a line feed.
 * @param key - RSA, EC or Ed25519; for a private key, its public half is written.
 * @throws UsageError for values that are not a public key, and for a comment of several lines; KeyError `unsupported-algorithm` for RSA-PSS
 * and X25519 keys, which OpenSSH does not support. */
export function writeOpenSshPublicKey(key: PublicKey, options: OpenSshOptions = {}): string {
  assertOptions(options, 'options', ['comment']);
  const { comment = '' } = options;
  assertString(comment, 'options.comment');
  // A line feed would begin a new line, which could authorize another key.
  if (/\p{Cc}/u.test(comment)) throw new UsageError('out-of-range', 'options.comment', 'must be of one line');
  const [name, ...fields] = partsOf(key);
  const blob = concat(...[utf8ToBytes(name), ...fields].map(string));
  return `${name} ${bytesToBase64(blob)}${comment === '' ? '' : ` ${comment}`}\n`;
}

/** The name of the key's format, and the fields that follow it. */
function partsOf(key: PublicKey): [name: string, ...fields: Uint8Array[]] {
  const { name } = rowOfPublic(key);
  switch (key.type) {
    case 'rsa':
      return ['ssh-rsa', mpint(key.publicExponent), mpint(key.modulus)];
    case 'ec': {
      const curve = CURVES[key.curve];
      return [`ecdsa-sha2-${curve}`, utf8ToBytes(curve), key.point];
    }
    case 'ed25519':
      return ['ssh-ed25519', key.publicKey];
    default:
      throw new KeyError('unsupported-algorithm', `${name} keys have no form in OpenSSH`, 'RFC 4253 §6.6');
  }
}

/** RFC 4251 §5: a string is its length in four bytes, and its bytes. */
function string(bytes: Uint8Array): Bytes {
  return concat(i2osp(BigInt(bytes.length), 4), bytes);
}

/** RFC 4251 §5: two's complement, so that a positive number's first bit is zero. */
const mpint = (value: bigint): Bytes => i2osp(value, Math.floor(bitLength(value) / 8) + 1);
