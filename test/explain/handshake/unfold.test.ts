/** Every secret of a session unfolds to what it was made of, and comes out the same. */
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../src/bytes/index.ts';
import {
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
/** With a ticket, whose PSK is of the session before: the first secret is made of it. */
const RESUMED = [...SCHEDULE.slice(1), 'binder_key', 'resumption_master_secret'];

const blockTables = (parts: readonly Part[]): readonly Table[] =>
  parts.flatMap((part) => {
    if (part.kind === 'section') return blockTables(part.parts);
    return part.kind === 'table' && part.title.endsWith('block by block') ? [part] : [];
  });

describe('vectors', () => {
  it.each([
    ['TLS_AES_128_GCM_SHA256', {}, SCHEDULE],
    ['TLS_AES_256_GCM_SHA384', { group: 'X25519MLKEM768' }, SCHEDULE],
    ['TLS_AES_128_GCM_SHA256', { resume: true }, RESUMED],
    [
      'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
      {},
      ['master_secret', 'key_block', 'client_verify_data', 'server_verify_data'],
    ],
    [
      'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
      {},
      ['master_secret', 'key_block', 'client_verify_data', 'server_verify_data'],
    ],
  ] as const)('%s %o', async (suite, changes, names) => {
    const recording = await recordHandshake(settings({ suite, ...changes }));
    expect(secretNames(recording).toSorted()).toEqual([...names].toSorted());
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
});

describe('misuse', () => {
  it('another name, and a session that did not get so far', async () => {
    const recording = await recordHandshake(settings({ fault: 'tampered' }));
    expect(unfoldSecret(recording, 'toString')).toBeUndefined();
    expect(unfoldSecret({ ...recording, events: [] }, 'master_secret')).toBeUndefined();
    expect(secretNames({ ...recording, events: [] })).toEqual([]);
  });
});
