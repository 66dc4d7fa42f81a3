/** The MAC of a PKCS #12 file: HMAC under a key derived from the password with PKCS #12's own function (RFC 7292 §4, appendix B). */

import { hashNameOf } from '../../asn1/index.ts';
import { HASH_OIDS, MD5_OID, PBE_OIDS } from '../../asn1/internal.ts';
import { type Bytes, ctEqual, equalBytes, type Random, randomBytes } from '../../bytes/index.ts';
import { type Hash, hmac, sha1, sha224, sha256, sha384, sha512, type TurnOptions } from '../../hash/index.ts';
import { NULL_PARAMETERS } from '../algorithm.ts';
import type { Derivations } from '../encryption/derivations.ts';
import { unsupported, wrongParameters } from '../encryption/faults.ts';
import { toNumber } from '../encryption/kdf.ts';
import { KeyError } from '../errors.ts';
import { derivePkcs12, KDF_ID } from '../legacy/pkcs12-kdf.ts';
import type { MacData } from './structures.ts';

const RULE = 'RFC 7292 §4';
const HASHES: readonly Hash[] = [sha1, sha224, sha256, sha384, sha512];
const SHA256 = HASH_OIDS.sha256;
const OTHER_MACS: Readonly<Record<string, string>> = {
  [PBE_OIDS.pbmac1]: 'PBMAC1',
  [MD5_OID]: 'MD5',
  [HASH_OIDS['sha512-256']]: 'SHA-512/256',
};
/** Bytes of the salt that we write. */
const SALT_LENGTH = 16;

/** The parameters of a file's MAC. */
export interface Pkcs12Mac {
  /** The hash under HMAC: `sha256`. */
  readonly hash: string;
  readonly iterations: number;
  /** Bytes. */
  readonly length: number;
  /** Bytes. */
  readonly saltLength: number;
}

/** The parameters of the MAC. @throws KeyError `unsupported-algorithm`, `encryption-parameters`. */
export function describeMac({ mac: { digestAlgorithm, digest }, macSalt, iterations }: MacData): Pkcs12Mac {
  const { algorithm } = digestAlgorithm;
  const hash = hashOf(algorithm);
  if (hash === undefined) {
    const name = Object.hasOwn(OTHER_MACS, algorithm) ? `${OTHER_MACS[algorithm]} (${algorithm})` : algorithm;
    throw unsupported(`a PKCS #12 MAC by ${name}`, 'RFC 7292 §4; RFC 9579');
  }
  const { parameters } = digestAlgorithm;
  if (parameters !== undefined && !equalBytes(parameters, NULL_PARAMETERS)) {
    throw wrongParameters('the parameters of the MAC’s hash are not NULL', RULE);
  }
  const rounds = toNumber(iterations);
  if (rounds < 1) throw wrongParameters('the MAC has no iteration', RULE);
  if (digest.length !== hash.outputLength) throw wrongParameters(`the MAC has ${digest.length} bytes`, RULE);
  return { hash: hash.name, iterations: rounds, length: digest.length, saltLength: macSalt.length };
}

const hashOf = (algorithm: string): Hash | undefined => {
  const name = hashNameOf(algorithm);
  return name === undefined ? undefined : HASHES.find((hash) => hash.name === name);
};

/** Checks the MAC of a content.
 * @param password - as a BMPString. @throws KeyError `mac-mismatch`; as `describeMac`; KdfError above a limit. */
export function* checkMac(
  macData: MacData,
  content: Uint8Array,
  password: Uint8Array,
  derivations: Derivations,
): Generator<void, Pkcs12Mac> {
  const described = describeMac(macData);
  derivations.assertSalt(macData.macSalt);
  derivations.spendIterations(described.iterations);
  const hash = hashOf(macData.mac.digestAlgorithm.algorithm)!;
  const { iterations, length } = described;
  const options = { id: KDF_ID.mac, iterations, length, turns: derivations.turns };
  const key = yield* derivePkcs12(hash, password, macData.macSalt, options);
  if (ctEqual(hmac(hash, key, content), macData.mac.digest)) return described;
  throw new KeyError('mac-mismatch', 'the password is wrong, or the file was changed', RULE);
}

/** The MAC of a content by HMAC with SHA-256, under a new salt. @param password - as a BMPString. */
export function* makeMac(
  content: Uint8Array,
  password: Uint8Array,
  iterations: number,
  random: Random,
  turns: TurnOptions,
): Generator<void, MacData> {
  const macSalt = randomBytes(random, SALT_LENGTH);
  const options = { id: KDF_ID.mac, iterations, length: sha256.outputLength, turns };
  const key: Bytes = yield* derivePkcs12(sha256, password, macSalt, options);
  const digest = hmac(sha256, key, content);
  key.fill(0);
  const digestAlgorithm = { algorithm: SHA256, parameters: NULL_PARAMETERS };
  return { mac: { digestAlgorithm, digest }, macSalt, iterations: BigInt(iterations) };
}
