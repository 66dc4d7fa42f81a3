/** Keys as commands write them: the key and its text form, in OpenSSL's order. */
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
  /** The text beside the key; none in DER. */
  readonly text: string;
  /** The text comes before the key, as with OpenSSL's `ec`. Default: after it. */
  readonly isTextFirst?: boolean;
  /** Write no key. Default: false. */
  readonly noout?: boolean;
  /** The traditional form, PKCS #1 or SEC 1, if the key type has one. Default: false. */
  readonly traditional?: boolean;
  /** How to encrypt a private key; it is then written as PKCS #8. Default: no encryption. */
  readonly encryption?: EncryptionOptions | undefined;
}

/** The traditional form; PKCS #8 if the key type has none. */
const traditionalFormat = ({ type }: PrivateKey): 'pkcs1' | 'sec1' | 'pkcs8' =>
  type === 'rsa' ? 'pkcs1' : type === 'ec' ? 'sec1' : 'pkcs8';

/** A private key and the text beside it. DER is of the traditional form, as OpenSSL 3.0 writes it.
 * @throws CliError `usage` for a text beside DER. */
export function privateKeyBytes(key: PrivateKey, outform: Form, output: KeyOutput): Bytes {
  const { text, noout, traditional, encryption } = output;
  if (noout) return utf8ToBytes(text);
  if (encryption !== undefined) {
    if (outform === 'PEM') return besidePem(writeEncryptedPrivateKeyPem(key, encryption), output);
    return besideDer(encryptPrivateKey(key, encryption), text);
  }
  if (outform === 'PEM')
    return besidePem(writePrivateKeyPem(key, traditional ? traditionalFormat(key) : 'pkcs8'), output);
  return besideDer(encodePrivateKey(key, traditionalFormat(key)), text);
}

/** A public key and the text beside it. @throws as `privateKeyBytes`. */
export function publicKeyBytes(key: KnownPublicKey, outform: Form, output: KeyOutput): Bytes {
  if (output.noout) return utf8ToBytes(output.text);
  if (outform === 'PEM') return besidePem(writePublicKeyPem(key, 'spki'), output);
  return besideDer(encodePublicKey(key, 'spki'), output.text);
}

const besidePem = (pem: string, { text, isTextFirst }: KeyOutput): Bytes =>
  utf8ToBytes(isTextFirst ? text + pem : pem + text);

function besideDer(der: Uint8Array, text: string): Bytes {
  if (text === '') return concat(der);
  throw usageError('text cannot be written beside DER: give -noout or -outform PEM');
}
