/** Keys encrypted inside of PEM, as OpenSSL did before PKCS #8: `Proc-Type: 4,ENCRYPTED` and `DEK-Info` (RFC 1421 §4.6.1.1, §4.6.1.3).
 * Decryption only: the key derivation is a single iteration of MD5, so it does not slow down password guessing. */
import { type Bytes, concat, EncodingError, hexToBytes } from '../../bytes/index.ts';
import { CBC_CIPHERS, decryptPadded } from '../encryption/ciphers.ts';
import { unsupported, wrongParameters } from '../encryption/faults.ts';
import { md5 } from './md5.ts';

const RULE = 'RFC 1421 §4.6.1.3';

/** Decrypts the content of a PEM block with these headers.
 * @throws KeyError `unsupported-algorithm` for another cipher than AES or DES-EDE3 in CBC mode, `encryption-parameters` for malformed
 * headers, `decryption-failed`. Timing: reads tables at secret indices. */
export function decryptProcType(headers: readonly string[], ciphertext: Uint8Array, password: Uint8Array): Bytes {
  const dekInfo = headers.flatMap(
    (header) => /^DEK-Info:\s*([A-Za-z0-9-]{1,40})\s*(?:,\s*([0-9A-Fa-f]*))?\s*$/.exec(header) ?? [],
  );
  if (dekInfo.length !== 3) throw wrongParameters('there is not one DEK-Info that names a cipher', RULE);
  const [, name, hex = ''] = dekInfo;
  const cipher = CBC_CIPHERS.find((one) => one.name.toUpperCase() === name.toUpperCase());
  if (cipher === undefined) throw unsupported(`Proc-Type with the cipher ${name}`, RULE);
  const iv = ivOf(hex);
  if (iv.length !== cipher.blockLength) throw wrongParameters(`the IV of DEK-Info has ${iv.length} bytes`, RULE);
  return decryptPadded(cipher, bytesToKey(password, iv.subarray(0, 8), cipher.keyLength), iv, ciphertext);
}

function ivOf(hex: string): Bytes {
  try {
    return hexToBytes(hex);
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    throw wrongParameters('the IV of DEK-Info is not hexadecimal', RULE);
  }
}

/** OpenSSL's EVP_BytesToKey with MD5 and a count of one: D_i = MD5(D_(i−1) || password || salt), one after another. */
function bytesToKey(password: Uint8Array, salt: Uint8Array, length: number): Bytes {
  let D = new Uint8Array(0);
  let key = new Uint8Array(0);
  while (key.length < length) {
    D = md5(concat(D, password, salt));
    key = concat(key, D);
  }
  return key.slice(0, length);
}
