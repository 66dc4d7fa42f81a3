import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../../src/bytes/index.ts';
import { decode, encode, list } from '../../../src/codec/index.ts';
import {
  type AlertName,
  type ClientHello,
  type ClientOptions,
  createClient,
  createServer,
  handshake,
  type ServerHello,
  type ServerOptions,
  type TlsErrorCode,
  tlsRecord,
} from '../../../src/tls/index.ts';
import { clientOptions, End, Pair, serverCredentials, serverOptions, signOnlyCredentials } from '../parties.ts';

const hello = (client: Partial<ClientOptions>, server: Partial<ServerOptions>) =>
  new Pair(clientOptions(client), serverOptions(server)).handshake();

/** A record with a handshake message in it, as an end without protection sends it. */
const record = (message: Uint8Array) => encode(tlsRecord, { type: 22, version: 0x0303, fragment: message });

/** Our client's hello, changed, for our server. @param patch - changes its bytes too. */
function serverHears(change: (hello: ClientHello) => ClientHello, patch = (bytes: Uint8Array) => bytes): End {
  const client = new End(createClient(clientOptions()));
  client.take(client.connection.start());
  const message = decode(handshake, decode(tlsRecord, client.drain()).fragment);
  if (message.kind !== 'client_hello') throw new Error(message.kind);
  const server = new End(createServer(serverOptions({ alpn: ['h2'] })));
  server.take(server.connection.start());
  const changed = encode(handshake, { kind: 'client_hello', value: change(message.value) });
  return server.take(server.connection.receive(record(patch(changed))));
}

/** A server's hello, changed, for our client. */
function clientHears(change: (hello: ServerHello) => ServerHello, options: Partial<ClientOptions> = {}): End {
  const client = new End(createClient(clientOptions(options)));
  client.take(client.connection.start());
  const value: ServerHello = {
    serverVersion: 0x0303,
    random: new Uint8Array(32),
    sessionId: new Uint8Array(),
    cipherSuite: 0x003c,
    compressionMethod: 0,
    extensions: [
      { kind: 'extended_master_secret', value: {} },
      { kind: 'renegotiation_info', value: { renegotiatedConnection: new Uint8Array() } },
    ],
  };
  return client.take(
    client.connection.receive(record(encode(handshake, { kind: 'server_hello', value: change(value) }))),
  );
}
/** The hello with one more extension, or with another in the place of one of that kind. */
function extended<H extends ClientHello | ServerHello>(hello: H, extension: NonNullable<H['extensions']>[number]): H {
  const others = hello.extensions?.filter(({ kind }) => kind !== extension.kind || kind === 'unknown');
  return { ...hello, extensions: [...(others ?? []), extension] };
}
const unknown = (type: number) => ({ kind: 'unknown', type, value: new Uint8Array() }) as const;
const renegotiation = (length: number) =>
  ({ kind: 'renegotiation_info', value: { renegotiatedConnection: new Uint8Array(length) } }) as const;
const protocols = (...names: string[]) =>
  ({ kind: 'application_layer_protocol_negotiation', value: names.map(utf8ToBytes) }) as const;

describe('what the two agree on', () => {
  it("is the server's order of suites and protocols", () => {
    const { client, server } = hello(
      {
        ciphers: ['TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_128_GCM_SHA256'],
        alpn: ['h2', 'http/1.1'],
      },
      {
        ciphers: ['TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_128_CBC_SHA'],
        alpn: ['spdy/3', 'http/1.1', 'h2'],
      },
    );
    const agreed = { suite: 'TLS_RSA_WITH_AES_128_GCM_SHA256', alpn: 'http/1.1', serverName: 'kubernetes' };
    expect(client.connection.session).toMatchObject(agreed);
    expect(server.connection.session).toMatchObject(agreed);
  });

  it('has no protocol where one of them names none', () => {
    expect(hello({ alpn: ['h2'] }, {}).client.connection.session?.alpn).toBeUndefined();
    expect(hello({}, { alpn: ['h2'] }).client.connection.session?.alpn).toBeUndefined();
  });

  it('is the certificate for the name that was dialled', () => {
    const asked: string[] = [];
    const { client } = hello(
      { name: { dns: 'kubernetes.' } },
      {
        credentials: signOnlyCredentials,
        credentialsFor: (name) => {
          asked.push(name);
          return serverCredentials;
        },
      },
    );
    expect(client.connection.session?.peer?.leaf.der).toEqual(serverCredentials.chain[0].der);
    // RFC 6066 §3: without the trailing dot.
    expect(asked).toEqual(['kubernetes']);
  });

  it('has no name where an address was dialled (RFC 6066 §3)', () => {
    const { server, client } = hello({ name: { ip: '10.96.0.1' }, verification: { mode: 'dangerous-none' } }, {});
    expect(server.connection.session).not.toHaveProperty('serverName');
    expect(client.connection.session?.peer?.validation).toBeUndefined();
  });
});

type Refusal<H> = readonly [what: string, change: (hello: H) => H, code: TlsErrorCode, alert: AlertName];

const REFUSED_BY_SERVER: readonly Refusal<ClientHello>[] = [
  ['TLS 1.1', (h) => ({ ...h, clientVersion: 0x0302 }), 'no-common-version', 'protocol_version'],
  [
    'TLS 1.3 alone',
    (h) => extended(h, { kind: 'supported_versions', value: [0x0304] }),
    'no-common-version',
    'protocol_version',
  ],
  [
    'SSL 3.0 beside a list of versions (RFC 8446 appendix D.5)',
    (h) => extended({ ...h, clientVersion: 0x0300 }, { kind: 'supported_versions', value: [0x0303] }),
    'no-common-version',
    'protocol_version',
  ],
  ['other suites', (h) => ({ ...h, cipherSuites: [0x1301] }), 'no-common-suite', 'handshake_failure'],
  ['compression', (h) => ({ ...h, compressionMethods: [1] }), 'null-compression-missing', 'illegal_parameter'],
  ['a renegotiation', (h) => extended(h, renegotiation(12)), 'renegotiation-info-wrong', 'handshake_failure'],
  ['other protocols', (h) => extended(h, protocols('http/1.1')), 'no-common-protocol', 'no_application_protocol'],
  [
    'a name that is none',
    (h) => extended(h, { kind: 'server_name', value: [{ nameType: 0, hostName: utf8ToBytes('a\0b') }] }),
    'server-name-syntax',
    'illegal_parameter',
  ],
  [
    'a name with a trailing dot (RFC 6066 §3)',
    (h) => extended(h, { kind: 'server_name', value: [{ nameType: 0, hostName: utf8ToBytes('kubernetes.') }] }),
    'server-name-syntax',
    'illegal_parameter',
  ],
  [
    'no extensions, and so no extended master secret',
    ({ extensions: _, ...h }) => h,
    'extended-master-secret-missing',
    'handshake_failure',
  ],
];

const REFUSED_BY_CLIENT: readonly Refusal<ServerHello>[] = [
  ['TLS 1.1', (h) => ({ ...h, serverVersion: 0x0302 }), 'no-common-version', 'protocol_version'],
  ['another suite', (h) => ({ ...h, cipherSuite: 0x1301 }), 'not-offered', 'illegal_parameter'],
  ['compression', (h) => ({ ...h, compressionMethod: 1 }), 'not-offered', 'illegal_parameter'],
  ['an unknown extension', (h) => extended(h, unknown(9)), 'unsolicited-extension', 'unsupported_extension'],
  ['a protocol, unasked', (h) => extended(h, protocols('h2')), 'unsolicited-extension', 'unsupported_extension'],
  ['a renegotiation', (h) => extended(h, renegotiation(24)), 'renegotiation-info-wrong', 'handshake_failure'],
  [
    'no renegotiation_info',
    (h) => ({ ...h, extensions: [{ kind: 'extended_master_secret', value: {} }] }),
    'renegotiation-info-wrong',
    'handshake_failure',
  ],
  [
    'encrypt-then-MAC with an AEAD',
    (h) => extended({ ...h, cipherSuite: 0x009c }, { kind: 'encrypt_then_mac', value: {} }),
    'not-offered',
    'illegal_parameter',
  ],
];

describe('a server', () => {
  it.each(REFUSED_BY_SERVER)('refuses %s', (_, change, code, alert) => {
    expect(serverHears(change).error).toMatchObject({ code, alert, direction: 'sent' });
  });

  it('refuses the same extension twice', () => {
    const two = (h: ClientHello) => extended(extended(h, unknown(9)), unknown(12));
    const same = (bytes: Uint8Array) => bytes.with(bytes.length - 3, 9);
    expect(serverHears(two).error).toBeUndefined();
    expect(serverHears(two, same).error).toMatchObject({ code: 'duplicate-extension', alert: 'illegal_parameter' });
  });

  it.each<[string, (hello: ClientHello) => ClientHello]>([
    ['TLS 1.3 too', (h) => extended(h, { kind: 'supported_versions', value: [0x7a7a, 0x0304, 0x0303] })],
    // RFC 8446 §4.2.1: beside a list, the old field means nothing.
    ...[0x0301, 0x0302, 0x0304].map(
      (clientVersion) =>
        [
          `a list of versions beside the old version ${clientVersion}`,
          (h: ClientHello) => extended({ ...h, clientVersion }, { kind: 'supported_versions', value: [0x0303] }),
        ] as [string, (hello: ClientHello) => ClientHello],
    ),
    ['a higher version', (h) => ({ ...h, clientVersion: 0x0304 })],
    ['a session to resume, and gets a new one', (h) => ({ ...h, sessionId: new Uint8Array(32) })],
    ['unknown suites and extensions', (h) => extended({ ...h, cipherSuites: [0x0a0a, 0x003c] }, unknown(0x0a0a))],
  ])('takes a client that offers %s', (_, change) => {
    const server = serverHears(change);
    expect(server.error).toBeUndefined();
    expect(server.connection.at).toBe('WAIT_CLIENT_CERTIFICATE');
  });

  it('answers the signal among the suites as it does the extension (RFC 5746 §3.6)', () => {
    const answer = (change: (h: ClientHello) => ClientHello) =>
      decode(handshake, decode(recordsOf, serverHears(change).drain())[0].fragment);
    const without = (h: ClientHello) => ({
      ...h,
      extensions: h.extensions!.filter(({ kind }) => kind !== 'renegotiation_info'),
    });
    const signalled = (h: ClientHello) => without({ ...h, cipherSuites: [...h.cipherSuites, 0x00ff] });
    expect(answer(signalled)).toHaveProperty('value.extensions', expect.arrayContaining([renegotiation(0)]));
    expect(answer(without)).toHaveProperty('value.extensions', expect.not.arrayContaining([renegotiation(0)]));
  });
});
const recordsOf = list(tlsRecord);

describe('a client', () => {
  it.each(REFUSED_BY_CLIENT)('refuses %s', (_, change, code, alert) => {
    expect(clientHears(change).error).toMatchObject({ code, alert, direction: 'sent' });
  });

  it('refuses a protocol that it did not name', () => {
    const client = clientHears((h) => extended(h, protocols('h3')), { alpn: ['h2'] });
    expect(client.error).toMatchObject({ code: 'not-offered', alert: 'illegal_parameter' });
  });

  it('ignores the downgrade sentinel, which is for clients of TLS 1.3 (RFC 8446 §4.1.3)', () => {
    const random = new Uint8Array(32);
    random.set(utf8ToBytes('DOWNGRD\x01'), 24);
    const client = clientHears((h) => ({ ...h, random }));
    expect(client.error).toBeUndefined();
    expect(client.connection.at).toBe('WAIT_CERTIFICATE');
  });
});
