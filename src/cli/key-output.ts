/** Keys as commands write them: the key, followed by its text form, in OpenSSL's order. */
import { type Bytes, concat, utf8ToBytes } from '../bytes/index.ts';
import {
  type EncryptionOptions,
  encodePrivateKey,
  encodePublicKey,
  encryptPrivateKey,
  type KnownPublicKey,
  type PrivateKey,
  writeEncryptedPrivateKeyPem,
  writePrivateKeyPem,
  writePublicKeyPem,
} from '../keys/index.ts';
import { usageError } from './command.ts';
import type { Form } from './key-files.ts';

export interface KeyOutput {
  /** The text after the key; none in DER. */
  readonly text: string;
  /** Write no key. Default: false. */
  readonly noout?: boolean;
  /** The traditional form, PKCS #1 or SEC 1, if the kind of key has one. Default: false. */
  readonly traditional?: boolean;
  /** How to encrypt a private key; it is then written as PKCS #8. Default: no encryption. */
  readonly encryption?: EncryptionOptions | undefined;
}

/** The traditional form; PKCS #8 if the kind of key has none. */
const traditionalFormat = ({ type }: PrivateKey): 'pkcs1' | 'sec1' | 'pkcs8' =>
  type === 'rsa' ? 'pkcs1' : type === 'ec' ? 'sec1' : 'pkcs8';

/** A private key and the text after it. DER is of the traditional form, as OpenSSL 3.0 writes it.
 * @throws CliError `usage` for a text after DER. */
export function privateKeyBytes(
  key: PrivateKey,
  outform: Form,
  { text, noout, traditional, encryption }: KeyOutput,
): Bytes {
  if (noout) return utf8ToBytes(text);
  if (encryption !== undefined) {
    if (outform === 'PEM') return utf8ToBytes(writeEncryptedPrivateKeyPem(key, encryption) + text);
    return behindDer(encryptPrivateKey(key, encryption), text);
  }
  if (outform === 'PEM') {
    return utf8ToBytes(writePrivateKeyPem(key, traditional ? traditionalFormat(key) : 'pkcs8') + text);
  }
  return behindDer(encodePrivateKey(key, traditionalFormat(key)), text);
}

/** A public key and the text after it. @throws as `privateKeyBytes`. */
export function publicKeyBytes(key: KnownPublicKey, outform: Form, { text, noout }: KeyOutput): Bytes {
  if (noout) return utf8ToBytes(text);
  if (outform === 'PEM') return utf8ToBytes(writePublicKeyPem(key, 'spki') + text);
  return behindDer(encodePublicKey(key, 'spki'), text);
}

function behindDer(der: Uint8Array, text: string): Bytes {
  if (text === '') return concat(der);
  throw usageError('no text can stand behind DER: -noout, or -outform PEM');
}
