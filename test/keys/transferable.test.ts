import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/bytes/index.ts';
import { decode, encode } from '../../src/codec/index.ts';
import { sha256 } from '../../src/hash/index.ts';
import * as keys from '../../src/keys/index.ts';
import { fromTransferable, publicKeyOf, toTransferable } from '../../src/keys/index.ts';
import { schemeOf, usualSchemeFor } from '../../src/signatures/index.ts';
import { createRequest, makeName } from '../../src/x509/index.ts';
import { codeOf, opensslPrivateKey } from '../fixtures/key-vectors.ts';
import { KINDS, SIGNING_KINDS } from '../fixtures/keys.ts';

/** What arrives at the other end of a channel, as it does in a worker. */
function sent<T>(value: T, transfer: readonly ArrayBuffer[] = []): T {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(value, transfer);
  const received = receiveMessageOnPort(port2)!.message;
  port1.close();
  return received;
}

describe('properties', () => {
  it.each(KINDS)('$kind arrives, both halves', ({ key }) => {
    expect(fromTransferable(sent(toTransferable(key)))).toEqual(key);
    const publicKey = publicKeyOf(key);
    expect(fromTransferable(sent(toTransferable(publicKey)))).toEqual(publicKey);
    const record = toTransferable(key);
    expect(fromTransferable(sent(record, [record.der.buffer]))).toEqual(key);
    expect(record.der.length).toBe(0);
  });

  it('a public key of an unknown kind stays what it is', () => {
    const spki = keys.toSpki(publicKeyOf(KINDS.find(({ kind }) => kind === 'ed25519')!.key));
    const other = { ...spki, algorithm: { algorithm: '1.3.101.113' } };
    const der = keys.encodePublicKey(
      keys.publicKeyFromSpki({ ...other, subjectPublicKey: { kind: 'other', value: new Uint8Array(57) } }),
      'spki',
    );
    const unknown = keys.publicKeyFromSpki(decode(keys.subjectPublicKeyInfo, der));
    expect(unknown.type).toBe('unknown');
    expect(fromTransferable(sent(toTransferable(unknown)))).toEqual(unknown);
  });
});

describe('misuse', () => {
  const [{ key }] = KINDS;

  it('a record is checked as an import is', () => {
    const record = toTransferable(key);
    const changed = record.der.slice();
    changed[changed.length - 1] ^= 1;
    expect(codeOf(() => fromTransferable({ ...record, der: changed }))).not.toBe('nothing thrown');
    expect(codeOf(() => fromTransferable({ ...record, type: 'ec' }))).toBe('out-of-range');
    expect(codeOf(() => fromTransferable({ ...record, half: 'public' }))).toBe('unexpected-tag');
    expect(codeOf(() => fromTransferable({ ...record, half: 'secret' as never }))).toBe('out-of-range');
    expect(codeOf(() => fromTransferable({ ...record, der: [...record.der] as never }))).toBe('wrong-type');
    expect(codeOf(() => fromTransferable(null as never))).toBe('wrong-type');
    expect(codeOf(() => toTransferable(null as never))).toBe('wrong-type');
  });

  it('makes weak keys of a record no better than a file does', () => {
    const weak = toTransferable(opensslPrivateKey(1024));
    expect(fromTransferable(weak).type).toBe('rsa');
  });

  // Frameworks wrap values in proxies; private fields are in the key alone, and its getters would throw a TypeError.
  it.each(SIGNING_KINDS)('$kind: a proxy of a key is refused by name', ({ key }) => {
    for (const shell of [new Proxy(key, {}), Object.create(key) as typeof key]) {
      const scheme = usualSchemeFor(key);
      const uses: readonly (() => unknown)[] = [
        () => keys.encodePrivateKey(shell, 'pkcs8'),
        () => keys.encodePublicKey(shell, 'spki'),
        () => keys.describePublicKey(shell),
        () => keys.jwkThumbprint(sha256, shell),
        () => publicKeyOf(shell),
        () => toTransferable(shell),
        () => usualSchemeFor(shell),
        () => schemeOf(scheme.algorithm, shell),
        () => scheme.sign(shell, new Uint8Array(3), systemRandom),
        () => scheme.verify(shell, new Uint8Array(3), new Uint8Array(256)),
      ];
      for (const [i, use] of uses.entries()) expect(codeOf(use), `${i}`).toBe('wrong-type');
      const getters = Object.getOwnPropertyNames(Object.getPrototypeOf(Object.getPrototypeOf(key)));
      for (const name of [...getters, ...Object.getOwnPropertyNames(Object.getPrototypeOf(key))]) {
        expect(['wrong-type', 'nothing thrown'], name).toContain(codeOf(() => shell[name as 'type']));
      }
      expect(codeOf(() => encode(keys.rsaPublicKey, shell as never))).not.toBe('nothing thrown');
      expect(codeOf(() => shell.components())).toBe('wrong-type');
    }
    expect(codeOf(() => schemeOf(usualSchemeFor(key).algorithm, null as never))).toBe('wrong-type');
  });

  it.each(SIGNING_KINDS)(
    '$kind: a copy by structuredClone has no components, and everything refuses it by name',
    async ({ key }) => {
      const lost = structuredClone(key);
      expect(Object.keys(lost)).toEqual(expect.not.arrayContaining(['d', 'privateKey', 'privateExponent', 'prime1']));
      const random = systemRandom;
      const kdf = { type: 'pbkdf2', hash: 'sha256', iterations: 1 } as const;
      const encryption = { password: 'x', cipher: 'aes-128-cbc', kdf, random } as const;
      const uses: readonly (() => unknown)[] = [
        () => keys.encodePrivateKey(lost, 'pkcs8'),
        () => keys.writePrivateKeyPem(lost, 'pkcs8'),
        () => keys.encodePublicKey(lost, 'spki'),
        () => keys.encryptPrivateKey(lost, encryption),
        () => keys.writePkcs12({ keys: [{ key: lost }] }, { ...encryption, macIterations: 1 }),
        () => keys.privateKeyToJwk(lost),
        () => keys.jwkThumbprint(sha256, lost),
        () => keys.writeOpenSshPublicKey(lost),
        () => keys.keyIdentifier(lost),
        () => publicKeyOf(lost),
        () => toTransferable(lost),
        () => usualSchemeFor(key).sign(lost, new Uint8Array(3), random),
        () =>
          createRequest({
            subject: makeName(['CN', 'x']),
            key: lost,
            scheme: usualSchemeFor(key),
            extensions: [],
            random,
          }),
      ];
      for (const [i, use] of uses.entries()) expect(codeOf(use), `${i}`).toBe('wrong-type');
      const options = { algorithm: 'ECDSA', extractable: false, usages: ['sign'] };
      await expect(keys.toCryptoKey(crypto.subtle, lost, options)).rejects.toMatchObject({ code: 'wrong-type' });
    },
  );
});
