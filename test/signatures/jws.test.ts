import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../src/bytes/index.ts';
import { signDetachedHs256, verifyDetachedHs256 } from '../../src/signatures/index.ts';

/** k8s.io/cluster-bootstrap/token/jws/jws_test.go. */
const CONTENT = utf8ToBytes('Hello from the other side. I must have called a thousand times.');
const SECRET = utf8ToBytes('my voice is my passcode');
const SIGNED = 'eyJhbGciOiJIUzI1NiIsImtpZCI6Impvc2h1YSJ9..VShe2taLd-YTrmWuRkcL_8QTNDHYxQIEBsAYYiIj1_8';

describe('vectors', () => {
  it("Kubernetes' own", () => {
    expect(signDetachedHs256(CONTENT, 'joshua', SECRET)).toBe(SIGNED);
    expect(verifyDetachedHs256(SIGNED, CONTENT, 'joshua', SECRET)).toBe(true);
  });
});

describe('properties', () => {
  it('what is signed verifies, by node:crypto too, and nothing else does', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), fc.uint8Array({ minLength: 1 }), (content, id, key) => {
        const jws = signDetachedHs256(content, id, key);
        const [header, , signature] = jws.split('.');
        const input = `${header}.${Buffer.from(content).toString('base64url')}`;
        expect(createHmac('sha256', key).update(input).digest('base64url')).toBe(signature);
        expect(verifyDetachedHs256(jws, content, id, key)).toBe(true);
        expect(verifyDetachedHs256(jws, new Uint8Array([...content, 0]), id, key)).toBe(false);
        expect(verifyDetachedHs256(jws, content, `${id}x`, key)).toBe(false);
        expect(verifyDetachedHs256(jws, content, id, new Uint8Array([...key, 1]))).toBe(false);
      }),
    );
  });
});

describe('misuse', () => {
  const signedWith = (header: object): string => {
    const encoded = Buffer.from(JSON.stringify(header)).toString('base64url');
    const input = `${encoded}.${Buffer.from(CONTENT).toString('base64url')}`;
    return `${encoded}..${createHmac('sha256', SECRET).update(input).digest('base64url')}`;
  };

  it.each<object>([
    { alg: 'none', kid: 'joshua' },
    { alg: 'hs256', kid: 'joshua' },
    { alg: 'HS512', kid: 'joshua' },
    { alg: ['HS256'], kid: 'joshua' },
    { kid: 'joshua' },
    { alg: 'HS256' },
    { alg: 'HS256', kid: ['joshua'] },
    { alg: 'HS256', kid: 'joshua', crit: ['b64'], b64: false },
    { alg: 'HS256', kid: 'joshua', b64: false },
    ['HS256'],
  ])('the header %j is refused, though its signature is right', (header) => {
    expect(verifyDetachedHs256(signedWith(header), CONTENT, 'joshua', SECRET)).toBe(false);
  });

  it.each([
    '',
    '..',
    SIGNED.replace('..', '.'),
    SIGNED.replace('..', '.e30.'),
    `${SIGNED}=`,
    `${SIGNED}.`,
    SIGNED.slice(0, -1),
    // The last character of 32 bytes has two bits that must be zero (RFC 4648 §3.5).
    SIGNED.replace(/8$/, '9'),
    ` ${SIGNED}`,
  ])('%j is no such signature', (text) => {
    expect(verifyDetachedHs256(text, CONTENT, 'joshua', SECRET)).toBe(false);
  });

  it('an empty key signs nothing that is believed', () => {
    const jws = signedWith({ alg: 'HS256', kid: 'joshua' });
    expect(verifyDetachedHs256(jws, CONTENT, 'joshua', new Uint8Array())).toBe(false);
  });
});
