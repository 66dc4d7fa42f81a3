/** Passwords, and what a key may cost that is read with one. */
import { assertBytes, assertInteger, utf8ToBytes } from '../../bytes/index.ts';
import type { TurnOptions } from '../../hash/index.ts';

/** A text, or the bytes themselves. A text stands for its UTF-8 bytes (RFC 8018 §3); under PKCS #12's own key derivation, for its BMPString
 * with two zero bytes behind (RFC 7292 §B.1). An empty one is a password too. Secret. */
export type Password = string | Uint8Array;

/** The most that a key derivation may ask for: its parameters are in the file, and a few bytes there could ask for years. */
export interface DerivationLimits {
  /** Iterations of PBKDF2 and of PKCS #12's derivation, those of one file together. Default: 10,000,000. */
  readonly maxIterations?: number | undefined;
  /** Bytes of memory of scrypt. Default: 268,435,456 (256 MiB). */
  readonly maxMemory?: number | undefined;
  /** Work of scrypt, as `cost · blockSize · parallelization`, that of one file together. Default: 2^25. */
  readonly maxWork?: number | undefined;
  /** Bytes of salt. Default: 1024. */
  readonly maxSaltLength?: number | undefined;
}

/** How what is encrypted is read. `onProgress` and `signal` are those of each derivation, one after the other. */
export interface DecryptionOptions extends DerivationLimits, TurnOptions {
  readonly password: Password;
}

export const DERIVATION_LIMITS = ['maxIterations', 'maxMemory', 'maxWork', 'maxSaltLength'] as const;
/** The options of reading with a password, but for the password. */
export const DERIVATION_OPTIONS = [...DERIVATION_LIMITS, 'onProgress', 'signal'] as const;

/** A password, as each derivation takes it. */
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

/** @throws UsageError unless each limit that is given is a positive integer. */
export function assertDerivationLimits(limits: DerivationLimits): void {
  for (const name of DERIVATION_LIMITS) {
    if (limits[name] !== undefined) assertInteger(limits[name], `options.${name}`, name === 'maxSaltLength' ? 0 : 1);
  }
}
