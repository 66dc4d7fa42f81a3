import { createPrivateKey, createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToBase64url } from '../../src/bytes/index.ts';
import { sha256, sha512 } from '../../src/hash/index.ts';
import {
  type Jwk,
  jwkThumbprint,
  type PrivateKey,
  privateKeyFromJwk,
  privateKeyToJwk,
  publicKeyFromJwk,
  publicKeyOf,
  publicKeyToJwk,
  writePrivateKeyPem,
  writePublicKeyPem,
} from '../../src/keys/index.ts';
import { codeOf } from '../fixtures/key-vectors.ts';
import { KEYS, KINDS } from '../fixtures/keys.ts';

/** RFC 7638 §3.1. */
const RFC7638 = {
  kty: 'RSA',
  n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
  e: 'AQAB',
  alg: 'RS256',
  kid: '2011-04-29',
};
/** RFC 8037 appendix A.1. */
const RFC8037 = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
};
/** RFC 7517 appendix A.2. */
const RFC7517 = {
  kty: 'EC',
  crv: 'P-256',
  x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
  y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
  d: '870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE',
  use: 'enc',
  kid: '1',
};
const withJwk = KINDS.filter(({ key }) => key.type !== 'rsa-pss');

describe('vectors', () => {
  it('RFC 7638 §3.1, RFC 8037 appendix A.3: thumbprints', () => {
    const rsa = jwkThumbprint(sha256, publicKeyFromJwk(RFC7638));
    expect(bytesToBase64url(rsa)).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
    const okp = jwkThumbprint(sha256, publicKeyOf(privateKeyFromJwk(RFC8037)));
    expect(bytesToBase64url(okp)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });

  it('RFC 7517 appendix A.2, RFC 8037 appendix A.1: private keys, without what is not of the key', () => {
    const { use: _, kid: __, ...own } = RFC7517;
    expect(privateKeyToJwk(privateKeyFromJwk(RFC7517))).toEqual(own);
    expect(privateKeyToJwk(privateKeyFromJwk(RFC8037))).toEqual(RFC8037);
  });
});

describe('properties', () => {
  it.each(withJwk)('$kind: node:crypto reads and writes the same', ({ key }) => {
    const theirs = createPrivateKey(writePrivateKeyPem(key, 'pkcs8'));
    expect(privateKeyToJwk(key)).toEqual(theirs.export({ format: 'jwk' }));
    const publicKey = publicKeyOf(key);
    const theirPublic = createPublicKey(writePublicKeyPem(publicKey, 'spki'));
    expect(publicKeyToJwk(publicKey)).toEqual(theirPublic.export({ format: 'jwk' }));
    expect(privateKeyFromJwk(theirs.export({ format: 'jwk' }) as Jwk)).toEqual(key);
    expect(publicKeyFromJwk(theirPublic.export({ format: 'jwk' }) as Jwk)).toEqual(publicKey);
  });

  it.each(withJwk)('$kind: survives JSON; a thumbprint depends on the key and the hash', ({ key }) => {
    expect(privateKeyFromJwk(JSON.parse(JSON.stringify(privateKeyToJwk(key))))).toEqual(key);
    const publicKey = publicKeyOf(key);
    expect(jwkThumbprint(sha512, publicKey).length).toBe(64);
    const others = withJwk.filter((other) => other.key !== key).map((other) => publicKeyOf(other.key));
    for (const other of others) expect(jwkThumbprint(sha256, other)).not.toEqual(jwkThumbprint(sha256, publicKey));
  });

  it('a member that is missing, no string or changed is an error of ours, and never another key', () => {
    const change = fc.constantFrom<unknown>(undefined, null, 5, '', 'A', 'AA', 'AAAA', 'AQAB', '=', [], {});
    for (const { key } of withJwk) {
      const jwk = privateKeyToJwk(key);
      fc.assert(
        fc.property(fc.constantFrom(...Object.keys(jwk)), change, (name, value) => {
          fc.pre(value !== jwk[name as keyof Jwk]);
          expect(codeOf(() => privateKeyFromJwk({ ...jwk, [name]: value }))).not.toBe('nothing thrown');
        }),
      );
    }
  });
});

describe('misuse', () => {
  const ec = privateKeyToJwk(KEYS['P-256']);
  const other = privateKeyToJwk(privateKeyFromJwk(RFC7517));
  const codeOfPrivate = (jwk: object): string => codeOf(() => privateKeyFromJwk(jwk as Jwk));

  it('the halves must belong together, and the point lie on the curve', () => {
    expect(codeOfPrivate({ ...ec, d: other.d })).toBe('public-key-mismatch');
    expect(codeOfPrivate({ ...ec, y: other.y })).toBe('point-not-on-curve');
    expect(codeOfPrivate({ ...privateKeyToJwk(KEYS['ed25519']), d: RFC8037.d })).toBe('public-key-mismatch');
    const rsa = privateKeyToJwk(KEYS['rsa']);
    expect(codeOfPrivate({ ...rsa, dp: rsa.dq })).not.toBe('nothing thrown');
  });

  it('coordinates have their whole length, integers the least', () => {
    expect(codeOfPrivate({ ...ec, x: `AA${ec.x}` })).toBe('malformed-jwk');
    expect(codeOf(() => publicKeyFromJwk({ ...RFC7638, e: 'AAEAAQ' }))).toBe('malformed-jwk');
    expect(codeOf(() => publicKeyFromJwk({ ...RFC7638, e: 'AQAB=' }))).toBe('malformed-jwk');
    expect(codeOf(() => publicKeyFromJwk({ ...RFC7638, e: 'AQA B' }))).toBe('malformed-jwk');
  });

  it('a private key is not read as a public one, nor the other way round', () => {
    expect(codeOf(() => publicKeyFromJwk(ec))).toBe('malformed-jwk');
    expect(codeOfPrivate(RFC7638)).toBe('malformed-jwk');
  });

  it('what is not known is refused by name', () => {
    const refused = (jwk: object): string => {
      expect(codeOfPrivate(jwk)).toBe('unsupported-algorithm');
      try {
        privateKeyFromJwk(jwk as Jwk);
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    expect(refused({ kty: 'oct', k: 'AA', d: '' })).toContain('oct');
    expect(refused({ ...ec, crv: 'secp256k1' })).toContain('secp256k1');
    expect(refused({ ...RFC8037, crv: 'Ed448' })).toContain('Ed448');
    expect(refused({ ...RFC8037, crv: 'P-256' })).toContain('Ed25519');
    expect(refused({ ...privateKeyToJwk(KEYS['rsa']), oth: [] })).toContain('more than two primes');
    expect(refused({ kty: 'RSA', n: RFC7638.n, e: 'AQAB', d: 'AQAB' })).toContain('without their primes');
    expect(codeOf(() => privateKeyToJwk(KEYS['rsa-pss']))).toBe('unsupported-algorithm');
    expect(codeOf(() => publicKeyToJwk(publicKeyOf(KEYS['rsa-pss'])))).toBe('unsupported-algorithm');
  });

  it('inherited members do not count, and junk is refused', () => {
    expect(codeOfPrivate(Object.create(ec))).toBe('malformed-jwk');
    for (const junk of [undefined, null, 'x', 5]) expect(codeOfPrivate(junk as never)).toBe('wrong-type');
    expect(codeOf(() => privateKeyToJwk({ type: 'ec' } as PrivateKey))).toBe('wrong-type');
    expect(codeOf(() => jwkThumbprint('sha256' as never, publicKeyFromJwk(RFC7638)))).toBe('wrong-type');
  });
});

it('R6: refuses part of a private key of RSA as a public one (RFC 7518 §6.3.2)', () => {
  const { kty, n, e, ...secret } = privateKeyToJwk(KEYS.rsa);
  expect(publicKeyFromJwk({ kty, n, e } as Jwk)).toEqual(publicKeyOf(KEYS.rsa));
  expect(Object.keys(secret).length).toBe(6);
  for (const [name, value] of [...Object.entries(secret), ['oth', []]]) {
    expect(codeOf(() => publicKeyFromJwk({ kty, n, e, [name as string]: value } as Jwk))).toBe('malformed-jwk');
  }
});
