/** What two sides with lists of their own agree on, and the telling of it. */
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/bytes/index.ts';
import {
  decodeRecording,
  encodeRecording,
  type HandshakeSettings,
  handshakeExhibit,
  type Part,
  recordHandshake,
} from '../../../src/explain/index.ts';

const settings: HandshakeSettings = {
  ...{ suite: 'TLS_AES_128_GCM_SHA256', certificate: 'ecdsa', extendedMasterSecret: true, encryptThenMac: true },
  ...{ fault: undefined, seed: 'prism', time: new Date('2026-01-01T00:00:00Z') },
};
const A = 'TLS_AES_128_GCM_SHA256';
const B = 'TLS_AES_256_GCM_SHA384';
const OLD = 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256';
const RSA = 'TLS_RSA_WITH_AES_128_GCM_SHA256';

const rowsIn = (parts: readonly Part[], title: string): Readonly<Record<string, string>> =>
  Object.assign(
    {},
    ...parts.map((part) => {
      if (part.kind === 'section') return rowsIn(part.parts, title);
      if (part.kind !== 'facts' || part.title !== title) return {};
      return Object.fromEntries(part.rows.map(({ label, value }) => [label, value]));
    }),
  );

/** What is told, from a recording as a file has it. */
async function told(offers: HandshakeSettings['offers'], more: Partial<HandshakeSettings> = {}) {
  const recording = await recordHandshake({ ...settings, ...more, offers });
  const { parts } = handshakeExhibit(decodeRecording(encodeRecording(recording)));
  const chosen = (title: string): string | undefined => rowsIn(parts, title)['the server chooses'];
  return {
    ...{ version: chosen('The version'), suite: chosen('The cipher suite') },
    group: chosen('The group of the key exchange'),
    ...{ suites: rowsIn(parts, 'The cipher suite'), groups: rowsIn(parts, 'The group of the key exchange') },
    end: rowsIn(parts, 'How it ended'),
    arrows: parts.flatMap((part) => (part.kind === 'sequence' ? part.arrows.map(({ label }) => label) : [])),
  };
}

describe('vectors', () => {
  it('the server goes by its own order, and asks for another key share', async () => {
    const { version, suite, suites, group, groups, arrows } = await told({
      client: { suites: [A, B, OLD], groups: ['x25519', 'secp256r1'] },
      server: { suites: [B, A], groups: ['secp256r1'] },
    });
    expect(version).toBe('TLSv1.3: the highest version that both support');
    expect(suites['the client offers']).toBe([A, B, OLD].join(', '));
    expect(suite).toBe(`${B}: our first suite that the client offers`);
    expect(suites['the client would rather have']).toContain(`${A}:`);
    expect(groups['with key shares for']).toBe('x25519');
    expect(group).toContain('secp256r1: our first group that the client supports; its key share is requested');
    expect(arrows).toContain('HelloRetryRequest');
  });

  it('without a common version, suite or group, an alert says so', async () => {
    const versions = await told({ client: { suites: [OLD] }, server: { suites: [A] } });
    expect(versions).toMatchObject({
      version: 'nothing: it has none of what the client has; it sends the alert protocol_version',
      ...{ suite: undefined, group: undefined },
      end: { 'the client': 'received the alert protocol_version' },
    });
    const suites = await told({ client: { suites: [A, OLD] }, server: { suites: [B, OLD] } });
    expect(suites.version).toMatch(/^TLSv1.3/);
    expect(suites.suite).toMatch(/^nothing: it has none of what the client has for that version; .*handshake_failure$/);
    const groups = await told({ client: { groups: ['x25519'] }, server: { groups: ['secp256r1'] } });
    expect([groups.suite, groups.group].map((text) => text?.split(':')[0])).toEqual([A, 'nothing']);
  });

  it('a suite of both that no certificate fits is no choice', async () => {
    const { suite, suites } = await told({ client: { suites: [RSA] }, server: { suites: [A, RSA] } });
    expect(suite).toContain(`nothing: it has ${RSA} too, but no certificate and group of both sides fit`);
    expect(suites).not.toHaveProperty('the client would rather have');
  });

  it('TLS 1.2 is chosen where one side has no other, and has no KeyUpdate', async () => {
    const client = { suites: [A, OLD] } as const;
    const { version, suite } = await told({ client, server: { suites: [OLD] } }, { keyUpdate: true });
    expect([version, suite].map((text) => text?.split(':')[0])).toEqual(['TLSv1.2', OLD]);
  });

  it('a session that is resumed keeps its suite', async () => {
    const lists = { suites: [OLD], groups: ['x25519', 'secp256r1'] } as const;
    const { suite } = await told({ client: lists, server: lists }, { resume: true });
    expect(suite).toBe(`${OLD}: that of the session that is resumed`);
  });

  it('a session with one suite and one group tells nothing of the kind', async () => {
    expect(await told(undefined)).toMatchObject({ version: undefined, suite: undefined, group: undefined });
  });
});

describe('misuse', () => {
  it('an offer of something else, and an empty one', async () => {
    for (const offers of [{ nobody: {} }, { client: { curves: [] } }, { client: { suites: [] } }])
      await expect(recordHandshake({ ...settings, offers: offers as HandshakeSettings['offers'] })).rejects.toThrow(
        UsageError,
      );
  });
});
