/** The keys of vectors/keys.json, for the tests of this room and of those above it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { VitrineError } from '../../src/bytes/index.ts';
import { type PrivateKey, readPrivateKeyPem } from '../../src/keys/index.ts';

export interface KeyVector {
  readonly bits: number;
  readonly pkcs8: string;
  readonly pkcs1: string;
  readonly spki: string;
  readonly pkcs1Public: string;
  readonly keyIdentifier: string;
}
interface File {
  readonly cases: readonly KeyVector[];
  readonly refused: readonly { readonly name: string; readonly code: string; readonly pem: string }[];
}

export const { cases, refused }: File = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../vectors/keys.json'), 'utf8'),
);

/** The key of vectors/encrypted-keys.json, and it under passwords. */
interface Encrypted {
  readonly name: string;
  /** In hexadecimal. */
  readonly password: string;
  readonly pem: string;
}
export const encryptedKeys: {
  readonly key: string;
  readonly read: readonly Encrypted[];
  /** By PKCS #12's algorithms. */
  readonly pbe: readonly Encrypted[];
  readonly refused: readonly Encrypted[];
} = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../vectors/encrypted-keys.json'), 'utf8'));

/** OpenSSL's key of so many bits: 1024, 2048 or 3072. */
export const opensslPrivateKey = (bits: number): PrivateKey =>
  readPrivateKeyPem(cases.find((vector) => vector.bits === bits)!.pkcs8);

/** The code of the error that `action` throws. */
export function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof VitrineError) return error.code;
    throw error;
  }
  return 'nothing thrown';
}
