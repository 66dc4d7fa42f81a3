import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nullElement, octetString } from '../../src/asn1/index.ts';
import { bytesToUtf8, concat, hexToBytes, systemRandom, utf8ToBytes } from '../../src/bytes/index.ts';
import { decode, encode } from '../../src/codec/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import {
  type AlgorithmIdentifier,
  algorithmIdentifier,
  decryptPrivateKey,
  decryptPrivateKeyAsync,
  type EncryptionOptions,
  encryptedPrivateKeyInfo,
  encryptPrivateKey,
  encryptPrivateKeyAsync,
  type KeyDerivation,
  keyReader,
  type PrivateKey,
  passwordDecryption,
  pbeParameters,
  pbes2Parameters,
  pbkdf2Parameters,
  pemDecode,
  readPrivateKeyPem,
  readPrivateKeyPemAsync,
  rsaKeys,
  scryptParameters,
  writeEncryptedPrivateKeyPem,
  writeEncryptedPrivateKeyPemAsync,
  writePrivateKeyPem,
} from '../../src/keys/index.ts';
import { codeOf, encryptedKeys } from '../fixtures/key-vectors.ts';
import { KINDS } from '../fixtures/keys.ts';
import { runsOf } from '../property-runs.ts';

const random = systemRandom;
const cheap: KeyDerivation = { type: 'pbkdf2', hash: 'sha256', iterations: 1 };
const options: EncryptionOptions = { password: 'secret', cipher: 'aes-128-cbc', kdf: cheap, random };
const key = readPrivateKeyPem(encryptedKeys.key);
const encrypted = encryptPrivateKey(key, options);

describe('vectors', () => {
  it.each(encryptedKeys.read)('OpenSSL: $name', ({ password, pem }) => {
    expect(readPrivateKeyPem(pem, { password: hexToBytes(password) })).toEqual(key);
  });

  it.each(encryptedKeys.pbe)('OpenSSL: $name, a text as a BMPString', ({ password, pem }) => {
    const utf8 = hexToBytes(password);
    expect(readPrivateKeyPem(pem, { password: bytesToUtf8(utf8) })).toEqual(key);
    expect(codeOf(() => readPrivateKeyPem(pem, { password: concat(utf8, Uint8Array.of(1)) }))).toBe(
      'decryption-failed',
    );
  });

  it.each(encryptedKeys.refused)('OpenSSL: refuses $name', ({ password, pem }) => {
    expect(codeOf(() => readPrivateKeyPem(pem, { password: hexToBytes(password) }))).toBe('unsupported-algorithm');
  });
});

describe('properties', () => {
  it('reads every kind of key that it writes, by every cipher and derivation', () => {
    const kdf = fc.oneof(
      fc.record({
        type: fc.constant('pbkdf2' as const),
        hash: fc.constantFrom(
          'sha1' as const,
          'sha224' as const,
          'sha256' as const,
          'sha384' as const,
          'sha512' as const,
        ),
        iterations: fc.integer({ min: 1, max: 50 }),
      }),
      fc.record({
        type: fc.constant('scrypt' as const),
        cost: fc.constantFrom(2, 16, 64),
        blockSize: fc.integer({ min: 1, max: 8 }),
        parallelization: fc.integer({ min: 1, max: 3 }),
      }),
    );
    const cipher = fc.constantFrom('aes-128-cbc' as const, 'aes-192-cbc' as const, 'aes-256-cbc' as const);
    const password = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), cipher, kdf, password, ({ key }, cipher, kdf, password) => {
        const pem = writeEncryptedPrivateKeyPem(key, { password, cipher, kdf, random });
        expect(readPrivateKeyPem(pem, { password })).toEqual(key);
      }),
    );
  });

  it('a text is its UTF-8 bytes', () => {
    const pem = writeEncryptedPrivateKeyPem(key, { ...options, password: 'Zürich 🔑' });
    expect(readPrivateKeyPem(pem, { password: utf8ToBytes('Zürich 🔑') })).toEqual(key);
  });

  it('writes the same from the same seed, and salt and IV anew from another', () => {
    const from = (seed: string) => encryptPrivateKey(key, { ...options, random: seededRandom(seed) });
    expect(from('a')).toEqual(from('a'));
    expect(from('a')).not.toEqual(from('b'));
  });

  it('a wrong password is one code, whatever the plaintext comes to', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 10 }), (password) => {
        expect(codeOf(() => decryptPrivateKey(encrypted, { password }))).toBe('decryption-failed');
      }),
      // The padding is right once in 256 times, so that what comes after it is tried too.
      runsOf(10),
    );
  });

  it('a changed byte gives an error of ours, or a key', () => {
    fc.assert(
      fc.property(fc.nat(encrypted.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = encrypted.slice();
        changed[at] ^= change;
        codeOf(() => decryptPrivateKey(changed, { password: 'secret', maxIterations: 100, maxWork: 1000 }));
      }),
    );
  });
});

describe('in turns', () => {
  const slow = { ...options, kdf: { type: 'pbkdf2', hash: 'sha256', iterations: 5000 } } as const;
  const text = writeEncryptedPrivateKeyPem(key, slow);
  const [{ bytes: der }] = pemDecode(text);

  it('gives the same, and tells how far it is', async () => {
    const seen: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) => seen.push(done / total);
    expect(await decryptPrivateKeyAsync(der, { password: 'secret', onProgress })).toEqual(key);
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBe(1);
    expect(seen.length).toBeGreaterThan(2);
    expect(await readPrivateKeyPemAsync(text, { password: 'secret' })).toEqual(key);
    expect(readPrivateKeyPem(await writeEncryptedPrivateKeyPemAsync(key, slow), { password: 'secret' })).toEqual(key);
    const again = await encryptPrivateKeyAsync(key, { ...slow, random: seededRandom('a') });
    expect(again).toEqual(encryptPrivateKey(key, { ...slow, random: seededRandom('a') }));
    const { pem, password } = encryptedKeys.pbe[0];
    expect(await readPrivateKeyPemAsync(pem, { password: bytesToUtf8(hexToBytes(password)) })).toEqual(key);
  });

  it('ends when it is told to, and refuses by rejection', async () => {
    const reason = new Error('enough');
    const abort = new AbortController();
    const onProgress = () => abort.abort(reason);
    const stopped = { password: 'secret', signal: abort.signal, onProgress };
    await expect(decryptPrivateKeyAsync(der, stopped)).rejects.toBe(reason);
    await expect(encryptPrivateKeyAsync(key, { ...slow, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(decryptPrivateKeyAsync(der, { password: 'x' })).rejects.toMatchObject({ code: 'decryption-failed' });
    await expect(readPrivateKeyPemAsync(text)).rejects.toMatchObject({ code: 'encrypted' });
    expect(() => decryptPrivateKey(der, { password: 'secret', signal: AbortSignal.abort(reason) })).toThrow(reason);
  });
});

describe('misuse', () => {
  it('an encrypted key needs a password, and an empty one is one', () => {
    const pem = writeEncryptedPrivateKeyPem(key, { ...options, password: '' });
    expect(codeOf(() => readPrivateKeyPem(pem))).toBe('encrypted');
    expect(codeOf(() => readPrivateKeyPem(pem, { password: undefined }))).toBe('encrypted');
    expect(readPrivateKeyPem(pem, { password: '' })).toEqual(key);
    expect(readPrivateKeyPem(pem, { password: new Uint8Array(0) })).toEqual(key);
    expect(codeOf(() => decryptPrivateKey(encrypted, {} as never))).toBe('wrong-type');
    expect(codeOf(() => encryptPrivateKey(key, { ...options, password: undefined as never }))).toBe('wrong-type');
    expect(codeOf(() => encryptPrivateKey(key, { ...options, password: '\ud800' }))).toBe('invalid-utf8');
  });

  it('a password does not matter to a key that is not encrypted', () => {
    expect(readPrivateKeyPem(encryptedKeys.key, { password: 'x' })).toEqual(key);
  });

  it('nothing that matters has a default, and nothing unknown is taken', () => {
    for (const name of ['password', 'cipher', 'kdf', 'random'] as const) {
      const { [name]: _, ...rest } = options;
      expect(['wrong-type', 'out-of-range'], name).toContain(codeOf(() => encryptPrivateKey(key, rest as never)));
    }
    const refused = (change: object): string =>
      codeOf(() => encryptPrivateKey(key, { ...options, ...change } as never));
    expect(refused({ cipher: 'aes-256-gcm' })).toBe('out-of-range');
    expect(refused({ kdf: { type: 'pbkdf2', hash: 'md5', iterations: 1 } })).toBe('out-of-range');
    expect(refused({ kdf: { type: 'pbkdf2', hash: 'sha256' } })).toBe('wrong-type');
    expect(refused({ kdf: { ...cheap, iterations: 0 } })).toBe('out-of-range');
    expect(refused({ kdf: { ...cheap, iterations: 10_000_001 } })).toBe('too-many-iterations');
    expect(refused({ kdf: { ...cheap, rounds: 1 } })).toBe('unknown-option');
    expect(refused({ kdf: { type: 'scrypt', cost: 3, blockSize: 8, parallelization: 1 } })).toBe('out-of-range');
    expect(refused({ iterations: 1 })).toBe('unknown-option');
    expect(codeOf(() => readPrivateKeyPem(encryptedKeys.key, { passphrase: 'x' } as never))).toBe('unknown-option');
    expect(codeOf(() => encryptPrivateKey({ type: 'ec' } as PrivateKey, options))).toBe('wrong-type');
  });

  it('a key of a kind that the reader has no row for is told, once the password is right', () => {
    const { decryptPrivateKey } = keyReader([rsaKeys], passwordDecryption);
    expect(codeOf(() => decryptPrivateKey(encrypted, { password: 'secret' }))).toBe('unsupported-algorithm');
    expect(codeOf(() => decryptPrivateKey(encrypted, { password: 'Secret' }))).toBe('decryption-failed');
  });

  it('a reader that is given no decryption refuses encrypted keys, and says so', () => {
    const reader = keyReader([rsaKeys]);
    const encryptedPem = writeEncryptedPrivateKeyPem(key, options);
    expect(codeOf(() => reader.decryptPrivateKey(encrypted, { password: 'secret' }))).toBe('encrypted');
    expect(codeOf(() => reader.readPrivateKeyPem(encryptedPem, { password: 'secret' }))).toBe('encrypted');
    expect(codeOf(() => keyReader([rsaKeys], {} as never))).toBe('wrong-type');
  });
});

/** The key that OpenSSL encrypted, with other parameters. */
function withParameters(change: {
  readonly scheme?: string;
  readonly kdf?: AlgorithmIdentifier;
  readonly cipher?: AlgorithmIdentifier;
  readonly data?: Uint8Array;
}): Uint8Array {
  const { encryptionAlgorithm, encryptedData } = decode(encryptedPrivateKeyInfo, encrypted);
  const { keyDerivationFunc, encryptionScheme } = decode(pbes2Parameters, encryptionAlgorithm.parameters!);
  return encode(encryptedPrivateKeyInfo, {
    encryptionAlgorithm: {
      algorithm: change.scheme ?? encryptionAlgorithm.algorithm,
      parameters: encode(pbes2Parameters, {
        keyDerivationFunc: change.kdf ?? keyDerivationFunc,
        encryptionScheme: change.cipher ?? encryptionScheme,
      }),
    },
    encryptedData: change.data ?? encryptedData,
  });
}
const refusal = (der: Uint8Array, limits: object = {}): string => {
  try {
    decryptPrivateKey(der, { password: 'secret', ...limits });
  } catch (error) {
    return `${codeOf(() => {
      throw error;
    })}: ${(error as Error).message}`;
  }
  return 'a key';
};
const salt = new Uint8Array(8);
const pbkdf2Of = (fields: object): AlgorithmIdentifier => ({
  algorithm: '1.2.840.113549.1.5.12',
  parameters: encode(pbkdf2Parameters, { salt, iterationCount: 1n, ...fields }),
});
const scryptOf = (fields: object): AlgorithmIdentifier => ({
  algorithm: '1.3.6.1.4.1.11591.4.11',
  parameters: encode(scryptParameters, {
    salt,
    costParameter: 2n,
    blockSize: 1n,
    parallelizationParameter: 1n,
    ...fields,
  }),
});
const hmacWith = (last: number): AlgorithmIdentifier => ({
  algorithm: `1.2.840.113549.2.${last}`,
  parameters: encode(nullElement, null),
});

describe('parameters of a stranger (security.md R27, R38)', () => {
  it('ask for no more than the limits, which the error names', () => {
    const pbkdf2 = (fields: object, limits?: object) => refusal(withParameters({ kdf: pbkdf2Of(fields) }), limits);
    const scrypt = (fields: object, limits?: object) => refusal(withParameters({ kdf: scryptOf(fields) }), limits);
    expect(pbkdf2({ iterationCount: 10_000_001n })).toMatch(/^too-many-iterations: .*options\.maxIterations/);
    expect(pbkdf2({ iterationCount: 2n ** 200n })).toMatch(/^too-many-iterations/);
    expect(pbkdf2({ iterationCount: 2n ** 64n })).toContain(' 18446744073709552000 iterations');
    expect(scrypt({ costParameter: -2n })).toMatch(/got -2$/);
    expect(scrypt({ blockSize: 2n ** 30n })).toContain(
      'blockSize: must be an integer in 1..1073741823, got 1073741824',
    );
    expect(pbkdf2({ iterationCount: 11n }, { maxIterations: 10 })).toMatch(/^too-many-iterations: 11 .* allows 10/);
    expect(pbkdf2({ salt: new Uint8Array(1025) })).toMatch(/^salt-too-long: 1025 .*options\.maxSaltLength allows 1024/);
    expect(pbkdf2({ salt: new Uint8Array(1025) }, { maxSaltLength: 1025 })).toMatch(/^decryption-failed/);
    expect(scrypt({ salt: new Uint8Array(9) }, { maxSaltLength: 8 })).toMatch(/^salt-too-long/);
    expect(scrypt({ costParameter: 2n ** 18n, blockSize: 8n })).toMatch(/^too-much-memory: .*options\.maxMemory/);
    expect(scrypt({ parallelizationParameter: 16n }, { maxWork: 31 })).toMatch(/^too-much-work: .*options\.maxWork/);
  });

  it('are within the bounds of their standards', () => {
    const codeWith = (change: Parameters<typeof withParameters>[0]) => refusal(withParameters(change)).split(':')[0];
    const wrong: readonly AlgorithmIdentifier[] = [
      pbkdf2Of({ iterationCount: 0n }),
      pbkdf2Of({ iterationCount: -1n }),
      pbkdf2Of({ keyLength: 32n }),
      pbkdf2Of({ keyLength: 2n ** 70n }),
      pbkdf2Of({ prf: { algorithm: '1.2.840.113549.2.9', parameters: encode(octetString, salt) } }),
      { algorithm: '1.2.840.113549.1.5.12' },
      { algorithm: '1.2.840.113549.1.5.12', parameters: encode(nullElement, null) },
      scryptOf({ costParameter: 3n }),
      scryptOf({ costParameter: 0n }),
      scryptOf({ costParameter: 2n ** 16n, blockSize: 1n }),
      scryptOf({ blockSize: 0n }),
      scryptOf({ blockSize: -1n }),
      scryptOf({ parallelizationParameter: 2n ** 70n }),
      scryptOf({ keyLength: 15n }),
    ];
    for (const [i, kdf] of wrong.entries()) expect(codeWith({ kdf }), `${i}`).toBe('encryption-parameters');
    const AES_128_CBC = '2.16.840.1.101.3.4.1.2';
    for (const parameters of [
      undefined,
      encode(nullElement, null),
      ...[0, 15, 17].map((n) => encode(octetString, new Uint8Array(n))),
    ]) {
      expect(codeWith({ cipher: { algorithm: AES_128_CBC, ...(parameters && { parameters }) } })).toBe(
        'encryption-parameters',
      );
    }
    for (const length of [0, 1, 17]) expect(codeWith({ data: new Uint8Array(length) })).toBe('decryption-failed');
  });

  it('may say the length of the key, and name the default', () => {
    const seen = (kdf: AlgorithmIdentifier) => refusal(withParameters({ kdf })).split(':')[0];
    expect(seen(pbkdf2Of({ keyLength: 16n, prf: hmacWith(7) }))).toBe('decryption-failed');
    expect(seen(scryptOf({ keyLength: 16n }))).toBe('decryption-failed');
  });

  it('ask PKCS #12’s own derivation for no more either', () => {
    const pbe = (salt: Uint8Array, iterations: bigint, limits?: object) => {
      const parameters = encode(pbeParameters, { salt, iterations });
      const encryptionAlgorithm = { algorithm: '1.2.840.113549.1.12.1.3', parameters };
      return refusal(
        encode(encryptedPrivateKeyInfo, { encryptionAlgorithm, encryptedData: new Uint8Array(8) }),
        limits,
      );
    };
    expect(pbe(salt, 3_333_334n)).toMatch(/^too-many-iterations: 10000002 .*options\.maxIterations/);
    expect(pbe(salt, 2n ** 90n)).toMatch(/^too-many-iterations/);
    expect(pbe(salt, 4n, { maxIterations: 11 })).toMatch(/^too-many-iterations/);
    expect(pbe(salt, 4n, { maxIterations: 12 })).toMatch(/^decryption-failed/);
    expect(pbe(salt, 0n)).toMatch(/^encryption-parameters/);
    expect(pbe(salt, -1n)).toMatch(/^encryption-parameters/);
    expect(pbe(new Uint8Array(1025), 1n)).toMatch(/^salt-too-long/);
    expect(pbe(new Uint8Array(0), 1n)).toMatch(/^decryption-failed/);
  });

  it('name what is refused', () => {
    const gcm = { algorithm: '2.16.840.1.101.3.4.1.6', parameters: encode(octetString, salt) };
    expect(refusal(withParameters({ cipher: gcm }))).toMatch(/^unsupported-algorithm: .*AES-128-GCM/);
    expect(refusal(withParameters({ scheme: '1.2.840.113549.1.5.14' }))).toMatch(/^unsupported-algorithm: .*PBMAC1/);
    const prf = (last: number) => refusal(withParameters({ kdf: pbkdf2Of({ prf: hmacWith(last) }) }));
    expect(prf(13)).toMatch(/^unsupported-algorithm: .*hmacWithSHA512-256/);
    expect(prf(99)).toMatch(/^unsupported-algorithm: .*1\.2\.840\.113549\.2\.99/);
    expect(refusal(withParameters({ kdf: hmacWith(9) }))).toMatch(/^unsupported-algorithm/);
  });
});

describe('regressions', () => {
  it('the label is for encrypted keys alone', () => {
    const [{ bytes }] = pemDecode(writePrivateKeyPem(key, 'pkcs8'));
    expect(codeOf(() => decryptPrivateKey(bytes, { password: 'secret' }))).toBe('unexpected-tag');
    expect(decode(algorithmIdentifier, encode(algorithmIdentifier, hmacWith(9)))).toEqual(hmacWith(9));
  });
});
