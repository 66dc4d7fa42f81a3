/** The page's side of a session with a real server, through the relay. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { UsageError } from '../../../src/bytes/index.ts';
import { recordedJob } from '../../../src/explorer/work/handshake.ts';
import { type LiveInput, liveJob } from '../../../src/explorer/work/live.ts';
import { unfoldJob } from '../../../src/explorer/work/unfold.ts';
import { CIPHER_SUITE_NAMES } from '../../../src/tls/index.ts';
import { WebError } from '../../../src/web/index.ts';
import { readCertificatesPem } from '../../../src/x509/index.ts';
import * as pki from '../../fixtures/loopback-pki.ts';
import { HOST, serve } from '../../node/loopback.ts';
import { PageSocket, startRelay } from '../../node/relay.ts';

const roots = readCertificatesPem(pki.ca.cert).map(({ der }) => der);
const ANSWER = 'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nbehind glass';
afterEach(() => vi.unstubAllGlobals());

async function reached(options: Partial<Parameters<typeof serve>[0]> = {}): Promise<Omit<LiveInput, 'settings'>> {
  vi.stubGlobal('WebSocket', PageSocket);
  const { port } = await serve({ ciphers: CIPHER_SUITE_NAMES, ...options }, (socket) => {
    socket.once('data', () => socket.end(ANSWER)).on('error', () => undefined);
  });
  const destination = `${HOST}:${port}`;
  return { relay: (await startRelay(destination)).address, destination, roots };
}

describe('vectors', () => {
  it.each(['TLSv1.3', 'TLSv1.2'])('records a session of %s, whose secrets are covered and unfold', async (version) => {
    const input = await reached();
    const { recording } = await liveJob({ ...input, settings: { version, servername: 'server.test' } });
    const covered = await recordedJob({ recording, language: 'en', showSecrets: false });
    expect(covered.title).toBe(`A TLS ${version.slice(4)} session with ${input.destination}, as the client saw it`);
    expect(covered.html).toContain('CertificateVerify'.slice(0, version === 'TLSv1.3' ? undefined : 11));
    const secret = 'master_secret';
    expect(covered.secrets).toContain(secret);
    const unfold = (showSecrets: boolean) => unfoldJob({ session: { recording }, language: 'en', secret, showSecrets });
    const [hidden, shown] = [await unfold(false), await unfold(true)];
    // No link to the room of kernels has a secret of a live session in it.
    expect([hidden!.links, shown!.links]).toEqual([[], []]);
    const told = (html: string): string[] => [...new Set(html.match(/(?:[0-9a-f]{2} ?){12,}/g))];
    const secrets = told(shown!.html).filter((digits) => !hidden!.html.includes(digits));
    expect(secrets.length).toBeGreaterThan(1);
    for (const digits of secrets) expect(covered.html).not.toContain(digits);
  });

  it('records how a session fails', async () => {
    const input = await reached();
    const { recording } = await liveJob({ ...input, settings: { servername: 'other.test' } });
    const { html } = await recordedJob({ recording, language: 'en', showSecrets: false });
    expect(html).toContain('bad_certificate');
    const goesOn = await liveJob({ ...input, settings: { servername: 'other.test', unverified: 'yes' } });
    expect((await recordedJob({ ...goesOn, language: 'zh', showSecrets: false })).html).not.toContain(
      'bad_certificate',
    );
  });
});

describe('misuse', () => {
  it('a server that the relay does not reach, and settings that are none', async () => {
    const input = await reached();
    await expect(liveJob({ ...input, destination: 'other.test:1', settings: {} })).rejects.toThrow(WebError);
    await expect(liveJob({ ...input, destination: 'no port', settings: {} })).rejects.toThrow(UsageError);
    await expect(liveJob({ ...input, settings: { version: 'SSLv3' } })).rejects.toThrow(UsageError);
    await expect(liveJob({ ...input, settings: { suite: 'x' } })).rejects.toThrow(UsageError);
  });
});
