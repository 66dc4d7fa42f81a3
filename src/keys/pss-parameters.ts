/** The parameters of RSASSA-PSS (RFC 4055 §3.1): of a signature, or those that a key is restricted to. */

import { type Element, explicit, hashNameOf, hashOid, sequence, smallInteger, withDefault } from '../asn1/index.ts';
import { ALGORITHM_OIDS } from '../asn1/internal.ts';
import { assertInteger, assertOptions, assertString, type Bytes, equalBytes } from '../bytes/index.ts';
import { DecodeError, decode, encode, type ValueOf } from '../codec/index.ts';
import { type AlgorithmIdentifier, algorithmIdentifier, NULL_PARAMETERS } from './algorithm.ts';
import { KeyError } from './errors.ts';

const RULE = 'RFC 4055 §3.1';
const MGF1 = ALGORITHM_OIDS.mgf1;

/** RFC 4055 §2.1: written with NULL parameters, accepted without parameters too. */
const hashIdentifier = (name: string): AlgorithmIdentifier => {
  assertString(name, 'hash');
  const algorithm = hashOid(name);
  if (algorithm === undefined) throw unsupported(`the hash ${name} has no OID`);
  return { algorithm, parameters: NULL_PARAMETERS };
};
const mgf1Identifier = (name: string): AlgorithmIdentifier => ({
  algorithm: MGF1,
  parameters: encode(algorithmIdentifier, hashIdentifier(name)),
});

const describedPssParameters = sequence('RSASSA-PSS-params', RULE, {
  hashAlgorithm: withDefault(explicit(0, algorithmIdentifier), hashIdentifier('sha1')),
  maskGenAlgorithm: withDefault(explicit(1, algorithmIdentifier), mgf1Identifier('sha1')),
  saltLength: withDefault(explicit(2, smallInteger(0, 65_535, RULE)), 20),
  trailerField: withDefault(explicit(3, smallInteger(1, 1, RULE)), 1),
});
export interface PssParametersFields extends ValueOf<typeof describedPssParameters> {}
/** RSASSA-PSS-params. */
export const pssParameters: Element<PssParametersFields> = describedPssParameters;

/** The same by names of hashes, as in `Hash.name`. */
export interface NamedPssParameters {
  readonly hash: string;
  readonly mgfHash: string;
  /** Bytes. */
  readonly saltLength: number;
}

/** @throws KeyError `unsupported-algorithm` for a hash without an OID. */
export function encodePssParameters(parameters: NamedPssParameters): Bytes {
  assertOptions(parameters, 'parameters', ['hash', 'mgfHash', 'saltLength']);
  const { hash, mgfHash, saltLength } = parameters;
  assertInteger(saltLength, 'parameters.saltLength', 0);
  return encode(pssParameters, {
    hashAlgorithm: hashIdentifier(hash),
    maskGenAlgorithm: mgf1Identifier(mgfHash),
    saltLength,
    trailerField: 1,
  });
}

/** Reads the parameters of an AlgorithmIdentifier.
 * @throws KeyError `unsupported-algorithm` for malformed parameters, and for an unknown hash or mask generation function. */
export function decodePssParameters(parameters: Uint8Array): NamedPssParameters {
  try {
    const { hashAlgorithm, maskGenAlgorithm, saltLength } = decode(pssParameters, parameters);
    if (maskGenAlgorithm.algorithm !== MGF1 || maskGenAlgorithm.parameters === undefined)
      throw unsupported('the mask is not MGF1');
    const mgfHash = nameOf(decode(algorithmIdentifier, maskGenAlgorithm.parameters));
    return { hash: nameOf(hashAlgorithm), mgfHash, saltLength };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw unsupported(`malformed parameters (${error.code})`);
  }
}

function nameOf({ algorithm, parameters }: AlgorithmIdentifier): string {
  const name = hashNameOf(algorithm);
  if (name === undefined) throw unsupported(`the hash ${algorithm} is not known`);
  if (parameters !== undefined && !equalBytes(parameters, NULL_PARAMETERS)) throw unsupported('a hash has parameters');
  return name;
}

const unsupported = (why: string): KeyError => new KeyError('unsupported-algorithm', `RSASSA-PSS: ${why}`, RULE);
