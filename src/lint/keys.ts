/** The public key of a certificate or request, as far as its fields can be read. */

import { oid as oidCodec } from '../asn1/index.ts';
import { ALGORITHM_OIDS } from '../asn1/internal.ts';
import { DecodeError, decode } from '../codec/index.ts';
import { CURVE_OIDS } from '../ec/internal.ts';
import { field, type Part } from './reading/part.ts';
import type { Subject } from './subject.ts';

export const KEY_OIDS = {
  rsa: ALGORITHM_OIDS.rsaEncryption,
  rsaPss: ALGORITHM_OIDS.rsassaPss,
  ec: ALGORITHM_OIDS.ecPublicKey,
  x25519: CURVE_OIDS.X25519,
  x448: CURVE_OIDS.X448,
  ed25519: CURVE_OIDS.Ed25519,
  ed448: CURVE_OIDS.Ed448,
  mlDsa44: '2.16.840.1.101.3.4.3.17',
  mlDsa65: '2.16.840.1.101.3.4.3.18',
  mlDsa87: '2.16.840.1.101.3.4.3.19',
} as const;

/** A number, and where it is. */
export interface NumberPart {
  readonly part: Part;
  readonly value: bigint;
}

const numberAt = (key: Part | undefined, name: string): NumberPart | undefined => {
  const part = field(key, name);
  return part === undefined || typeof part.value !== 'bigint' ? undefined : { part, value: part.value };
};

/** Modulus and exponent of an RSA key. */
export function rsaOf(it: Subject): { readonly modulus?: NumberPart; readonly exponent?: NumberPart } {
  const key = field(it.publicKey, 'subjectPublicKey');
  const [modulus, exponent] = [numberAt(key, 'modulus'), numberAt(key, 'publicExponent')];
  return { ...(modulus && { modulus }), ...(exponent && { exponent }) };
}

/** AlgorithmIdentifier of the key. */
export interface KeyAlgorithm {
  readonly part: Part;
  readonly oid: string;
  /** One encoded element. */
  readonly parameters: Uint8Array | undefined;
}

export function keyAlgorithmOf(it: Subject): KeyAlgorithm | undefined {
  const part = field(it.publicKey, 'algorithm');
  const oid = it.keyAlgorithm;
  if (part === undefined || oid === undefined) return undefined;
  return { part, oid, parameters: field(part, 'parameters')?.value as Uint8Array | undefined };
}

/** The bits of a key that is not an RSA key. */
export function keyBitsOf(it: Subject): { readonly part: Part; readonly bits: Uint8Array } | undefined {
  const part = field(it.publicKey, 'subjectPublicKey');
  return part?.value instanceof Uint8Array ? { part, bits: part.value } : undefined;
}

/** OID of an EC key's curve; undefined if the parameters are not an OID. */
export function curveOf(it: Subject): string | undefined {
  const parameters = keyAlgorithmOf(it)?.parameters;
  if (parameters === undefined) return undefined;
  try {
    return decode(oidCodec, parameters);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
