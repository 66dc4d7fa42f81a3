/** What programs are used to from node:tls, node:https, node:http2 and fetch. */
import { once } from 'node:events';
import * as http from 'node:http';
import * as http2 from 'node:http2';
import * as https from 'node:https';
import * as nodeTls from 'node:tls';
import { fetch, Agent as UndiciAgent } from 'undici';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/bytes/index.ts';
import { generateKey } from '../../src/keys/index.ts';
import { Agent, type HttpsOptions, type TlsServerOptions, undiciConnector } from '../../src/node/index.ts';
import { closing } from '../closing.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { aroundNow, fixturePki } from '../fixtures/pki.ts';
import { JUDGED_BY } from '../judged.ts';
import { dial, errorOf, HOST, listen, pattern, readAll, sameBytes, serve } from './loopback.ts';

const TRUST = { ...JUDGED_BY, roots: pki.ca.cert } as const;
const OWN = { cert: pki.client.cert, key: pki.client.key };
/** Both versions, as the defaults are. */
const BOTH = { ciphers: undefined } as const;
const ASKS = { requestCert: true, rejectUnauthorized: true, ...TRUST } as const;

/** Our server with Node's HTTP behind it: it echoes, and tells whether the session was resumed and who asks. */
async function echoing(options: Partial<TlsServerOptions> = {}) {
  const web = http.createServer((request, response) => {
    const socket = request.socket as never as { isSessionReused(): boolean; authorized: boolean };
    response.setHeader('Reused', `${socket.isSessionReused()}`);
    response.setHeader('Authorized', `${socket.authorized}`);
    request.pipe(response);
  });
  const { port, server } = await serve({ ...BOTH, ...options }, (socket) => web.emit('connection', socket));
  return { url: `https://${HOST}:${port}/`, server };
}

async function post(
  url: string,
  agent: Agent,
  body: Buffer,
): Promise<{ response: http.IncomingMessage; body: Buffer }> {
  const request = https.request(url, { method: 'POST', agent }).end(body);
  const [response] = await once(request, 'response');
  return { response, body: await readAll(response) };
}

const agentOf = (tls: Partial<HttpsOptions> = {}, options: http.AgentOptions = {}): Agent => {
  const agent = new Agent({ ...TRUST, ...tls } as HttpsOptions, options);
  closing(() => agent.destroy());
  return agent;
};

describe('an agent for node:https', () => {
  it('posts 64 KiB and gets them back, with a client certificate; the next connection resumes the session', async () => {
    const { url } = await echoing(ASKS);
    const agent = agentOf(OWN);
    for (const reused of ['false', 'true']) {
      const { response, body } = await post(url, agent, pattern(2 ** 16));
      expect(sameBytes(body, pattern(2 ** 16))).toBe(true);
      expect(response.headers).toMatchObject({ reused, authorized: 'true' });
    }
  });

  it('keeps connections', async () => {
    const { url } = await echoing();
    const agent = agentOf({}, { keepAlive: true });
    const first = await post(url, agent, pattern(10));
    const second = await post(url, agent, pattern(10));
    expect(second.response.socket).toBe(first.response.socket);
  });

  it('keeps a connection for the name alone that its certificate was verified for, as https.Agent does', async () => {
    const { url } = await echoing();
    const agent = agentOf({}, { keepAlive: true });
    const ask = (options: https.RequestOptions) => https.request(url, { method: 'POST', agent, ...options }).end();
    const [response] = await once(ask({ servername: 'localhost' }), 'response');
    await readAll(response);
    const [error] = await once(ask({ servername: 'evil.example' }), 'error');
    expect(error).toMatchObject({ code: 'certificate-refused' });
    const [byHeader] = await once(ask({ headers: { Host: 'evil.example' } }), 'error');
    expect(byHeader).toMatchObject({ code: 'certificate-refused' });
    const names = [{ ca: 'x' }, { cert: 'x' }, { key: 'x' }, { rejectUnauthorized: false }, { servername: 'x' }, {}];
    expect(new Set(names.map((options) => agent.getName(options))).size).toBe(names.length);
  });

  it('a server that is refused is an error of the request', async () => {
    const { url } = await echoing();
    const request = https.get(url, { agent: agentOf({ roots: pki.otherCa.cert }) });
    expect((await once(request, 'error'))[0]).toMatchObject({ code: 'certificate-refused' });
  });

  it('wants to know whom to trust, before any request', () => {
    expect(() => new Agent({} as HttpsOptions)).toThrow('roots');
    const { profile: _, ...withoutProfile } = TRUST;
    const { revocation: __, ...withoutRevocation } = TRUST;
    expect(() => new Agent(withoutProfile as HttpsOptions)).toThrow(/^profile/);
    expect(() => new Agent(withoutRevocation as HttpsOptions)).toThrow(/^revocation/);
    expect(() => new Agent({ ...TRUST, rejectUnauthorized: false } as never)).toThrow('dangerouslyUnverified');
    expect(() => new Agent({ ...TRUST, ciphers: ['none'] } as never)).toThrow('ciphers');
    expect(() => undiciConnector({ ...TRUST, nonsense: 1 } as HttpsOptions)).toThrow('nonsense');
  });
});

describe('a connector for undici', () => {
  const dispatcherOf = (options: Partial<HttpsOptions> = {}) => {
    const dispatcher = new UndiciAgent({ connect: undiciConnector({ ...TRUST, ...options } as HttpsOptions) });
    closing(() => dispatcher.destroy());
    return dispatcher;
  };

  it('fetches by https, with a client certificate, and by http', async () => {
    const { url } = await echoing(ASKS);
    const dispatcher = dispatcherOf(OWN);
    const response = await fetch(url, { method: 'POST', body: pattern(2 ** 16), dispatcher });
    expect(sameBytes(Buffer.from(await response.arrayBuffer()), pattern(2 ** 16))).toBe(true);
    expect(response.headers.get('Authorized')).toBe('true');
    const port = await listen(http.createServer((_request, answer) => void answer.end('plain')));
    expect(await (await fetch(`http://${HOST}:${port}/`, { dispatcher })).text()).toBe('plain');
  });

  it('a server that is refused, and a port where nothing listens, are the reason of a rejection', async () => {
    const { url } = await echoing();
    const refused = fetch(url, { dispatcher: dispatcherOf({ roots: pki.otherCa.cert }) });
    await expect(refused).rejects.toMatchObject({ cause: { code: 'certificate-refused' } });
    const gone = await serve(BOTH);
    gone.server.close();
    const nobody = fetch(`https://${HOST}:${gone.port}/`, { dispatcher: dispatcherOf() });
    await expect(nobody).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });
});

describe('node:http2', () => {
  it('runs over our sockets, at both ends', async () => {
    const web = http2.createServer();
    web.on('stream', (stream) => {
      stream.respond({ ':status': 200 });
      stream.pipe(stream);
    });
    const { port } = await serve({ ...BOTH, ALPNProtocols: ['h2'] }, (socket) => web.emit('connection', socket));
    const socket = dial(port, { ...BOTH, ALPNProtocols: ['h2'] });
    const session = http2.connect(`https://${HOST}:${port}`, { createConnection: () => socket });
    closing(() => session.destroy());
    const stream = session.request({ ':method': 'POST', ':path': '/' });
    stream.end(pattern(2 ** 16));
    expect(sameBytes(await readAll(stream), pattern(2 ** 16))).toBe(true);
    expect(socket.alpnProtocol).toBe('h2');
    session.close();
  });
});

describe('node:tls', () => {
  const { authority, leaf } = fixturePki({ validity: aroundNow(), random: systemRandom });
  const key = () => generateKey({ type: 'ec', curve: 'P-256', random: systemRandom });
  const ca = authority('names', key());
  const named = (name: string) =>
    leaf(ca, { subject: name, key: key(), purpose: 'serverAuth', names: `DNS:${name}`, usage: ['digitalSignature'] });

  it('addContext presents by name, the exact one before *, and credentialsFor before both', async () => {
    const [exact, starred, own] = ['a.example.com', '*.example.com', 'own.example.com'].map(named);
    const { port, server } = await serve({
      ...BOTH,
      credentialsFor: (name) => (name === 'own.example.com' ? { cert: own.cert, key: own.key } : undefined),
    });
    server.addContext('*.EXAMPLE.com', { cert: starred.cert, key: starred.key });
    server.addContext('a.example.com', { cert: exact.cert, key: exact.key });
    for (const [dns, expected] of [
      ['a.example.com', exact],
      ['b.example.com', starred],
      ['own.example.com', own],
    ] as const) {
      const socket = dial(port, { ...BOTH, roots: ca.cert, name: { dns } });
      await once(socket, 'secureConnect');
      expect(socket.getPeerCertificate()?.equals(expected.certificate)).toBe(true);
      expect(socket.getPeerX509Certificate()?.checkHost(dns)).toBeTruthy();
    }
    // One label only, and else the first certificate.
    const other = dial(port, { ...BOTH, name: { dns: 'a.b.example.com' }, dangerouslyUnverified: true });
    await once(other, 'secureConnect');
    expect(other.getPeerCertificate()?.equals(pki.server.certificate)).toBe(true);
    for (const name of ['', '*', 'a.*.com', 'a b']) {
      expect(() => server.addContext(name, { cert: own.cert, key: own.key })).toThrow('hostname');
    }
    expect(() => server.addContext('x', { cert: own.cert, key: exact.key })).toThrow('does not match');
  });

  it('setSecureContext renews the certificate for those who come later', async () => {
    const renewed = named('server.test');
    const { port, server } = await serve(BOTH);
    server.setSecureContext({ cert: renewed.cert, key: renewed.key, requestCert: false });
    const socket = dial(port, { ...BOTH, roots: ca.cert, name: { dns: 'server.test' } });
    await once(socket, 'secureConnect');
    expect(socket.getPeerCertificate()?.equals(renewed.certificate)).toBe(true);
  });

  it('ALPNCallback chooses, or refuses', async () => {
    const seen: unknown[] = [];
    const { port } = await serve({
      ...BOTH,
      ALPNCallback(offer) {
        seen.push(offer);
        return offer.protocols.find((name) => name.startsWith('b'));
      },
    });
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const socket = nodeTls.connect({
        ...{ host: HOST, port, servername: 'server.test', ca: pki.ca.cert, ALPNProtocols: ['a', 'b1'] },
        ...{ minVersion: version, maxVersion: version },
      });
      closing(() => socket.destroy());
      await once(socket, 'secureConnect');
      expect(socket.alpnProtocol).toBe('b1');
    }
    expect(seen[0]).toEqual({ servername: 'server.test', protocols: ['a', 'b1'] });
    const refused = dial(port, { ...BOTH, ALPNProtocols: ['a'] });
    expect(await errorOf(refused)).toMatchObject({ alert: 'no_application_protocol' });
    const none = dial(port, BOTH);
    await once(none, 'secureConnect');
    expect(none.alpnProtocol).toBe(false);
  });

  it('minVersion and maxVersion, groups and signatureSchemes', async () => {
    const { port } = await serve({ ...BOTH, maxVersion: 'TLSv1.2' });
    const socket = dial(port, { ...BOTH, groups: ['secp384r1'], signatureSchemes: ['rsa_pss_rsae_sha512'] });
    await once(socket, 'secureConnect');
    expect(socket.session).toMatchObject({ version: 'TLSv1.2', group: 'secp384r1' });
    expect(await errorOf(dial(port, { ...BOTH, minVersion: 'TLSv1.3' }))).toMatchObject({ alert: 'protocol_version' });
    expect(() => dial(port, { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' })).toThrow('is below minVersion');
    expect(() => dial(port, { minVersion: 'TLSv1.1' as never })).toThrow('minVersion');
    expect(() => dial(port, { ecdhCurve: 'P-256' } as never)).toThrow('groups');
  });
});

describe('the name that is sent', () => {
  it('may be another than the one that is verified, or none', async () => {
    const { port } = await serve(BOTH);
    for (const [options, sent] of [
      [{ name: { ip: HOST } }, false],
      [{ name: { ip: HOST }, sni: 'Other.test' }, 'other.test'],
      [{ name: { dns: 'server.test' }, sni: false }, false],
    ] as const) {
      const socket = dial(port, { ...BOTH, ...options });
      await once(socket, 'secureConnect');
      expect(socket.servername).toBe(sent);
    }
    for (const sni of ['a b', HOST, 1 as never]) expect(() => dial(port, { sni })).toThrow('sni');
  });
});
