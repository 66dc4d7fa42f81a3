/** Which schemes may sign a handshake: those that fit the key and the version. */
import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../src/bytes/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { generateKey } from '../../src/keys/index.ts';
import type { TlsVersion } from '../../src/tls/index.ts';
import { schemesOf } from '../../src/tls/negotiation/signature-schemes.ts';
import { KeyProven, PeerVerified } from '../../src/tls/proofs.ts';
import { fixturePki } from '../fixtures/pki.ts';
import { opensslKey } from '../fixtures/rsa-vectors.ts';
import { Script13 } from './script13.ts';

const random = seededRandom('proofs');
const validity = { notBefore: new Date('2030-01-01T00:00:00Z'), notAfter: new Date('2031-01-01T00:00:00Z') };
const KEYS = {
  RSA: opensslKey(2048),
  'P-256': generateKey({ type: 'ec', curve: 'P-256', random }),
  'P-384': generateKey({ type: 'ec', curve: 'P-384', random }),
};
const pki = fixturePki({ validity, random });
const message = utf8ToBytes('what was said so far');

describe('a signature that is right', () => {
  it.each<[keyof typeof KEYS, string, TlsVersion, boolean]>([
    ['RSA', 'rsa_pss_rsae_sha256', 'TLSv1.3', true],
    ['RSA', 'rsa_pkcs1_sha256', 'TLSv1.2', true],
    ['RSA', 'rsa_pkcs1_sha256', 'TLSv1.3', false],
    ['P-256', 'ecdsa_secp256r1_sha256', 'TLSv1.3', true],
    ['P-256', 'ecdsa_secp384r1_sha384', 'TLSv1.2', true],
    ['P-256', 'ecdsa_secp384r1_sha384', 'TLSv1.3', false],
    ['P-384', 'ecdsa_secp256r1_sha256', 'TLSv1.3', false],
  ])('of %s by %s in %s: %s (RFC 8446 §4.2.3, §4.4.3)', (name, scheme, version, isTaken) => {
    const key = KEYS[name];
    const { certificate } = pki.authority('peer', key);
    const peer = PeerVerified.check([certificate], { mode: 'dangerous-none' }, undefined);
    const schemes = schemesOf([scheme], 'schemes');
    const [{ id, sign }] = schemes;
    const signed = { algorithm: id, signature: sign(key, message, random), message, version };
    const check = () => KeyProven.check(peer, signed, { schemes }, () => undefined);
    if (isTaken) expect(check().peer).toBe(peer);
    else expect(check).toThrow(expect.objectContaining({ code: 'not-offered', alert: 'illegal_parameter' }));
  });
});

it.each(['client', 'server'] as const)('a %s of TLS 1.3 takes no PKCS #1, which it offers for certificates', (role) => {
  const script = new Script13({ mutual: true });
  const lines = script.by(role === 'client' ? 'server' : 'client');
  const until = lines.findIndex(({ kind }) => kind === 'certificate_verify');
  const end = script.stage(role).hear(lines.slice(0, until));
  const verify = Uint8Array.of(15, 0, 1, 4, 0x04, 0x01, 1, 0, ...new Uint8Array(256));
  end.say('handshake', verify, 'handshake');
  expect(end.error).toMatchObject({ code: 'not-offered', alert: 'illegal_parameter' });
});
