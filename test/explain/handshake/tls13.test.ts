/** TLS 1.3 under glass: the key schedule, the keys in use, a retry, resumption, KeyUpdate, and what all kinds of certificates look like. */
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../src/bytes/index.ts';
import { tlsLogOf } from '../../../src/explain/document/events.ts';
import type { Exhibit, Part } from '../../../src/explain/document/exhibit.ts';
import { handshakeExhibit } from '../../../src/explain/handshake/exhibit.ts';
import { keyLogOf } from '../../../src/explain/handshake/key-derivation.ts';
import type { PartyKeys } from '../../../src/explain/handshake/parties.ts';
import { type HandshakeSettings, recordHandshake, seededKeys } from '../../../src/explain/handshake/session.ts';
import { renderText as rendered, renderHtml } from '../../../src/explain/index.ts';
import { decodeRecording, encodeRecording, type Recording } from '../../../src/explain/recording/recording.ts';
import { settings } from './session.ts';

const renderText = (exhibit: Exhibit, showSecrets = false): string => rendered(exhibit, { showSecrets });

type Over = Partial<HandshakeSettings>;
const played = new Map<string, Promise<Recording>>();
const made = new Map<string, ReturnType<PartyKeys>>();
/** The keys of each party, which are generated once. */
const keysOf13 = (kind: HandshakeSettings['certificate']): PartyKeys => {
  const keys = seededKeys('13', undefined, kind);
  return (owner) => {
    const id = `${kind} ${owner}`;
    const key = made.get(id) ?? keys(owner);
    made.set(id, key);
    return key;
  };
};
/** A session of TLS 1.3 with keys that are quick to make; each is run once. */
function session13(over: Over = {}): Promise<Recording> {
  const given = settings({ suite: 'TLS_AES_128_GCM_SHA256', certificate: 'ecdsa', ...over });
  const key = JSON.stringify(given);
  const recording = played.get(key) ?? recordHandshake(given, keysOf13(given.certificate));
  played.set(key, recording);
  return recording;
}
const shown = async (over: Over = {}): Promise<Exhibit> => handshakeExhibit(await session13(over));
const tableIn = (parts: readonly Part[], title: string): readonly (readonly string[])[] => {
  const all = parts.flatMap((part) => (part.kind === 'section' ? [part, ...part.parts] : [part]));
  const found = all.find((part) => part.kind === 'table' && part.title.startsWith(title));
  return found?.kind === 'table' ? found.rows : [];
};
const keysOf = async (over: Over): Promise<string[]> =>
  tableIn((await shown(over)).parts, 'Which bytes').map(([from, label, , key]) => `${from} ${label}: ${key}`);
const labelsOf = ({ parts }: Exhibit): string[] =>
  parts.flatMap((part) => (part.kind === 'sequence' ? part.arrows.map(({ label }) => label) : []));

const SERVER_FLIGHT = ['EncryptedExtensions', 'CertificateRequest', 'Certificate', 'CertificateVerify', 'Finished'];
const CLIENT_FLIGHT = ['Certificate', 'CertificateVerify', 'Finished'];
const DATA = ['application data', 'application data', 'Alert close_notify', 'Alert close_notify'];

describe('vectors', () => {
  it('names the bits of keyUsage in a certificate that is sent', async () => {
    expect(renderText(await shown())).toMatch(/bytes = digitalSignature /);
  });

  it('shows each message, and the secret that it travels under', async () => {
    const labels = labelsOf(await shown());
    const messages = labels.filter((label) => label !== 'ChangeCipherSpec');
    expect(messages).toEqual(['ClientHello', 'ServerHello', ...SERVER_FLIGHT, ...CLIENT_FLIGHT, ...DATA]);
    const keys = await keysOf({});
    expect(keys).toContain('client ClientHello: none: in the clear');
    for (const label of SERVER_FLIGHT) expect(keys).toContain(`server ${label}: server_handshake_traffic_secret`);
    for (const label of CLIENT_FLIGHT) expect(keys).toContain(`client ${label}: client_handshake_traffic_secret`);
    expect(keys).toContain('client application data: client_application_traffic_secret');
  });

  it('tells what a hello says by the names and sections of RFC 8446', async () => {
    const text = renderText(await shown({ group: 'x25519', retry: true }), true);
    expect(text).toMatch(/highest version +TLS 1\.3/);
    expect(text).toMatch(/ version +TLS 1\.3 \(0x0304\)/);
    expect(text).toContain('legacyVersion = TLS 1.2 (0x0303)  RFC 8446 §4.1.2');
    expect(text).not.toMatch(/clientVersion|serverVersion|RFC 5246/);
    const earlier = renderText(await shown({ suite: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256' }), true);
    expect(earlier).toMatch(/highest version +TLS 1\.2 \(0x0303\) +RFC 5246 §7\.4\.1\.2/);
    expect(earlier).toContain('clientVersion = TLS 1.2 (0x0303)');
  });

  it('draws the key schedule in its order, from secrets that the engine reported', async () => {
    const recording = await session13();
    const names = tableIn(handshakeExhibit(recording).parts, 'The key schedule').map(([name]) =>
      name.split(' ').at(-1),
    );
    const reported = new Set<string>(
      tlsLogOf(recording.events, 'client')!
        .all('secret')
        .map(({ name }) => name),
    );
    expect(new Set(names)).toEqual(reported);
    expect(names.indexOf('early_secret')).toBeLessThan(names.indexOf('handshake_secret'));
    expect(names.indexOf('handshake_secret')).toBeLessThan(names.indexOf('master_secret'));
  });

  it('shows a HelloRetryRequest, and the group that both come to', async () => {
    const exhibit = await shown({ group: 'secp384r1', retry: true });
    const labels = labelsOf(exhibit).filter((label) => label !== 'ChangeCipherSpec');
    expect(labels.slice(0, 4)).toEqual(['ClientHello', 'HelloRetryRequest', 'ClientHello', 'ServerHello']);
    expect(renderText(exhibit)).toMatch(/group +secp384r1/);
  });

  it('shows a resumed session: a ticket and its binder, no certificates', async () => {
    const exhibit = await shown({ resume: true });
    expect(labelsOf(exhibit)).not.toContain('Certificate');
    const text = renderText(exhibit);
    expect(text).toContain('its binder');
    expect(tableIn(exhibit.parts, 'The key schedule').map(([name]) => name)).toContain('├─ binder_key');
  });

  it('shows that each side changes its key after its own KeyUpdate', async () => {
    const keys = await keysOf({ keyUpdate: true });
    for (const side of ['client', 'server']) {
      const at = keys.indexOf(`${side} KeyUpdate: ${side}_application_traffic_secret`);
      expect(at).toBeGreaterThan(0);
      const after = keys.slice(at + 1).filter((row) => row.startsWith(side));
      expect(after.length).toBeGreaterThan(0);
      for (const row of after) expect(row).toContain('application_traffic_secret_1');
    }
  });

  it('changes one bit on the way, and not the alert that answers it', async () => {
    const { events } = await session13({ fault: 'tampered' });
    const ends = events.flatMap((event) => (event.source === 'end' ? [event] : []));
    const failureOf = (role: 'client' | 'server') => ends.find((end) => end.role === role)?.failure;
    expect(failureOf('server')).toMatchObject({ alert: 'bad_record_mac', direction: 'sent' });
    expect(failureOf('client')).toMatchObject({ alert: 'bad_record_mac', direction: 'received' });
  });

  it('shows both halves of a hybrid secret', async () => {
    const { events } = await session13({ group: 'X25519MLKEM768' });
    const { sharedSecret } = tlsLogOf(events, 'client')!.first('shared-secret');
    const text = renderText(await shown({ group: 'X25519MLKEM768' }), true).replace(/\s/g, '');
    expect(text).toContain(bytesToHex(sharedSecret.subarray(0, 32)));
    expect(text).toContain(bytesToHex(sharedSecret.subarray(32)));
  });

  it('shows that the client was connected before its certificate was missed', async () => {
    const { events } = await session13({ fault: 'no-client-cert' });
    const ends = events.filter((event) => event.source === 'end');
    expect(ends.find(({ role }) => role === 'server')?.failure).toMatchObject({
      alert: 'certificate_required',
      direction: 'sent',
    });
    expect(renderText(await shown({ fault: 'no-client-cert' })).replace(/\s+/g, ' ')).toContain(
      'The alert reaches it with its first read.',
    );
    expect(renderText(await shown({ fault: 'wrong-name' }))).not.toContain('first read');
  });

  it.each(['rsa', 'ecdsa', 'ed25519'] as const)(
    'signs with certificates of %s in both versions',
    async (certificate) => {
      const suite12 =
        certificate === 'rsa' ? 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' : 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256';
      for (const suite of ['TLS_AES_128_GCM_SHA256', suite12] as const) {
        const { events } = await session13({ certificate, suite, group: 'x25519' });
        const ends = events.flatMap((event) => (event.source === 'end' ? [event.failure] : []));
        expect(ends).toEqual([undefined, undefined]);
      }
    },
  );
});

describe('properties', () => {
  it('a recording has all of it: read again, it shows the same; no secret is shown unasked', async () => {
    for (const over of [{}, { resume: true }, { group: 'secp256r1', retry: true }, { keyUpdate: true }] as Over[]) {
      const recording = await session13(over);
      const again = decodeRecording(encodeRecording(recording));
      expect(renderText(handshakeExhibit(again))).toBe(renderText(handshakeExhibit(recording)));
      const [text, page] = [
        renderText(handshakeExhibit(recording)),
        renderHtml(handshakeExhibit(recording), { showSecrets: false }),
      ];
      for (const { name, secret } of tlsLogOf(recording.events, 'client')!.all('secret')) {
        for (const seen of [text, page]) {
          expect(seen.includes(name), name).toBe(true);
          expect(seen.replace(/\s/g, '').includes(bytesToHex(secret)), name).toBe(false);
        }
      }
    }
  });

  it('logs the five secrets that a decryptor needs, under the client’s random', async () => {
    const lines = keyLogOf((await session13()).events)
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
      'SERVER_HANDSHAKE_TRAFFIC_SECRET',
      'CLIENT_TRAFFIC_SECRET_0',
      'SERVER_TRAFFIC_SECRET_0',
      'EXPORTER_SECRET',
    ]);
    expect(new Set(lines.map((line) => line.split(' ')[1])).size).toBe(1);
  });
});

describe('misuse', () => {
  it('refuses what TLS 1.2 does not have, a retry without a group, and another kind of key', async () => {
    const suite = 'TLS_RSA_WITH_AES_128_CBC_SHA256' as const;
    for (const over of [
      { suite, keyUpdate: true },
      { suite, group: 'x25519', retry: true },
      { retry: true },
    ] as Over[]) {
      await expect(recordHandshake(settings(over))).rejects.toMatchObject({ code: 'misuse' });
    }
    expect(() => seededKeys('seed', undefined, 'dsa' as never)).toThrow(/kind/);
  });
});
