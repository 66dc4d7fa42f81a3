import { createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../src/bytes/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { publicKeyFromJwk, publicKeyOf, publicKeyToJwk } from '../../src/keys/index.ts';
import {
  JWS_ALGORITHMS,
  type JwsAlgorithm,
  jwsAlgorithmOf,
  signJws,
  type VerifyJwtOptions,
  verifyJws,
  verifyJwt,
} from '../../src/signatures/index.ts';
import { KEYS } from '../fixtures/keys.ts';

const random = seededRandom('test/signatures/jws');
const KEY_OF: Readonly<Record<JwsAlgorithm, (typeof KEYS)[string]>> = {
  ES256: KEYS['P-256'],
  ES384: KEYS['P-384'],
  ES512: KEYS['P-521'],
  RS256: KEYS['rsa'],
};

describe('vectors', () => {
  const PAYLOAD = 'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';
  it.each([
    [
      'RFC 7515 §A.2',
      'RS256',
      {
        kty: 'RSA',
        n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
        e: 'AQAB',
      },
      `eyJhbGciOiJSUzI1NiJ9.${PAYLOAD}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw`,
    ],
    [
      'RFC 7515 §A.3',
      'ES256',
      {
        kty: 'EC',
        crv: 'P-256',
        x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
        y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
      },
      `eyJhbGciOiJFUzI1NiJ9.${PAYLOAD}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q`,
    ],
    [
      'RFC 7515 §A.4',
      'ES512',
      {
        kty: 'EC',
        crv: 'P-521',
        x: 'AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk',
        y: 'ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2',
      },
      'eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn',
    ],
  ] as const)('%s: %s', (_, algorithm, jwk, jws) => {
    const keys = [{ key: publicKeyFromJwk(jwk), keyId: 'x' }];
    expect(verifyJws(jws, { algorithms: [algorithm], keys }).header).toEqual({ alg: algorithm });
    const changed = jws.replace('.U', '.V').replace('.e', '.f');
    expect(() => verifyJws(changed, { algorithms: [algorithm], keys })).toThrow(
      expect.objectContaining({ name: 'JwsError' }),
    );
  });
});

describe('properties', () => {
  it.each(JWS_ALGORITHMS)('%s: what is signed verifies, by node:crypto too', (algorithm) => {
    const key = KEY_OF[algorithm];
    const keys = [{ key: publicKeyOf(key), keyId: 'kid' }];
    expect(jwsAlgorithmOf(key)).toBe(algorithm);
    const peer = createPublicKey({ format: 'jwk', key: { ...publicKeyToJwk(publicKeyOf(key)) } });
    const hash = algorithm === 'RS256' ? 'sha256' : `sha${algorithm.slice(2)}`;
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (payload) => {
        const jws = signJws(payload, key, { keyId: 'kid', type: 'JWT', random });
        const [header, body, signature] = jws.split('.');
        const options = { key: peer, dsaEncoding: 'ieee-p1363' } as const;
        const raw = Buffer.from(signature, 'base64url');
        expect(verify(hash, Buffer.from(`${header}.${body}`), options, raw)).toBe(true);
        const verified = verifyJws(jws, { algorithms: JWS_ALGORITHMS, keys });
        expect(verified.payload).toEqual(payload);
        expect(verified.header).toEqual({ alg: algorithm, typ: 'JWT', kid: 'kid' });
        expect(verified.key).toBe(keys[0]);
      }),
      { numRuns: algorithm === 'ES512' ? 2 : 4 },
    );
  });
});

describe('misuse', () => {
  it('a key of which there is no algorithm signs nothing', () => {
    // RFC 7518 §3.3: 2048 bits or more.
    expect(jwsAlgorithmOf({ type: 'rsa', modulus: 2n ** 1023n + 1n, publicExponent: 65537n })).toBeUndefined();
    for (const key of [KEYS['ed25519'], KEYS['rsa-pss']]) {
      expect(jwsAlgorithmOf(key)).toBeUndefined();
      expect(() => signJws(utf8ToBytes('x'), key, { random })).toThrow(expect.objectContaining({ name: 'UsageError' }));
    }
  });

  it('algorithms are named by the caller, and are those that there are', () => {
    const keys = [{ key: publicKeyOf(KEYS['P-256']), keyId: 'x' }];
    for (const algorithms of [['none'], ['HS256'], ['es256'], ['toString'], 'ES256', undefined]) {
      expect(() => verifyJws('a.b.c', { algorithms: algorithms as never, keys })).toThrow(
        expect.objectContaining({ name: 'UsageError' }),
      );
    }
  });
});

describe('claims', () => {
  const key = KEYS['P-256'];
  const time = new Date('2026-03-01T12:00:00Z');
  const now = time.getTime() / 1000;
  const options: VerifyJwtOptions = {
    algorithms: ['ES256'],
    keys: [{ key: publicKeyOf(key), keyId: 'x' }],
    issuer: 'https://issuer',
    audiences: ['api', 'other'],
    time,
    leeway: 60,
  };
  const good = { iss: 'https://issuer', sub: 'jane', aud: ['api', 'else'], exp: now + 10, nbf: now - 10, iat: now };
  const check = (claims: unknown): unknown => {
    const text = typeof claims === 'string' ? claims : JSON.stringify(claims);
    try {
      return verifyJwt(signJws(utf8ToBytes(text), key, { random }), options);
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it('are what the token says', () => {
    expect(check(good)).toMatchObject({ issuer: 'https://issuer', subject: 'jane', audiences: ['api'] });
    expect(check({ ...good, aud: 'other' })).toMatchObject({ audiences: ['other'] });
    expect(check({ ...good, exp: now - 59, nbf: now + 60 })).toMatchObject({ subject: 'jane' });
  });

  it.each<[string, unknown]>([
    ['jws-expired', { ...good, exp: now - 60 }],
    ['jws-expired', { ...good, exp: -1 }],
    ['jws-not-yet-valid', { ...good, nbf: now + 61 }],
    ['jws-issuer', { ...good, iss: 'https://issuer/' }],
    ['jws-issuer', { ...good, iss: 'HTTPS://issuer' }],
    ['jws-audience', { ...good, aud: ['API', 'api '] }],
    ['jws-audience', { ...good, aud: [] }],
    ['jws-claims', { ...good, aud: undefined }],
    ['jws-claims', { ...good, aud: [['api']] }],
    ['jws-claims', { ...good, aud: { 0: 'api' } }],
    ['jws-claims', { ...good, exp: undefined }],
    ['jws-claims', { ...good, exp: `${now + 10}` }],
    ['jws-claims', '{"iss":"https://issuer","sub":"jane","aud":"api","exp":1e400}'],
    ['jws-claims', { ...good, nbf: null }],
    ['jws-claims', { ...good, sub: '' }],
    ['jws-claims', { ...good, sub: ['jane'] }],
    ['jws-claims', { ...good, iss: undefined }],
    ['jws-claims', '{"__proto__":{"iss":"https://issuer","sub":"jane","aud":"api","exp":4e9}}'],
    ['jws-claims', [good]],
    ['jws-claims', 'null'],
    ['jws-claims', '{'],
    ['jws-claims', '\ufeff{}'],
  ])('%s for %j', (code, claims) => expect(check(claims)).toBe(code));
});
