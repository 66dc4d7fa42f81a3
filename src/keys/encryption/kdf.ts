/** The key derivation functions of PBES2 by their AlgorithmIdentifiers: PBKDF2 (RFC 8018 §5.2) and scrypt (RFC 7914). */
import { HMAC_OIDS, PBE_OIDS } from '../../asn1/internal.ts';
import {
  assertInteger,
  assertOptions,
  type Bytes,
  equalBytes,
  type Random,
  randomBytes,
  UsageError,
} from '../../bytes/index.ts';
import { type Codec, DecodeError, decode, encode } from '../../codec/index.ts';
import { type Hash, sha1, sha224, sha256, sha384, sha512, type TurnOptions } from '../../hash/index.ts';
import { derivePbkdf2, deriveScrypt } from '../../hash/internal.ts';
import { type AlgorithmIdentifier, algorithmIdentifier, NULL_PARAMETERS } from '../algorithm.ts';
import type { Derivations } from './derivations.ts';
import { unsupported, wrongParameters } from './faults.ts';
import { pbkdf2Parameters, scryptParameters } from './parameters.ts';

/** A key derivation function, and the cost of each password guess. */
export type KeyDerivation =
  | {
      readonly type: 'pbkdf2';
      /** The hash under HMAC. */
      readonly hash: 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';
      /** 1 to 10,000,000. */
      readonly iterations: number;
    }
  | {
      readonly type: 'scrypt';
      /** As in `ScryptOptions`: N, a power of two; r; p. */
      readonly cost: number;
      readonly blockSize: number;
      readonly parallelization: number;
    };

const PBKDF2 = PBE_OIDS.pbkdf2;
const SCRYPT = PBE_OIDS.scrypt;
const PBKDF2_RULE = 'RFC 8018 §A.2';
const SCRYPT_RULE = 'RFC 7914 §7.1';

/** RFC 8018 §B.1. */
const PRFS: readonly { readonly algorithm: string; readonly hash: Hash }[] = [
  { algorithm: HMAC_OIDS.sha1, hash: sha1 },
  { algorithm: HMAC_OIDS.sha224, hash: sha224 },
  { algorithm: HMAC_OIDS.sha256, hash: sha256 },
  { algorithm: HMAC_OIDS.sha384, hash: sha384 },
  { algorithm: HMAC_OIDS.sha512, hash: sha512 },
];
/** Pseudorandom functions that are not supported: the error names them. */
const OTHER_PRFS: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.6': 'hmacWithMD5',
  '1.2.840.113549.2.12': 'hmacWithSHA512-224',
  '1.2.840.113549.2.13': 'hmacWithSHA512-256',
  '2.16.840.1.101.3.4.2.13': 'hmacWithSHA3-224',
  '2.16.840.1.101.3.4.2.14': 'hmacWithSHA3-256',
  '2.16.840.1.101.3.4.2.15': 'hmacWithSHA3-384',
  '2.16.840.1.101.3.4.2.16': 'hmacWithSHA3-512',
};

/** Bytes of the salt that we write: SP 800-132 §5.1 wants 128 random bits at least. */
const SALT_LENGTH = 16;

/** A derived key, and the AlgorithmIdentifier that says how to derive it again. */
export interface DerivedKey {
  readonly key: Bytes;
  readonly algorithm: AlgorithmIdentifier;
}

/** Derives a key of `length` bytes under a new salt.
 * @throws UsageError on wrong options; KdfError for a cost above the limits of reading; RandomError. Timing: as `pbkdf2` and `scrypt`. */
export function* deriveNewKey(
  kdf: KeyDerivation,
  password: Uint8Array,
  length: number,
  { random, onProgress, signal }: TurnOptions & { readonly random: Random },
): Generator<void, DerivedKey> {
  const turns = { onProgress, signal };
  const type = kdf?.type;
  if (type === 'pbkdf2') {
    assertOptions(kdf, 'options.kdf', ['type', 'hash', 'iterations']);
    const prf = PRFS.find(({ hash }) => hash.name === kdf.hash);
    const names = PRFS.map(({ hash }) => hash.name).join(', ');
    if (prf === undefined) throw new UsageError('out-of-range', 'options.kdf.hash', `must be ${names}`);
    assertInteger(kdf.iterations, 'options.kdf.iterations', 1);
    const salt = randomBytes(random, SALT_LENGTH);
    const key = yield* derivePbkdf2(prf.hash, password, salt, { iterations: kdf.iterations, length, ...turns });
    return { key, algorithm: pbkdf2Identifier(salt, kdf.iterations, prf.hash === sha1 ? undefined : prf.algorithm) };
  }
  if (type !== 'scrypt') throw new UsageError('out-of-range', 'options.kdf.type', 'must be pbkdf2 or scrypt');
  assertOptions(kdf, 'options.kdf', ['type', 'cost', 'blockSize', 'parallelization']);
  const { cost, blockSize, parallelization } = kdf;
  const salt = randomBytes(random, SALT_LENGTH);
  const key = yield* deriveScrypt(password, salt, { cost, blockSize, parallelization, length, ...turns });
  const parameters = encode(scryptParameters, {
    salt,
    costParameter: BigInt(cost),
    blockSize: BigInt(blockSize),
    parallelizationParameter: BigInt(parallelization),
  });
  return { key, algorithm: { algorithm: SCRYPT, parameters } };
}

/** X.690 §11.5: the default, HMAC with SHA-1, is not encoded. */
function pbkdf2Identifier(salt: Uint8Array, iterations: number, prf: string | undefined): AlgorithmIdentifier {
  const parameters = encode(pbkdf2Parameters, {
    salt,
    iterationCount: BigInt(iterations),
    ...(prf !== undefined && { prf: { algorithm: prf, parameters: NULL_PARAMETERS } }),
  });
  return { algorithm: PBKDF2, parameters };
}

/** Derives the key of `length` bytes that an AlgorithmIdentifier describes.
 * @throws KeyError `unsupported-algorithm`, `encryption-parameters`; KdfError where the parameters ask for more than the limits.
 * Timing: as `pbkdf2` and `scrypt`. */
export function* deriveKey(
  identifier: AlgorithmIdentifier,
  length: number,
  derivations: Derivations,
): Generator<void, Bytes> {
  const { algorithm, parameters } = identifier;
  const derive = algorithm === PBKDF2 ? deriveByPbkdf2 : algorithm === SCRYPT ? deriveByScrypt : undefined;
  if (derive === undefined) throw unsupported(`the key derivation ${algorithm}`, 'RFC 8018 §A.4');
  const name = encode(algorithmIdentifier, identifier);
  return yield* derivations.once(name, length, () => derive(parameters, length, derivations));
}

function* deriveByPbkdf2(
  parameters: Uint8Array | undefined,
  length: number,
  derivations: Derivations,
): Generator<void, Bytes> {
  const { salt, iterationCount, keyLength, prf } = readParameters(pbkdf2Parameters, parameters, PBKDF2_RULE);
  const hash = hashOfPrf(prf);
  assertKeyLength(keyLength, length, PBKDF2_RULE);
  derivations.assertSalt(salt);
  const iterations = toNumber(iterationCount);
  if (iterations < 1) throw wrongParameters('no iteration', PBKDF2_RULE);
  derivations.spendIterations(iterations);
  const { password, turns } = derivations;
  return yield* derivePbkdf2(hash, password.utf8, salt, { iterations, length, maxIterations: iterations, ...turns });
}

function* deriveByScrypt(
  parameters: Uint8Array | undefined,
  length: number,
  derivations: Derivations,
): Generator<void, Bytes> {
  const fields = readParameters(scryptParameters, parameters, SCRYPT_RULE);
  assertKeyLength(fields.keyLength, length, SCRYPT_RULE);
  derivations.assertSalt(fields.salt);
  const cost = toNumber(fields.costParameter);
  const blockSize = toNumber(fields.blockSize);
  const parallelization = toNumber(fields.parallelizationParameter);
  const { password, turns, maxMemory } = derivations;
  // RFC 7914 §2. Other values out of range are refused by scrypt itself.
  const mayRun = cost > 1 && blockSize > 0 && parallelization > 0 && blockSize * parallelization < 2 ** 30;
  if (mayRun) derivations.spendWork(cost * blockSize * parallelization);
  const maxWork = Number.MAX_SAFE_INTEGER;
  try {
    const options = { cost, blockSize, parallelization, length, maxMemory, maxWork, ...turns };
    return yield* deriveScrypt(password.utf8, fields.salt, options);
  } catch (error) {
    // The caller's own options were checked before, so the value out of range comes from the file (RFC 7914 §2).
    if (!(error instanceof UsageError)) throw error;
    throw wrongParameters(error.message.replace('options.', ''), 'RFC 7914 §2');
  }
}

/** Converts an integer of any size to a number. One that is too large for an exact number is rounded, or infinite, and exceeds every limit. */
export const toNumber = (value: bigint): number => Number(value);

/** RFC 8018 §A.2: the default is HMAC with SHA-1. Its parameters are NULL (§B.1); some writers omit them. */
function hashOfPrf(prf: AlgorithmIdentifier | undefined): Hash {
  if (prf === undefined) return sha1;
  const { algorithm, parameters } = prf;
  const found = PRFS.find((row) => row.algorithm === algorithm);
  if (found === undefined) {
    const name = Object.hasOwn(OTHER_PRFS, algorithm) ? `${OTHER_PRFS[algorithm]} (${algorithm})` : algorithm;
    throw unsupported(`PBKDF2 with the pseudorandom function ${name}`, 'RFC 8018 §B.1');
  }
  if (parameters === undefined || equalBytes(parameters, NULL_PARAMETERS)) return found.hash;
  throw wrongParameters('the parameters of the pseudorandom function are not NULL', 'RFC 8018 §B.1');
}

/** If the parameters also give the key length, it must be the cipher's. */
function assertKeyLength(said: bigint | undefined, length: number, rule: string): void {
  if (said === undefined || said === BigInt(length)) return;
  throw wrongParameters(`keyLength is not ${length}, which the cipher takes`, rule);
}

/** The parameters of an algorithm. @throws KeyError `encryption-parameters` where they are absent or malformed. */
export function readParameters<T>(codec: Codec<T>, parameters: Uint8Array | undefined, rule: string): T {
  if (parameters === undefined) throw wrongParameters(`${codec.type} is missing`, rule);
  try {
    return decode(codec, parameters);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw wrongParameters(`${codec.type} is malformed: ${error.message}`, rule);
  }
}
