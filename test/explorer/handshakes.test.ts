/** The form of a session shows what is used: no choice that does not fit is dropped in silence. */
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/bytes/index.ts';
import { fittingTexts, HANDSHAKE_FIELDS, isFitting, SUITES } from '../../src/explorer/handshakes.ts';
import { handshakeSettings } from '../../src/explorer/work/handshake.ts';

describe('vectors', () => {
  it.each([
    [
      { suite: 'TLS_RSA_WITH_AES_128_GCM_SHA256', group: 'X25519MLKEM768' },
      { group: '', certificate: 'rsa' },
    ],
    [{ suite: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', certificate: 'rsa' }, { certificate: 'ecdsa' }],
    [{ suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', group: 'X25519MLKEM768' }, { group: 'x25519' }],
    [
      { suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', retry: 'yes', keyUpdate: 'yes', resume: 'yes' },
      { retry: 'no', keyUpdate: 'no', resume: 'yes' },
    ],
    [{ clientAuthentication: 'no', fault: 'no-client-cert' }, { fault: 'no' }],
    [
      { retry: 'yes', group: 'X25519MLKEM768', certificate: 'rsa' },
      { retry: 'yes', group: 'X25519MLKEM768' },
    ],
  ] as readonly (readonly [Record<string, string>, Record<string, string>])[])('%o: %o', (set, shown) => {
    expect(fittingTexts(set)).toMatchObject(shown);
  });
});

describe('properties', () => {
  it('what the form shows is what the session has', () => {
    for (const suite of SUITES) {
      const set = { suite, group: 'X25519MLKEM768', certificate: 'rsa', retry: 'yes', keyUpdate: 'yes' };
      const texts = fittingTexts(set);
      const { group = '', certificate, retry, keyUpdate } = handshakeSettings(set);
      expect({ group, certificate }).toEqual({ group: texts['group'], certificate: texts['certificate'] });
      expect([retry, keyUpdate]).toEqual([texts['retry'] === 'yes', texts['keyUpdate'] === 'yes']);
      for (const { name } of HANDSHAKE_FIELDS)
        if (texts[name] !== '') expect(isFitting(name, texts[name], texts), `${suite} ${name}`).toBe(true);
    }
  });
});

describe('misuse', () => {
  it('a choice of no list is refused, where the suite has no use for it too', () => {
    expect(() => handshakeSettings({ suite: 'TLS_RSA_WITH_AES_128_GCM_SHA256', group: 'ffdhe2048' })).toThrow(
      UsageError,
    );
  });
});
