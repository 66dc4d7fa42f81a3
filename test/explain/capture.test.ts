/** Captures that we wrote are read back, and what is no capture is never a crash. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { concat } from '../../src/bytes/index.ts';
import {
  captureExhibit,
  DOCUMENTATION_ENDPOINTS,
  type HandshakeSettings,
  recordHandshake,
  renderText,
  type Sequence,
  sessionPcap,
} from '../../src/explain/index.ts';
import { inspectJob } from '../../src/explorer/work/inspect.ts';
import { runsOf } from '../property-runs.ts';

async function captured(suite: HandshakeSettings['suite']) {
  const { events } = await recordHandshake({
    ...{ suite, certificate: 'ecdsa', extendedMasterSecret: true, encryptThenMac: true, fault: undefined },
    ...{ seed: 'prism', time: new Date('2026-01-01T00:00:00Z') },
  });
  const sent = events.flatMap((one) => (one.source === 'wire' ? [one.bytes] : []));
  return { file: sessionPcap(events, DOCUMENTATION_ENDPOINTS), bytes: concat(...sent).length };
}

const sequenceOf = (file: Uint8Array): Sequence =>
  captureExhibit(file).parts.find((part): part is Sequence => part.kind === 'sequence')!;

let file13: Uint8Array;
beforeAll(async () => {
  file13 = (await captured('TLS_AES_128_GCM_SHA256')).file;
});

describe('vectors', () => {
  it('a session of TLS 1.2: its messages in the clear, and then records that are protected', async () => {
    const { file, bytes } = await captured('TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256');
    const { arrows } = sequenceOf(file);
    const names = arrows.map(({ label }) => label).join(', ');
    for (const name of ['client_hello, server_hello', 'certificate', 'server_key_exchange', 'client_key_exchange'])
      expect(names).toContain(name);
    const protectedOnes = arrows.filter((arrow) => arrow.protected).map(({ label }) => label);
    expect(protectedOnes).toEqual(['handshake', 'handshake', 'application_data', 'application_data', 'alert', 'alert']);
    const text = renderText(captureExhibit(file), { showSecrets: false });
    expect(text).toContain(`${bytes}`);
    expect(text).not.toContain('Reading ends');
  });

  it('a session of TLS 1.3: nothing in the clear after the hellos; the page shows it', async () => {
    const { arrows } = sequenceOf(file13);
    expect(arrows.slice(0, 3).map(({ label }) => label)).toEqual([
      'client_hello',
      'server_hello',
      'change_cipher_spec',
    ]);
    expect(arrows.filter(({ label }) => label === 'application_data').every((arrow) => arrow.protected)).toBe(true);
    const { html, form, blocks } = await inspectJob({
      ...{ source: file13, edits: [], block: 0, showSecrets: false, language: 'en' },
    });
    expect({ form, blocks }).toEqual({ form: 'capture', blocks: [] });
    expect(html).toContain('server_hello');
  });
});

describe('properties', () => {
  it('says where reading ends, wherever it is cut, and reads any change without a crash', () => {
    fc.assert(
      fc.property(fc.nat(file13.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        captureExhibit(file13.subarray(0, at));
        const changed = new Uint8Array(file13);
        changed[at] ^= change;
        captureExhibit(changed);
      }),
      runsOf(0.3),
    );
    const cut = renderText(captureExhibit(file13.subarray(0, file13.length - 1)), { showSecrets: false });
    expect(cut).toContain('the packet is cut off');
  });
});

describe('misuse', () => {
  it('what is no capture', () => {
    expect(renderText(captureExhibit(new Uint8Array(40)), { showSecrets: false })).toContain('Reading ends at byte 0');
    expect(() => captureExhibit('file' as never)).toThrow(/file/);
  });
});
