/** Passwords, and what a key may cost that is read with one. */
import { assertBytes, assertInteger, utf8ToBytes } from '../../bytes/index.ts';

/** A text, which stands for its UTF-8 bytes (RFC 8018 §3), or the bytes themselves. An empty one is a password too. Secret. */
export type Password = string | Uint8Array;

/** The most that a key derivation may ask for: its parameters are in the file, and a few bytes there could ask for years. */
export interface DerivationLimits {
  /** Iterations of PBKDF2. Default: 10,000,000. */
  readonly maxIterations?: number | undefined;
  /** Bytes of memory of scrypt. Default: 268,435,456 (256 MiB). */
  readonly maxMemory?: number | undefined;
  /** Work of scrypt, as `cost · blockSize · parallelization`. Default: 2^25. */
  readonly maxWork?: number | undefined;
  /** Bytes of salt. Default: 1024. */
  readonly maxSaltLength?: number | undefined;
}

export interface DecryptionOptions extends DerivationLimits {
  readonly password: Password;
}

export const DERIVATION_LIMITS = ['maxIterations', 'maxMemory', 'maxWork', 'maxSaltLength'] as const;

/** The bytes of a password.
 * @throws UsageError `wrong-type`; EncodingError `invalid-utf8` for a text with a lone surrogate. Timing: depends on its length. */
export function passwordBytes(password: unknown, argument: string): Uint8Array {
  if (typeof password === 'string') return utf8ToBytes(password);
  assertBytes(password, argument);
  return password;
}

/** @throws UsageError unless each limit that is given is a positive integer. */
export function assertDerivationLimits(limits: DerivationLimits): void {
  for (const name of DERIVATION_LIMITS) {
    if (limits[name] !== undefined) assertInteger(limits[name], `options.${name}`, name === 'maxSaltLength' ? 0 : 1);
  }
}
