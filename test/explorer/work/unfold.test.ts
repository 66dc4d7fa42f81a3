/** The links from a secret of a session into the room of kernels. */
import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/bytes/index.ts';
import { tlsLogOf } from '../../../src/explain/document/events.ts';
import { encodeRecording, recordHandshake } from '../../../src/explain/index.ts';
import type { KernelName } from '../../../src/explorer/kernels.ts';
import type { SettingTexts } from '../../../src/explorer/settings.ts';
import { handshakeSettings } from '../../../src/explorer/work/handshake.ts';
import { kernelExhibit } from '../../../src/explorer/work/kernels.ts';
import { unfoldJob } from '../../../src/explorer/work/unfold.ts';
import { factOf } from '../../explain/kernels/examples.ts';

describe('properties', () => {
  it.each([
    ['TLS_AES_128_GCM_SHA256', 'sha256'],
    ['TLS_AES_256_GCM_SHA384', 'sha384'],
  ])('%s: each HMAC of a derivation is shown, and the two hashes below it', async (suite, hash) => {
    const session = { settings: { suite } };
    const secret = 'client_handshake_traffic_secret';
    const { links } = (await unfoldJob({ session, language: 'en', secret, showSecrets: false }))!;
    expect(links.length).toBeGreaterThan(0);
    const shown = (settings: SettingTexts, label: string) =>
      factOf(kernelExhibit(settings['kernel'] as KernelName, settings), label).value;
    for (let i = 0; i < links.length; i += 3) {
      const [mac, inner, outer] = links.slice(i, i + 3).map(({ settings }) => settings);
      expect([mac, inner, outer].map(({ kernel }) => kernel)).toEqual(['hmac', hash, hash]);
      expect(shown(inner, 'digest')).toEqual(shown(mac, 'H((K0 ^ ipad) || text)'));
      expect(shown(outer, 'digest')).toEqual(shown(mac, 'MAC'));
    }
  });

  it.each([
    ['x25519', ['x25519'], 'shared secret'],
    ['secp384r1', ['ecdh'], 'shared secret: x of d·Q'],
    ['X25519MLKEM768', ['ml-kem', 'x25519'], 'K, the shared secret'],
  ])('%s: the kernels come to the same secret with the numbers of the session', async (group, kernels, label) => {
    const session = { settings: { group } };
    const unfolded = (await unfoldJob({ session, language: 'en', secret: 'shared_secret', showSecrets: false }))!;
    expect(unfolded.links.map(({ settings }) => settings['kernel'])).toEqual(kernels);
    const recording = await recordHandshake(handshakeSettings(session.settings));
    const { sharedSecret } = tlsLogOf(recording.events, 'client')!.first('shared-secret');
    const values = unfolded.links.map(({ settings }, i) => {
      const exhibit = kernelExhibit(settings['kernel'] as KernelName, settings);
      return factOf(exhibit, i === 0 ? label : 'shared secret').value as Uint8Array;
    });
    expect(concat(...values)).toEqual(sharedSecret);
    // A session with a server has none of them.
    const live = { recording: encodeRecording(recording) };
    const { links } = (await unfoldJob({ session: live, language: 'en', secret: 'shared_secret', showSecrets: true }))!;
    expect(links).toEqual([]);
  });
});
