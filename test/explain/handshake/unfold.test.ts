/** Every secret of a session unfolds to what it was made of, and comes out the same. */
import { createDecipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concat } from '../../../src/bytes/index.ts';
import { type EngineEvent, tlsLogOf } from '../../../src/explain/document/events.ts';
import { expandedSecrets } from '../../../src/explain/handshake/traffic-keys.ts';
import {
  decodeRecording,
  encodeRecording,
  type HandshakeSettings,
  hasSecrets,
  type Part,
  recordHandshake,
  renderText,
  secretNames,
  type Table,
  unfoldSecret,
} from '../../../src/explain/index.ts';
import { hmac, sha256, sha384 } from '../../../src/hash/index.ts';
import { CONTENT, type SecretName } from '../../../src/tls/index.ts';
import { EarlySecret } from '../../../src/tls/tls13/key-schedule.ts';

const settings = (changes: Partial<HandshakeSettings>): HandshakeSettings => ({
  ...{ suite: 'TLS_AES_128_GCM_SHA256', certificate: 'ecdsa', extendedMasterSecret: true, encryptThenMac: true },
  ...{ fault: undefined, seed: 'prism', time: new Date('2026-01-01T00:00:00Z') },
  ...changes,
});

const SCHEDULE = [
  ...['early_secret', 'handshake_secret', 'client_handshake_traffic_secret', 'server_handshake_traffic_secret'],
  ...['master_secret', 'client_application_traffic_secret', 'server_application_traffic_secret'],
  'exporter_master_secret',
];
/** What protects bytes: made of the traffic secrets. */
const BELOW = ['client', 'server'].flatMap((role) => [
  ...[`${role}_handshake_write_key`, `${role}_handshake_write_iv`, `${role}_finished_key`, `${role}_verify_data`],
  ...[`${role}_application_write_key`, `${role}_application_write_iv`],
]);
/** With a ticket, whose PSK is of the session before: the first secret is made of it. */
const RESUMED = [...SCHEDULE, 'psk', 'binder_key', 'binder_finished_key', 'resumption_master_secret', ...BELOW];
/** Of the second generation, after a KeyUpdate of both sides. */
const UPDATED = ['client', 'server'].flatMap((role) =>
  ['traffic_secret', 'write_key', 'write_iv'].map((what) => `${role}_application_${what}_1`),
);
const EARLIER = ['master_secret', 'key_block', 'client_verify_data', 'server_verify_data'];

const blockTables = (parts: readonly Part[]): readonly Table[] =>
  parts.flatMap((part) => {
    if (part.kind === 'section') return blockTables(part.parts);
    return part.kind === 'table' && part.title.endsWith('block by block') ? [part] : [];
  });

const factIn = (parts: readonly Part[], label: string) =>
  parts.flatMap((part) => (part.kind === 'facts' ? part.rows : [])).find((row) => row.label === label);

describe('vectors', () => {
  it.each([
    ['TLS_AES_128_GCM_SHA256', { group: 'secp256r1', retry: true }, [...SCHEDULE, ...BELOW]],
    ['TLS_AES_256_GCM_SHA384', { group: 'X25519MLKEM768', keyUpdate: true }, [...SCHEDULE, ...BELOW, ...UPDATED]],
    ['TLS_AES_128_GCM_SHA256', { group: 'X25519MLKEM768', resume: true }, RESUMED],
    ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', {}, EARLIER],
    ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', {}, EARLIER],
  ] as const)('%s %o', async (suite, changes, names) => {
    const recording = await recordHandshake(settings({ suite, ...changes }));
    expect(
      secretNames(recording)
        .filter((name) => name !== 'shared_secret')
        .toSorted(),
    ).toEqual([...names].toSorted());
    for (const name of names) {
      const { exhibit, hash, hmacs } = unfoldSecret(recording, name)!;
      expect(hash).toBe(suite.endsWith('384') ? 'sha384' : 'sha256');
      const text = renderText(exhibit, { showSecrets: true });
      expect(text, name).toContain('the same');
      expect(text, name).not.toContain('ANOTHER');
      expect(hasSecrets(exhibit)).toBe(true);
      // Each HMAC goes down to the compression function: the state after the outer hash's last block is its value.
      const algorithm = hash === 'sha384' ? sha384 : sha256;
      const tables = blockTables(exhibit.parts);
      expect(tables).toHaveLength(2 * hmacs.length);
      for (const [i, { key, text: input }] of hmacs.entries()) {
        const state = tables[2 * i + 1].rows.at(-1)!.at(-1)!;
        expect(state.replaceAll(' ', '').slice(0, 2 * algorithm.outputLength)).toBe(
          bytesToHex(hmac(algorithm, key, input)),
        );
      }
      const event = recording.events.find(
        (one) => one.source === 'tls' && one.event.kind === 'secret' && one.event.name === name,
      );
      const last = hmacs.at(-1)!;
      if (event !== undefined) expect(event).toMatchObject({ event: { secret: hmac(algorithm, last.key, last.text) } });
    }
  });

  it.each([
    ['x25519', 'TLS_AES_128_GCM_SHA256'],
    ['secp384r1', 'TLS_AES_128_GCM_SHA256'],
    ['secp256r1', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
  ] as const)(
    'the result of %s is computed again, from the private key and the other public value',
    async (group, suite) => {
      const recording = await recordHandshake(settings({ suite, group }));
      expect(secretNames(recording)[0]).toBe('shared_secret');
      const { exhibit, hmacs } = unfoldSecret(recording, 'shared_secret')!;
      expect(hmacs).toEqual([]);
      const { sharedSecret } = tlsLogOf(recording.events, 'client')!.first('shared-secret');
      const text = renderText(exhibit, { showSecrets: true }).replace(/\s/g, '');
      // Once as the session has it, and again where it comes out.
      expect(text.split(bytesToHex(sharedSecret)).length).toBeGreaterThan(2);
      expect(renderText(exhibit, { showSecrets: false }).replace(/\s/g, '')).not.toContain(bytesToHex(sharedSecret));
    },
  );

  it('covers no zeros: they are no secret', async () => {
    const recording = await recordHandshake(settings({}));
    for (const [name, label] of [
      ['early_secret', 'salt: zeros'],
      ['early_secret', 'IKM: no PSK: zeros'],
      ['master_secret', 'IKM: zeros'],
    ])
      expect(factIn(unfoldSecret(recording, name)!.exhibit.parts, label)).not.toHaveProperty('secret');
    expect(factIn(unfoldSecret(recording, 'master_secret')!.exhibit.parts, 'salt')).toHaveProperty('secret', true);
  });

  it.each(['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'] as const)(
    '%s: the first secret of a resumed session is made of the PSK, and that of the session before',
    async (suite) => {
      const { run, events } = await recordHandshake(settings({ suite, resume: true }));
      // As a file, too.
      const recording = decodeRecording(encodeRecording({ run, events }));
      const log = tlsLogOf(recording.events, 'client')!;
      const psk = log.first('secret', ({ name }) => name === 'psk').secret;
      const ikm = factIn(unfoldSecret(recording, 'early_secret')!.exhibit.parts, 'IKM: psk');
      expect(ikm).toMatchObject({ value: psk, secret: true });
      const { parts } = unfoldSecret(recording, 'psk')!.exhibit;
      expect(factIn(parts, 'label')?.value).toBe('tls13 resumption');
      expect(factIn(parts, 'context: the nonce of the ticket')?.value).toHaveLength(1);
      // Of one side of a session alone, the session before is not known: the PSK has no derivation, what is made of it has.
      const alone = { run, events: events.filter(({ source }) => source !== 'earlier') };
      expect(secretNames(alone)).toEqual(secretNames(recording).filter((name) => name !== 'psk'));
      expect(unfoldSecret(alone, 'psk')).toBeUndefined();
    },
  );

  it.each([
    ['TLS_AES_128_GCM_SHA256', { resume: true }],
    ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', {}],
  ] as const)('%s %o: covered, no derivation shows its secret or another one', async (suite, changes) => {
    const recording = await recordHandshake(settings({ suite, ...changes }));
    const log = tlsLogOf(recording.events, 'client')!;
    const secrets = [
      ...log.all('secret').map(({ secret }) => secret),
      ...log.all('master-secret').map(({ masterSecret }) => masterSecret),
      ...log.all('key-block').flatMap(({ block, parts }) => [block, ...Object.values(parts)]),
      ...log.all('shared-secret').map(({ sharedSecret }) => sharedSecret),
      ...expandedSecrets(log).map(({ value }) => value),
    ].filter(({ length }) => length > 4);
    for (const name of secretNames(recording)) {
      const covered = renderText(unfoldSecret(recording, name)!.exhibit, { showSecrets: false }).replace(/\s/g, '');
      for (const secret of secrets) expect(covered.includes(bytesToHex(secret)), name).toBe(false);
    }
  });

  it('a PSK that the server did not take is in the binder alone', async () => {
    const { run, events } = await recordHandshake(settings({}));
    const offered = new Map<SecretName, Uint8Array>();
    EarlySecret.from(sha256, new Uint8Array(32).fill(7), (name, secret) => offered.set(name, secret)).binderKey(
      (name, secret) => offered.set(name, secret),
    );
    const before = [...offered].map(([name, secret]): EngineEvent => {
      const event = { kind: 'secret', name, secret, transcriptHash: undefined } as const;
      return { source: 'tls', role: 'client', event };
    });
    const recording = { run, events: [...before, ...events] };
    for (const name of ['early_secret', 'binder_key', 'handshake_secret']) {
      const text = renderText(unfoldSecret(recording, name)!.exhibit, { showSecrets: true });
      expect(text, name).not.toContain('ANOTHER');
    }
    expect(factIn(unfoldSecret(recording, 'early_secret')!.exhibit.parts, 'IKM: no PSK: zeros')).toBeDefined();
  });

  it('a hybrid result unfolds to its two halves', async () => {
    const recording = await recordHandshake(settings({ group: 'X25519MLKEM768' }));
    expect(secretNames(recording)[0]).toBe('shared_secret');
    const { exhibit, agreements } = unfoldSecret(recording, 'shared_secret')!;
    const { sharedSecret } = tlsLogOf(recording.events, 'client')!.first('shared-secret');
    const value = (label: string) => factIn(exhibit.parts, label)?.value;
    expect(value('its first half: of ML-KEM-768')).toEqual(sharedSecret.slice(0, 32));
    expect(value('its second half: of X25519')).toEqual(sharedSecret.slice(32));
    expect(value('the two halves, one after the other')).toBe('the same');
    // Each half comes out of its own computation.
    const sections = exhibit.parts.flatMap((part) => (part.kind === 'section' ? [part.parts] : []));
    expect(factIn(sections[0], 'K, the shared secret')?.value).toEqual(sharedSecret.slice(0, 32));
    expect(factIn(sections[1], 'shared secret')?.value).toEqual(sharedSecret.slice(32));
    expect(agreements!.map(({ kind }) => kind)).toEqual(['ml-kem-768', 'x25519']);
    const covered = renderText(exhibit, { showSecrets: false }).replace(/\s/g, '');
    for (const half of [sharedSecret.slice(0, 32), sharedSecret.slice(32)])
      expect(covered).not.toContain(bytesToHex(half));
  });

  it('a server’s own recording has no private key of ML-KEM', async () => {
    const { run, events } = await recordHandshake(settings({ group: 'X25519MLKEM768' }));
    const server = events.filter((one) => one.source !== 'tls' || one.role === 'server');
    expect(secretNames({ run, events: server })).not.toContain('shared_secret');
  });

  it('the keys and the IV of each record open it', async () => {
    const recording = await recordHandshake(settings({ keyUpdate: true }));
    const log = tlsLogOf(recording.events, 'server')!;
    const expanded = expandedSecrets(log);
    const records = log.all('record').filter(({ parts }) => parts !== undefined);
    expect(records.length).toBeGreaterThan(8);
    for (const { parts, plaintext, type } of records) {
      if (parts?.kind !== 'aead') throw new Error('TLS 1.3 has AEAD alone');
      const { nonce, additionalData, ciphertext, tag } = parts;
      const opened = expanded
        .filter(({ label }) => label === 'key')
        .flatMap(({ value }) => {
          const iv = expanded.filter(
            ({ label, value: iv }) => label === 'iv' && iv.subarray(0, 4).every((byte, i) => byte === nonce[i]),
          );
          return iv.length === 0 ? [] : [open(value, nonce, additionalData, concat(ciphertext, tag))];
        })
        .filter((one) => one !== undefined);
      expect(opened.map((one) => [...one])).toEqual([[...plaintext, CONTENT[type]]]);
    }
  });
});

/** @returns undefined for another key. */
function open(key: Uint8Array, nonce: Uint8Array, data: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAAD(data).setAuthTag(sealed.subarray(-16));
  try {
    return concat(decipher.update(sealed.subarray(0, -16)), decipher.final());
  } catch {
    return undefined;
  }
}

describe('misuse', () => {
  it('another name, and a session that did not get so far', async () => {
    const recording = await recordHandshake(settings({ fault: 'tampered' }));
    expect(unfoldSecret(recording, 'toString')).toBeUndefined();
    expect(unfoldSecret({ ...recording, events: [] }, 'master_secret')).toBeUndefined();
    expect(secretNames({ ...recording, events: [] })).toEqual([]);
  });
});
