/** The page's side of a session with a real server, through the relay. */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { UsageError } from '../../../src/bytes/index.ts';
import { SUITES } from '../../../src/explorer/handshakes.ts';
import { fittingLive } from '../../../src/explorer/live.ts';
import { type LiveInput, liveJob } from '../../../src/explorer/work/live.ts';
import { recordedJob } from '../../../src/explorer/work/recorded.ts';
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

describe('choices that do not fit', () => {
  it.each([
    [{ version: 'TLSv1.2', group: 'X25519MLKEM768' }, 'TLSv1.2', 'any', 'any'],
    [{ version: 'TLSv1.3', suite: SUITES.at(-1)! }, 'TLSv1.3', 'any', 'any'],
    [{ suite: SUITES.at(-1)!, group: 'x25519' }, 'any', SUITES.at(-1), 'any'],
    [{ version: 'TLSv1.3', suite: SUITES[0], group: 'X25519MLKEM768' }, 'TLSv1.3', SUITES[0], 'X25519MLKEM768'],
    [{ version: 'TLSv1.2', group: 'secp256r1' }, 'TLSv1.2', 'any', 'secp256r1'],
  ])('%o', (set, version, suite, group) => {
    expect(fittingLive(set)).toMatchObject({ version, suite, group });
  });

  it('are passed over: the session is that of the form', async () => {
    const settings = { version: 'TLSv1.2', group: 'X25519MLKEM768', servername: 'server.test' };
    const { recording } = await liveJob({ ...(await reached()), settings });
    const { title, html } = await recordedJob({ recording, language: 'en', showSecrets: false });
    expect(title).toContain('A TLS 1.2 session');
    expect(html).not.toContain('internal_error');
  });
});

describe('servers that speak no TLS', () => {
  /** What a reader is told of a server: how the session ended, or the error. */
  async function told(serve: (socket: Socket) => void): Promise<string> {
    const server = createServer((socket) => serve(socket.on('error', () => undefined)));
    await new Promise<void>((listening) => server.listen(0, HOST, listening));
    const destination = `${HOST}:${(server.address() as AddressInfo).port}`;
    if (serve === ABSENT) await new Promise((closed) => server.close(closed));
    else onTestFinished(() => void server.close());
    vi.stubGlobal('WebSocket', PageSocket);
    const relay = (await startRelay(destination)).address;
    try {
      const { recording } = await liveJob({ relay, destination, roots, settings: {} });
      const { title, html } = await recordedJob({ recording, language: 'en', showSecrets: false });
      expect(title).toBe(`A TLS session with ${destination}, as the client saw it`);
      return html.replace(/<[^>]+>/g, '');
    } catch (error) {
      if (error instanceof WebError) return error.message;
      throw error;
    }
  }
  const ABSENT = (): void => undefined;

  it.each([
    ['closes at once', (socket: Socket) => void socket.end(), 'closed the connection without an answer'],
    ['speaks HTTP', (socket: Socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 'no record of TLS'],
    ['is not there', ABSENT, 'code 1011: it cannot reach the server'],
  ])('%s: the reader is told what that means', async (_, serve, words) => {
    expect(await told(serve)).toContain(words);
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
