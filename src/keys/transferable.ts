/** Keys in a form that can be sent to a worker. Private keys hold their components in private fields, which `structuredClone` does not
 * copy. */
import { assertBytes, assertOptions, type Bytes, UsageError } from '../bytes/index.ts';
import { decode } from '../codec/index.ts';
import { subjectPublicKeyInfo } from './key-infos.ts';
import { KEY_TYPES, type PrivateKey, type PublicKey } from './key-types.ts';
import { decodePrivateKey, encodePrivateKey, encodePublicKey, publicKeyFromSpki } from './keys.ts';

/** A key as a plain record, which `postMessage` and `structuredClone` copy whole. The record of a private key is as secret as the key. */
export interface TransferableKey {
  readonly type: PrivateKey['type'] | PublicKey['type'];
  readonly half: 'private' | 'public';
  /** PKCS #8, or SubjectPublicKeyInfo. Its buffer may be transferred: `postMessage(record, [record.der.buffer])`. */
  readonly der: Bytes;
}

const isPrivate = (key: PrivateKey | PublicKey): key is PrivateKey =>
  (KEY_TYPES as readonly { isPrivate(value: unknown): boolean }[]).some((row) => row.isPrivate(key));

/** The record of a key of any type.
 * @throws UsageError `wrong-type` for values that are not a key, such as a private key's copy by `structuredClone`.
 * Timing: depends on the lengths of the key's components. */
export function toTransferable(key: PrivateKey | PublicKey): TransferableKey {
  if (isPrivate(key)) return { type: key.type, half: 'private', der: encodePrivateKey(key, 'pkcs8') };
  return { type: key?.type, half: 'public', der: encodePublicKey(key, 'spki') };
}

/** The key of a record. It is checked like any other key that is read.
 * @throws UsageError for values that are not such a record, or whose key is of another type than `type`; what `decodePrivateKey` and
 * `publicKeyFromSpki` throw.
 * Timing: as `decodePrivateKey`. */
export function fromTransferable(record: TransferableKey): PrivateKey | PublicKey {
  assertOptions(record, 'record', ['type', 'half', 'der']);
  const { type, half, der } = record;
  assertBytes(der, 'record.der');
  if (half !== 'private' && half !== 'public') {
    throw new UsageError('out-of-range', 'record.half', 'must be "private" or "public"');
  }
  const key =
    half === 'private' ? decodePrivateKey(der, 'pkcs8') : publicKeyFromSpki(decode(subjectPublicKeyInfo, der));
  if (key.type === type) return key;
  throw new UsageError('out-of-range', 'record.type', `is not that of the key, ${key.type}`);
}
