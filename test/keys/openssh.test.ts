import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64ToBytes, bytesToUtf8, os2ip } from '../../src/bytes/index.ts';
import { publicKeyOf, writeOpenSshPublicKey } from '../../src/keys/index.ts';
import { codeOf } from '../fixtures/key-vectors.ts';
import { KEYS } from '../fixtures/keys.ts';

const NAMES = {
  rsa: 'ssh-rsa',
  'P-256': 'ecdsa-sha2-nistp256',
  'P-384': 'ecdsa-sha2-nistp384',
  'P-521': 'ecdsa-sha2-nistp521',
  ed25519: 'ssh-ed25519',
} as const;

/** The strings of a blob (RFC 4251 §5). */
function stringsOf(blob: Uint8Array): Uint8Array[] {
  const strings: Uint8Array[] = [];
  for (let at = 0; at < blob.length; ) {
    const length = Number(os2ip(blob.subarray(at, at + 4)));
    strings.push(blob.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return strings;
}

describe('properties', () => {
  it.each(Object.entries(NAMES))('%s: a line of name, blob and comment', (kind, name) => {
    const key = publicKeyOf(KEYS[kind]);
    fc.assert(
      fc.property(
        fc.string().map((text) => text.replace(/\p{Cc}/gu, '')),
        (comment) => {
          const line = writeOpenSshPublicKey(key, { comment });
          const [format, blob, ...rest] = line.slice(0, -1).split(' ');
          expect(line.indexOf('\n')).toBe(line.length - 1);
          expect(format).toBe(name);
          expect(rest.join(' ')).toBe(comment);
          expect(bytesToUtf8(stringsOf(base64ToBytes(blob))[0])).toBe(name);
        },
      ),
    );
    expect(writeOpenSshPublicKey(KEYS[kind])).toBe(writeOpenSshPublicKey(key));
  });

  it('numbers are positive, and no longer than they are', () => {
    const key = publicKeyOf(KEYS['rsa']);
    const [, e, n] = stringsOf(base64ToBytes(writeOpenSshPublicKey(key).trim().split(' ')[1]));
    expect(key).toMatchObject({ publicExponent: os2ip(e), modulus: os2ip(n) });
    expect(n[0]).toBe(0);
    expect(n[1]).toBeGreaterThan(127);
    expect(e).toEqual(Uint8Array.of(1, 0, 1));
  });
});

describe('misuse', () => {
  it('refuses kinds that OpenSSH does not have', () => {
    for (const kind of ['rsa-pss', 'x25519']) {
      expect(
        codeOf(() => writeOpenSshPublicKey(publicKeyOf(KEYS[kind]))),
        kind,
      ).toBe('unsupported-algorithm');
    }
    const unknown = { type: 'unknown', algorithm: '1.2.3', spki: new Uint8Array(0), reason: 'none' } as const;
    expect(codeOf(() => writeOpenSshPublicKey(unknown))).toBe('unsupported-algorithm');
    expect(codeOf(() => writeOpenSshPublicKey({} as never))).toBe('wrong-type');
  });

  it('takes no comment that begins another line', () => {
    const key = publicKeyOf(KEYS['ed25519']);
    for (const comment of ['a\nssh-rsa AAAA', 'a\r', '\0']) {
      expect(codeOf(() => writeOpenSshPublicKey(key, { comment }))).toBe('out-of-range');
    }
    expect(codeOf(() => writeOpenSshPublicKey(key, { comment: 1 as never }))).toBe('wrong-type');
    expect(codeOf(() => writeOpenSshPublicKey(key, { name: 'x' } as never))).toBe('unknown-option');
  });
});
