/** Passwords, and the limits on the cost of key derivation when an encrypted file is read. */
import { assertBytes, assertInteger, utf8ToBytes } from '../../bytes/index.ts';
import type { TurnOptions } from '../../hash/index.ts';

/** A text, or the bytes themselves. A text stands for its UTF-8 bytes (RFC 8018 §3); under PKCS #12's own key derivation, for its BMPString
 * followed by two zero bytes (RFC 7292 §B.1). The empty password is allowed. Secret. */
export type Password = string | Uint8Array;

/** Limits on key derivation. Its parameters come from the file, where a few bytes could require years of work. */
export interface DerivationLimits {
  /** Maximum iterations of PBKDF2 and of PKCS #12's derivation, summed over one file. Default: 10,000,000. */
  readonly maxIterations?: number | undefined;
  /** Maximum memory of scrypt in bytes. Default: 268,435,456 (256 MiB). */
  readonly maxMemory?: number | undefined;
  /** Maximum work of scrypt, as `cost · blockSize · parallelization`, summed over one file. Default: 2^25. */
  readonly maxWork?: number | undefined;
  /** Maximum bytes of salt. Default: 1024. */
  readonly maxSaltLength?: number | undefined;
}

/** Options for decryption. `onProgress` and `signal` apply to each derivation in turn. */
export interface DecryptionOptions extends DerivationLimits, TurnOptions {
  readonly password: Password;
}

export const DERIVATION_LIMITS = ['maxIterations', 'maxMemory', 'maxWork', 'maxSaltLength'] as const;
/** The options of reading with a password, except the password itself. */
export const DERIVATION_OPTIONS = [...DERIVATION_LIMITS, 'onProgress', 'signal'] as const;

/** A password in the encodings that the key derivations need. */
export interface PasswordForms {
  /** For PBKDF2, scrypt and OpenSSL's old derivation. */
  readonly utf8: Uint8Array;
  /** For PKCS #12's derivation. */
  readonly bmp: Uint8Array;
}

/** The forms of a password. Bytes are taken as they are, whatever the derivation.
 * @throws UsageError `wrong-type`; EncodingError `invalid-utf8` for a text with a lone surrogate. Timing: depends on its length. */
export function passwordForms(password: unknown, argument: string): PasswordForms {
  if (typeof password === 'string') return { utf8: utf8ToBytes(password), bmp: bmpBytes(password) };
  assertBytes(password, argument);
  return { utf8: password, bmp: password };
}

/** RFC 7292 §B.1: "a NULL-terminated BMPString". Characters beyond have two surrogates, as OpenSSL and Java write them. */
function bmpBytes(text: string): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * text.length + 2));
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i));
  return new Uint8Array(view.buffer);
}

/** @throws UsageError unless each limit that is given is a positive integer (`maxSaltLength` may be 0). */
export function assertDerivationLimits(limits: DerivationLimits): void {
  for (const name of DERIVATION_LIMITS) {
    if (limits[name] !== undefined) assertInteger(limits[name], `options.${name}`, name === 'maxSaltLength' ? 0 : 1);
  }
}
