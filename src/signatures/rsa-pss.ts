/** RSASSA-PSS as a family of signature schemes (RFC 4055 §3; RFC 8446 §4.2.3): a hash, a hash of the mask, a length of salt. */
import { ALGORITHM_OIDS } from '../asn1/internal.ts';
import { assertInteger, assertOptions } from '../bytes/index.ts';
import { assertHash, type Hash, sha1, sha224, sha256, sha384, sha512 } from '../hash/index.ts';
import {
  type AlgorithmIdentifier,
  decodePssParameters,
  encodePssParameters,
  KeyError,
  type NamedPssParameters,
  type PrivateKey,
  type PublicKey,
  rsaKeys,
  rsaPssKeys,
} from '../keys/index.ts';
import { assertNumbers } from '../keys/internal.ts';
import { signPssDigest, verifyPssDigest } from '../rsa/index.ts';
import { privateKeyFor } from './keys-for.ts';
import type { CodePoint, SignatureScheme } from './scheme.ts';

const RSASSA_PSS = ALGORITHM_OIDS.rsassaPss;
const HASHES: readonly Hash[] = [sha1, sha224, sha256, sha384, sha512];

interface Member {
  readonly hash: Hash;
  readonly mgfHash: Hash;
  readonly saltLength: number;
}

/** The usual parameters, as in TLS: the same hash for the mask, and a salt as long as the digest. */
function usual(hash: Hash, ids?: { readonly rsae: number; readonly pss: number }): SignatureScheme {
  const codePoint = (id: number, kind: string, keyType: CodePoint['keyType']): CodePoint => ({
    id,
    name: `rsa_pss_${kind}_${hash.name}`,
    keyType,
    versions: ['TLSv1.2', 'TLSv1.3'],
  });
  const codePoints = ids ? [codePoint(ids.rsae, 'rsae', 'rsa'), codePoint(ids.pss, 'pss', 'rsa-pss')] : [];
  return pss({ hash, mgfHash: hash, saltLength: hash.outputLength }, `rsa_pss_${hash.name}`, codePoints);
}

function pss(parameters: Member, name: string, codePoints: readonly CodePoint[]): SignatureScheme {
  const { hash, mgfHash, saltLength } = parameters;
  const named: NamedPssParameters = { hash: hash.name, mgfHash: mgfHash.name, saltLength };
  const scheme: Required<SignatureScheme> = {
    name,
    algorithm: { algorithm: RSASSA_PSS, parameters: encodePssParameters(named) },
    algorithmName: 'rsassaPss',
    keyTypes: ['rsa', 'rsa-pss'],
    hash,
    weak: hash === sha1,
    codePoints,
    accepts: (key) => isAllowed(named, key),
    sign: (key, message, random) => scheme.signDigest(key, hash.digest(message), random),
    verify: (key, message, signature) => scheme.verifyDigest(key, hash.digest(message), signature),
    signDigest(key, digest, random) {
      const rsa = privateKeyFor<typeof rsaKeys | typeof rsaPssKeys>(scheme, key, rsaKeys, rsaPssKeys);
      if (isAllowed(named, key)) return signPssDigest(parameters, rsa, digest, random);
      throw new KeyError('restricted', `the key is not for ${name}`, 'RFC 4055 §3.3');
    },
    verifyDigest: (key, digest, signature) =>
      (key?.type === 'rsa' || key?.type === 'rsa-pss') &&
      isAllowed(named, key) &&
      verifyPssDigest(parameters, key, digest, signature),
  };
  return scheme;
}

/** RFC 4055 §3.3: an RSASSA-PSS key with parameters allows only their hash and their hash of MGF1, and no salt shorter than theirs. */
function isAllowed({ hash, mgfHash, saltLength }: NamedPssParameters, key: PrivateKey | PublicKey): boolean {
  if (key?.type === 'rsa-pss') assertNumbers([rsaPssKeys], key);
  const restriction = key?.type === 'rsa-pss' ? key.restriction : undefined;
  if (restriction === undefined) return true;
  return restriction.hash === hash && restriction.mgfHash === mgfHash && restriction.saltLength <= saltLength;
}

export const RSA_PSS_SHA224 = usual(sha224);
export const RSA_PSS_SHA256 = usual(sha256, { rsae: 0x0804, pss: 0x0809 });
export const RSA_PSS_SHA384 = usual(sha384, { rsae: 0x0805, pss: 0x080a });
export const RSA_PSS_SHA512 = usual(sha512, { rsae: 0x0806, pss: 0x080b });
const USUAL = [RSA_PSS_SHA224, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512];

/** A scheme with the given parameters.
 * @param parameters - its hashes, and the length of its salt in bytes. @throws nothing here; signing throws RsaError if a key is too short. */
export const rsaPss = (parameters: Member): SignatureScheme => {
  assertOptions(parameters, 'parameters', ['hash', 'mgfHash', 'saltLength']);
  const { hash, mgfHash, saltLength } = parameters;
  assertHash(hash, 'parameters.hash');
  assertHash(mgfHash, 'parameters.mgfHash');
  assertInteger(saltLength, 'parameters.saltLength', 0);
  return pss(parameters, `rsa_pss_${hash.name}_mgf1_${mgfHash.name}_${saltLength}`, []);
};

/** The scheme of an algorithm identifier; undefined for another algorithm, or unknown parameters. */
export function pssSchemeOf({ algorithm, parameters }: AlgorithmIdentifier): SignatureScheme | undefined {
  // RFC 4055 §3.1: parameters are required in a signature.
  if (algorithm !== RSASSA_PSS || parameters === undefined) return undefined;
  const named = namedParameters(parameters);
  const hash = HASHES.find(({ name }) => name === named?.hash);
  const mgfHash = HASHES.find(({ name }) => name === named?.mgfHash);
  if (named === undefined || hash === undefined || mgfHash === undefined) return undefined;
  const { saltLength } = named;
  const known = USUAL.find((one) => one.hash === hash && mgfHash === hash && saltLength === hash.outputLength);
  return known ?? rsaPss({ hash, mgfHash, saltLength });
}

function namedParameters(parameters: Uint8Array): NamedPssParameters | undefined {
  try {
    return decodePssParameters(parameters);
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    return undefined;
  }
}
