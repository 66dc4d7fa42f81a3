// CVE-2015-9235 (https://auth0.com/blog/critical-vulnerabilities-in-json-web-token-libraries/), CVE-2022-25898 (jsrsasign), CVE-2022-21449,
// CVE-2018-0114, RFC 8725: a token that says itself by which algorithm and which key it is to be believed.
import { createHmac, createPrivateKey, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bytesToBase64url, utf8ToBytes } from '../../src/bytes/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { publicKeyOf, publicKeyToJwk, writePrivateKeyPem, writePublicKeyPem } from '../../src/keys/index.ts';
import { ecdsaToDer, JWS_ALGORITHMS, type JwsKey, signJws, verifyJws } from '../../src/signatures/index.ts';
import { KEYS } from '../fixtures/keys.ts';

const random = seededRandom('test/security/r29');
const CLAIMS = utf8ToBytes('{"sub":"root"}');
const keys: readonly JwsKey[] = [
  { keyId: 'rsa', key: publicKeyOf(KEYS['rsa']) },
  { keyId: 'p256', key: publicKeyOf(KEYS['P-256']) },
  { keyId: 'p384', key: publicKeyOf(KEYS['P-384']) },
];

const encoded = (header: unknown): string =>
  bytesToBase64url(utf8ToBytes(typeof header === 'string' ? header : JSON.stringify(header)));
const token = (header: unknown, signature: string): string =>
  `${encoded(header)}.${bytesToBase64url(CLAIMS)}.${signature}`;
const codeOf = (jws: string, given: { keys?: readonly JwsKey[]; algorithms?: typeof JWS_ALGORITHMS } = {}): string => {
  try {
    verifyJws(jws, { algorithms: JWS_ALGORITHMS, keys, ...given });
    return 'believed';
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const rsaSignature = signJws(CLAIMS, KEYS['rsa'], { keyId: 'rsa', random }).split('.')[2];
const ecSignature = signJws(CLAIMS, KEYS['P-256'], { keyId: 'p256', random }).split('.')[2];

const peerKey = createPrivateKey(writePrivateKeyPem(KEYS['P-256'], 'pkcs8'));

/** A good signature over whatever header, by the key that is believed. */
function signedWith(header: unknown): string {
  const input = `${encoded(header)}.${bytesToBase64url(CLAIMS)}`;
  const signature = sign('sha256', Buffer.from(input), { key: peerKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

describe('R29: the caller says which algorithms there are', () => {
  it('the forms of this test are believed where nothing is wrong with them', () => {
    expect(codeOf(signedWith({ alg: 'ES256', kid: 'p256' }))).toBe('believed');
    expect(codeOf(signedWith({ alg: 'ES256' }))).toBe('believed');
  });

  it.each(['none', 'None', 'NONE', 'nOnE', '', ' none', 'es256', 'ES256 ', 'ES256\u0000', 'toString', '__proto__'])(
    'never %j',
    (alg) => {
      for (const signature of ['', ecSignature, rsaSignature, 'AA']) {
        expect(codeOf(token({ alg, kid: 'p256' }, signature))).toMatch(/^jws-(algorithm|malformed)$/);
      }
      expect(codeOf(signedWith({ alg, kid: 'p256' }))).toBe('jws-algorithm');
    },
  );

  it.each([null, 7, ['ES256'], { toString: 'ES256' }, true])('nor %j', (alg) => {
    expect(codeOf(signedWith({ alg, kid: 'p256' }))).toBe('jws-algorithm');
  });

  it('a public key is no secret: HMAC over it in any form is not believed', () => {
    const [rsa] = keys;
    const pem = writePublicKeyPem(rsa.key, 'spki');
    for (const secret of [pem, pem.trim(), pem.replaceAll('\n', ''), JSON.stringify(publicKeyToJwk(rsa.key))]) {
      for (const [alg, hash] of [
        ['HS256', 'sha256'],
        ['RS256', 'sha256'],
      ] as const) {
        const body = `${encoded({ alg, kid: 'rsa' })}.${bytesToBase64url(CLAIMS)}`;
        const mac = createHmac(hash, secret).update(body).digest('base64url');
        expect(codeOf(`${body}.${mac}`)).toMatch(/^jws-(algorithm|signature)$/);
      }
    }
  });

  it('an algorithm that exists counts only where the caller listed it', () => {
    expect(codeOf(signedWith({ alg: 'ES256', kid: 'p256' }), { algorithms: ['RS256', 'ES384'] })).toBe('jws-algorithm');
    expect(codeOf(signedWith({ alg: 'ES256', kid: 'p256' }), { algorithms: [] })).toBe('jws-algorithm');
  });
});

describe('R29: the key is of the algorithm', () => {
  it('and not of another', () => {
    expect(codeOf(signedWith({ alg: 'RS256', kid: 'p256' }))).toBe('jws-unknown-key');
    expect(codeOf(signedWith({ alg: 'ES384', kid: 'p256' }))).toBe('jws-unknown-key');
    expect(codeOf(token({ alg: 'ES256', kid: 'rsa' }, rsaSignature))).toBe('jws-unknown-key');
    expect(codeOf(signedWith({ alg: 'ES256', kid: 'p384' }))).toBe('jws-unknown-key');
  });

  it('r and s come in their full length, and neither is zero (CVE-2022-21449)', () => {
    const raw = Buffer.from(signedWith({ alg: 'ES256', kid: 'p256' }).split('.')[2], 'base64url');
    const header = { alg: 'ES256', kid: 'p256' };
    const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');
    for (const signature of [
      ...[Buffer.alloc(64), Buffer.alloc(1), raw.subarray(0, 63), Buffer.concat([raw, Buffer.alloc(2)])],
      ...[Buffer.concat([Buffer.alloc(1), raw.subarray(0, 32), Buffer.alloc(1), raw.subarray(32)])],
      ...[
        Buffer.from(ecdsaToDer(raw)),
        Buffer.concat([order, order]),
        Buffer.concat([raw.subarray(32), raw.subarray(0, 32)]),
      ],
    ]) {
      expect(codeOf(token(header, signature.toString('base64url')))).toBe('jws-signature');
    }
  });
});

describe('R29: kid is compared, and nothing else', () => {
  it.each([
    '../../../../dev/null',
    '/etc/passwd',
    "p256' OR '1'='1",
    'p256\u0000',
    'P256',
    '__proto__',
    'constructor',
    'http://127.0.0.1/key',
    '',
    'x'.repeat(2000),
  ])('%j names no key, although the signature is good', (kid) => {
    expect(codeOf(signedWith({ alg: 'ES256', kid }))).toBe('jws-unknown-key');
  });

  it.each([null, 1, ['p256'], {}])('%j is no kid', (kid) => {
    expect(codeOf(signedWith({ alg: 'ES256', kid }))).toBe('jws-malformed');
  });

  it('a key that comes along is not read (CVE-2018-0114)', () => {
    const jwk = publicKeyToJwk(publicKeyOf(KEYS['P-256']));
    const header = { alg: 'ES256', jwk, jku: 'https://evil.example/jwks', x5u: 'https://evil.example', x5c: ['AA=='] };
    expect(codeOf(signedWith(header), { keys: [keys[0]] })).toBe('jws-unknown-key');
    expect(codeOf(signedWith(header), { keys: [{ keyId: 'q', key: publicKeyOf(KEYS['P-384']) }] })).toBe(
      'jws-unknown-key',
    );
  });
});

describe('R29: what is not understood refuses', () => {
  it.each([{ crit: ['b64'], b64: false }, { crit: ['exp'], exp: 1 }, { crit: [] }, { crit: null }, { b64: true }])(
    '%j',
    (more) => expect(codeOf(signedWith({ alg: 'ES256', kid: 'p256', ...more }))).toBe('jws-critical'),
  );

  it('base64url is strict, and there are three parts', () => {
    const good = signedWith({ alg: 'ES256', kid: 'p256' });
    const [header, body, signature] = good.split('.');
    const last = signature.at(-1)!;
    // Two bits of the last digit belong to no byte.
    const twin = String.fromCharCode(last.charCodeAt(0) + 1);
    for (const odd of [
      ...['', '.', '..', `${header}.${body}`, `${good}.`, `${good}.${signature}`, `.${good}`, ` ${good}`, `${good}\n`],
      ...[`${header}=.${body}.${signature}`, `${header}.${body}.${signature}==`, `${header}.${body}\n.${signature}`],
      ...[`${header}.${body}.${signature.slice(0, -1)}${twin}`, `${header}.${body}.+${signature.slice(1)}`],
      ...[`${header}.${body}.${signature}AAA`, `${header}..${signature}`, 'x'.repeat(3_000_000)],
    ]) {
      expect(codeOf(odd)).toBe('jws-malformed');
    }
  });

  it.each(['[]', 'null', '"ES256"', '{', '{"alg":"ES256"', '\ufeff{"alg":"ES256"}', '[[[[[[[[', '{"alg":"ES256"} {}'])(
    'the header %j is none',
    (header) => expect(codeOf(signedWith(header))).toBe('jws-malformed'),
  );

  it('of an alg that comes twice the last counts, as for the reader that signed', () => {
    expect(codeOf(signedWith('{"alg":"ES256","alg":"none","kid":"p256"}'))).toBe('jws-algorithm');
    expect(codeOf(signedWith('{"alg":"none","\\u0061lg":"ES256","kid":"p256"}'))).toBe('believed');
  });
});
