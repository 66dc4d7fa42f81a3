/** The paragraph at the head of a session tells what this session has, and nothing else. */
import { describe, expect, it } from 'vitest';
import type { Part } from '../../../src/explain/document/exhibit.ts';
import { handshakeExhibit } from '../../../src/explain/handshake/exhibit.ts';
import { type HandshakeSettings, recordHandshake } from '../../../src/explain/handshake/session.ts';
import { chinese } from '../../../src/explorer/lessons/labels.ts';
import { handshakeSettings } from '../../../src/explorer/work/handshake.ts';

const partsOf = async (
  texts: Record<string, string>,
  over: Partial<HandshakeSettings> = {},
): Promise<readonly Part[]> => handshakeExhibit(await recordHandshake({ ...handshakeSettings(texts), ...over })).parts;
const proseOf = (parts: readonly Part[]): string[] =>
  parts.flatMap((part) => (part.kind === 'prose' ? [part.text] : []));
const chosenIn = (parts: readonly Part[]): boolean[] =>
  parts.flatMap((part) => (part.kind === 'checks' ? [part.chosen] : []));

const SUITE_12 = 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256';

describe('vectors', () => {
  it.each([
    [{}, ['Each side shows its certificate'], ['ticket', 'The server shows']],
    [{ clientAuthentication: 'no' }, ['The server shows its certificate'], ['Each side shows']],
    [{ resume: 'yes' }, ['met before', 'no certificate is shown'], ['nothing but a CA', 'shows its certificate']],
    [{ suite: SUITE_12 }, ['never travels', 'The client shows a certificate'], ['under the server’s public key']],
    [{ suite: SUITE_12, clientAuthentication: 'no' }, ['never travels'], ['The client shows a certificate']],
    [{ suite: SUITE_12, resume: 'yes' }, ['the master secret of last time'], ['answers and shows its certificate']],
    [{ clientSuites: SUITE_12, serverSuites: 'TLS_AES_128_GCM_SHA256' }, ['They part before'], ['Finished']],
  ] as [Record<string, string>, string[], string[]][])('%o', async (texts, there, absent) => {
    const [first] = proseOf(await partsOf(texts));
    for (const text of there) expect(first).toContain(text);
    for (const text of absent) expect(first).not.toContain(text);
    expect(chinese(first)).not.toMatch(/[a-z]{2,} [a-z]{2,} [a-z]{2,}/);
  });

  it('a secret under the public key is told of RSA key transport alone', async () => {
    const [first] = proseOf(await partsOf({ suite: 'TLS_RSA_WITH_AES_128_CBC_SHA256' }));
    expect(first).toContain('sends a secret under the server’s public key');
    expect(first).not.toContain('never travels');
    expect(chinese(first)).toContain('公钥');
  });
});

describe('regressions', () => {
  it('a path that was refused is not called chosen', async () => {
    expect(chosenIn(await partsOf({ fault: 'bad-ca' }))).toEqual([false]);
    expect(chosenIn(await partsOf({}))).toEqual([true, true]);
  });

  it('a session of TLS 1.2 has a group too, as its client saw it', async () => {
    const { run, events } = await recordHandshake(handshakeSettings({ suite: SUITE_12 }));
    const own = events.filter((event) => event.source !== 'tls' || event.role === 'client');
    const [, facts] = handshakeExhibit({ run, events: own }).parts;
    expect(facts).toMatchObject({
      rows: expect.arrayContaining([expect.objectContaining({ label: 'group', value: 'x25519' })]),
    });
    const transport = await partsOf({ suite: 'TLS_RSA_WITH_AES_128_GCM_SHA256' });
    expect(JSON.stringify(transport[1])).not.toContain('x25519');
  });

  it('who has nothing in common with the other broke no rule', async () => {
    const other = { clientGroups: 'x25519', serverGroups: 'secp384r1' };
    const unfit = { clientSuites: SUITE_12, serverSuites: SUITE_12, certificate: 'rsa' };
    for (const [texts, reason] of [
      [other, 'no group in common'],
      [unfit, 'none that a certificate'],
    ] as const) {
      const why = proseOf(await partsOf(texts)).at(-1)!;
      expect(why).toContain(reason);
      expect(chinese(why)).not.toContain('“');
    }
  });

  it('a record of an AEAD has a tag, and no padding or MAC that could be told apart', async () => {
    for (const suite of ['TLS_AES_128_GCM_SHA256', SUITE_12]) {
      const why = proseOf(await partsOf({ suite, fault: 'tampered' })).at(-1)!;
      expect(why).toContain('the tag of a record does not fit');
      expect(why).not.toContain('padding');
      expect(chinese(why)).toContain('认证标签');
    }
  });
});
