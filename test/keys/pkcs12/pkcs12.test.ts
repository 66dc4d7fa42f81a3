import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64ToBytes, hexToBytes, systemRandom, VitrineError } from '../../../src/bytes/index.ts';
import { decode, encode } from '../../../src/codec/index.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import {
  authenticatedSafe,
  type Pkcs12Contents,
  type Pkcs12WriteOptions,
  pfx,
  readPkcs12,
  readPkcs12Async,
  safeContents,
  writePkcs12,
  writePkcs12Async,
} from '../../../src/keys/index.ts';
import { codeOf } from '../../fixtures/key-vectors.ts';
import { KINDS } from '../../fixtures/keys.ts';
import {
  ca,
  fileOf,
  key,
  keytool,
  keytoolLegacy,
  leaf,
  openssl,
  refused,
  withoutMac,
} from '../../fixtures/pkcs12-vectors.ts';
import { runsOf } from '../../property-runs.ts';

const password = 'secret';
const options: Pkcs12WriteOptions = {
  password,
  cipher: 'aes-256-cbc',
  kdf: { type: 'pbkdf2', hash: 'sha256', iterations: 1 },
  macIterations: 1,
  random: systemRandom,
};
const contents: Pkcs12Contents = {
  keys: [{ key, friendlyName: 'leaf', localKeyId: Uint8Array.of(1) }],
  certificates: [{ certificate: leaf, localKeyId: Uint8Array.of(1) }, { certificate: ca }],
};
const written = writePkcs12(contents, options);
const summary = ({ keys, certificates }: ReturnType<typeof readPkcs12>) => ({
  keys: keys.map(({ key, friendlyName }) => ({ key, friendlyName })),
  certificates: certificates.map(({ certificate, friendlyName }) => ({ certificate, friendlyName })),
});

describe('vectors', () => {
  const LEAF = { certificate: leaf, friendlyName: 'leaf' };
  const CA = { certificate: ca, friendlyName: 'authority' };
  const KEY = { key, friendlyName: 'leaf' };
  const EXPECTED: Readonly<Record<string, ReturnType<typeof summary>>> = {
    'key, certificate and authority': { keys: [KEY], certificates: [LEAF, CA] },
    'certificates without a key': { keys: [], certificates: [{ ...CA, friendlyName: 'authority' }] },
    'a key without certificates': { keys: [KEY], certificates: [] },
  };

  it.each(openssl)('OpenSSL: $name', ({ name, password, ...row }) => {
    const read = readPkcs12(fileOf(row), { password });
    expect(summary(read)).toEqual(EXPECTED[name] ?? { keys: [KEY], certificates: [LEAF] });
    if (read.keys.length > 0 && read.certificates.length > 0) {
      expect(read.keys[0].localKeyId).toEqual(read.certificates[0].localKeyId);
    }
    expect(codeOf(() => readPkcs12(fileOf(row), { password: `${password}x` }))).toBe('mac-mismatch');
  });

  it.each([
    // OpenSSL 3.0: `ecparam -genkey -name secp256k1`, `dsaparam -genkey 1024`, the latter without its parameters and numbers.
    [
      'secp256k1',
      `303e020100301006072a8648ce3d020106052b8104000a042730250201010420${'11'.repeat(32)}`,
      /the curve secp256k1 is not supported/,
    ],
    ['DSA', '3016020100300906072a8648ce38040104060404deadbeef', /1\.2\.840\.10040\.4\.1/],
  ] as const)('a key of a kind that is not served, %s, is a bag that says why', (_, pkcs8, reason) => {
    const data = (value: Uint8Array) => ({
      contentType: '1.2.840.113549.1.7.1',
      content: { kind: 'data', value } as const,
    });
    const bagValue = { kind: 'key', value: hexToBytes(pkcs8) } as const;
    const bags = encode(safeContents, [{ bagId: '1.2.840.113549.1.12.10.1.1', bagValue }]);
    const file = encode(pfx, { version: 3, authSafe: data(encode(authenticatedSafe, [data(bags)])) });
    const { keys, safes } = readPkcs12(file, { mac: 'optional' });
    expect(keys).toEqual([]);
    const [bag] = safes.flatMap(({ bags }) => bags);
    expect(bag).toMatchObject({ type: 'unknown-key', reason: { code: 'unsupported-algorithm' } });
    expect(bag.type === 'unknown-key' && bag.reason.message).toMatch(reason);
  });

  it('says how a file is made', () => {
    const [{ password, ...row }] = openssl;
    const { mac, safes, keys } = readPkcs12(fileOf(row), { password });
    expect(mac).toEqual({ hash: 'sha256', iterations: 1000, length: 32, saltLength: 8 });
    expect(safes.map(({ encryption, bags }) => [encryption?.algorithm, bags.length])).toEqual([
      ['1.2.840.113549.1.5.13', 2],
      [undefined, 1],
    ]);
    expect(keys[0].encryption?.algorithm).toBe('1.2.840.113549.1.5.13');
  });

  it.each(refused)('OpenSSL: refuses $name', ({ password, ...row }) => {
    expect(codeOf(() => readPkcs12(fileOf(row), { password }))).toBe('unsupported-algorithm');
  });

  it.each(Object.entries({ keytool, 'keytool, legacy': keytoolLegacy }))('%s', (_, files) => {
    const two = readPkcs12(base64ToBytes(files['two keys']), { password });
    expect(two.keys.map(({ friendlyName }) => friendlyName)).toEqual(['first', 'zweiter schlüssel']);
    expect(two.certificates.map(({ certificate }) => certificate)).toEqual([leaf, leaf]);
    for (const [i, one] of two.keys.entries()) {
      expect(one.key).toEqual(key);
      expect(one.localKeyId).toEqual(two.certificates[i].localKeyId);
    }
    const trust = readPkcs12(base64ToBytes(files['a truststore']), { password });
    expect(trust.keys).toEqual([]);
    expect(trust.certificates).toEqual([
      { type: 'certificate', certificate: ca, friendlyName: 'authority', trustedKeyUsage: ['2.5.29.37.0'] },
    ]);
  });
});

describe('properties', () => {
  const name = fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined });
  const attributes = fc.record(
    { friendlyName: name, localKeyId: fc.option(fc.uint8Array({ maxLength: 20 }), { nil: undefined }) },
    { requiredKeys: [] },
  );
  const file = fc.record({
    keys: fc.array(fc.tuple(fc.constantFrom(...KINDS), attributes), { maxLength: 3 }),
    certificates: fc.array(fc.tuple(fc.constantFrom(leaf, ca), attributes, fc.boolean()), { maxLength: 3 }),
  });
  const defined = (record: object) =>
    Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

  it('reads what it writes, keys of every kind, under any password', () => {
    const anyPassword = fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 70 }));
    fc.assert(
      fc.property(file, anyPassword, (drawn, password) => {
        const keys = drawn.keys.map(([{ key }, rest]) => ({ key, ...rest }));
        const certificates = drawn.certificates.map(([certificate, rest, trusted]) => ({
          certificate,
          ...rest,
          ...(trusted && { trustedKeyUsage: ['2.5.29.37.0'] }),
        }));
        const read = readPkcs12(writePkcs12({ keys, certificates }, { ...options, password }), { password });
        const plain = (bags: readonly object[], left: readonly string[]) =>
          bags.map((bag) => Object.fromEntries(Object.entries(bag).filter(([field]) => !left.includes(field))));
        expect(plain(read.keys, ['type', 'encryption'])).toEqual(keys.map(defined));
        expect(plain(read.certificates, ['type'])).toEqual(certificates.map(defined));
        expect(readPkcs12(writePkcs12(read, { ...options, password }), { password }).keys.length).toBe(keys.length);
      }),
      runsOf(0.3),
    );
  });

  it('a changed byte is seen, whatever it is in', () => {
    fc.assert(
      fc.property(fc.nat(written.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = written.slice();
        changed[at] ^= change;
        expect(codeOf(() => readPkcs12(changed, { password, maxIterations: 100 }))).not.toBe('nothing thrown');
      }),
    );
  });

  it('a wrong password without a MAC to tell it is one code', () => {
    const { file } = withoutMac;
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (wrong) => {
        fc.pre(wrong !== password);
        expect(codeOf(() => readPkcs12(base64ToBytes(file), { password: wrong, mac: 'optional' }))).toBe(
          'decryption-failed',
        );
      }),
      runsOf(0.3),
    );
  });

  it('writes the same from the same seed, and by turns', async () => {
    const from = (seed: string) => ({ ...options, random: seededRandom(seed) });
    expect(writePkcs12(contents, from('a'))).toEqual(writePkcs12(contents, from('a')));
    expect(writePkcs12(contents, from('a'))).not.toEqual(writePkcs12(contents, from('b')));
    expect(await writePkcs12Async(contents, from('a'))).toEqual(writePkcs12(contents, from('a')));
    expect(await readPkcs12Async(written, { password })).toEqual(readPkcs12(written, { password }));
  });
});

describe('misuse', () => {
  it('refuses a name that has no encoding: one with a lone surrogate', () => {
    const named = (friendlyName: string) => writePkcs12({ ...contents, keys: [{ key, friendlyName }] }, options);
    for (const name of ['\ud800', 'a\udc00b', '\udc00\ud800']) {
      expect(() => named(name)).toThrow('lone surrogate');
    }
  });

  it('an absent MAC is an error, unless said otherwise (security.md R14)', () => {
    const file = fileOf(withoutMac);
    expect(codeOf(() => readPkcs12(file, { password }))).toBe('mac-absent');
    expect(codeOf(() => readPkcs12(file, { password, mac: 'required' }))).toBe('mac-absent');
    for (const mac of ['optional', 'ignored'] as const) {
      const read = readPkcs12(file, { password, mac });
      expect(read.keys[0].key).toEqual(key);
      expect(read.mac).toBeUndefined();
    }
    // One that is there is checked all the same.
    expect(codeOf(() => readPkcs12(written, { password: 'x', mac: 'optional' }))).toBe('mac-mismatch');
    expect(codeOf(() => readPkcs12(file, { password, mac: 'none' as never }))).toBe('out-of-range');
  });

  it('an empty password is one, none is none, and no bytes are what some take for none', () => {
    const empty = writePkcs12(contents, { ...options, password: '' });
    expect(readPkcs12(empty, { password: '' }).keys.length).toBe(1);
    expect(codeOf(() => readPkcs12(empty, { password: new Uint8Array(0) }))).toBe('mac-mismatch');
    expect(codeOf(() => readPkcs12(empty, {}))).toBe('encrypted');
    expect(codeOf(() => readPkcs12(empty, { mac: 'ignored' }))).toBe('encrypted');
    const none = writePkcs12(contents, { ...options, password: new Uint8Array(0) });
    expect(readPkcs12(none, { password: new Uint8Array(0) }).keys.length).toBe(1);
    expect(codeOf(() => readPkcs12(none, { password: '' }))).toBe('mac-mismatch');
  });

  it('the MAC may have a password of its own', () => {
    const file = writePkcs12(contents, { ...options, macPassword: 'other' });
    expect(readPkcs12(file, { password, macPassword: 'other' }).keys.length).toBe(1);
    expect(codeOf(() => readPkcs12(file, { password }))).toBe('mac-mismatch');
    expect(codeOf(() => readPkcs12(file, { password: 'x', macPassword: 'other' }))).toBe('decryption-failed');
    expect(readPkcs12(file, { password, mac: 'ignored' }).mac?.hash).toBe('sha256');
  });

  it('nothing that matters has a default, and nothing unknown is taken', () => {
    for (const name of ['password', 'cipher', 'kdf', 'macIterations', 'random'] as const) {
      const { [name]: _, ...rest } = options;
      expect(['wrong-type', 'out-of-range'], name).toContain(codeOf(() => writePkcs12(contents, rest as never)));
    }
    const refusal = (change: object) => codeOf(() => writePkcs12(contents, { ...options, ...change } as never));
    expect(refusal({ macIterations: 0 })).toBe('out-of-range');
    expect(refusal({ macIterations: 10_000_001 })).toBe('out-of-range');
    expect(refusal({ kdf: { type: 'pbkdf2', hash: 'sha256', iterations: 10_000_001 } })).toBe('too-many-iterations');
    expect(refusal({ iterations: 1 })).toBe('unknown-option');
    expect(refusal({ password: '\ud800' })).toBe('invalid-utf8');
    expect(codeOf(() => readPkcs12(written, { passphrase: 'x' } as never))).toBe('unknown-option');
    const made = (given: object) => codeOf(() => writePkcs12(given as never, options));
    expect(made({ certificate: [] })).toBe('unknown-option');
    expect(made({ certificates: [leaf] })).toBe('unknown-option');
    expect(made({ certificates: [null] })).toBe('wrong-type');
    expect(made({ certificates: [{ certificate: new Uint8Array(3) }] })).toBe('out-of-range');
    expect(made({ certificates: [{ certificate: leaf, name: 'x' }] })).toBe('unknown-option');
    expect(made({ certificates: [{ certificate: leaf, friendlyName: 1 }] })).toBe('wrong-type');
    expect(made({ keys: [{ key: { type: 'ec' } }] })).toBe('wrong-type');
    expect(made({ keys: [{ key: structuredClone(key) }] })).toBe('wrong-type');
  });

  it('ends when it is told to', async () => {
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(readPkcs12Async(written, { password, signal })).rejects.toBe(reason);
    await expect(writePkcs12Async(contents, { ...options, signal })).rejects.toBe(reason);
    const seen: number[] = [];
    const slow = { ...options, macIterations: 9000, onProgress: ({ done }: { done: number }) => seen.push(done) };
    await writePkcs12Async({}, slow);
    expect(seen).toEqual(expect.arrayContaining([4000, 8000, 9000]));
  });

  it('derives the key once, and keeps what is encrypted under it apart by IVs', () => {
    const { authSafe } = decode(pfx, written);
    const [first] = decode(authenticatedSafe, authSafe.content.value as Uint8Array);
    expect(first.content.kind).toBe('encryptedData');
    const two = writePkcs12(
      { keys: [{ key }, { key }] },
      { ...options, kdf: { ...options.kdf, iterations: 50 } as never },
    );
    expect(readPkcs12(two, { password, maxIterations: 51 }).keys.length).toBe(2);
    const [a, b] = readPkcs12(two, { password }).keys.map(({ encryption }) => encryption?.parameters);
    expect(a).not.toEqual(b);
    expect(codeOf(() => readPkcs12(two, { password, maxIterations: 50 }))).toBe('too-many-iterations');
  });
});

describe('regressions', () => {
  it('keeps a name that begins with U+FEFF', () => {
    const friendlyName = '\ufeffleaf';
    const der = writePkcs12({ keys: [], certificates: [{ certificate: leaf, friendlyName }] }, options);
    expect(readPkcs12(der, { password }).certificates[0].friendlyName).toBe(friendlyName);
  });

  it('refuses every truncation, and whatever stands behind', () => {
    for (let length = 0; length < written.length; length += 7) {
      expect(() => readPkcs12(written.subarray(0, length), { password })).toThrow(VitrineError);
    }
    expect(codeOf(() => readPkcs12(Uint8Array.of(...written, 0), { password }))).toBe('trailing');
  });
});
