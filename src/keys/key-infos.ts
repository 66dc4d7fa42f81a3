/** SubjectPublicKeyInfo and PrivateKeyInfo of every key type: the codecs alone, without the keys' arithmetic. */
import { KEY_ENCODINGS } from './key-encodings.ts';
import {
  type PrivateKeyInfoOf,
  privateKeyInfoOf,
  type SubjectPublicKeyInfoOf,
  subjectPublicKeyInfoOf,
} from './structures.ts';

/** SubjectPublicKeyInfo of every key type. */
export const subjectPublicKeyInfo = subjectPublicKeyInfoOf(KEY_ENCODINGS);
export type SubjectPublicKeyInfo = SubjectPublicKeyInfoOf<typeof KEY_ENCODINGS>;
/** PrivateKeyInfo of every key type. */
export const privateKeyInfo = privateKeyInfoOf(KEY_ENCODINGS);
export type PrivateKeyInfo = PrivateKeyInfoOf<typeof KEY_ENCODINGS>;
