/** TLS 1.3, both ends ours (RFC 8446). */
import { describe, expect, it } from 'vitest';
import { bytesToUtf8, utf8ToBytes } from '../../../src/bytes/index.ts';
import {
  CIPHER_SUITE_NAMES,
  type CipherSuiteName,
  type ClientOptions,
  GROUP_NAMES,
  type ServerOptions,
  type TlsEvent,
} from '../../../src/tls/index.ts';
import { JUDGED_BY } from '../../judged.ts';
import {
  ca,
  clientCredentials,
  clientOptions,
  foreignCredentials,
  Pair,
  serverCredentials,
  serverOptions,
} from '../parties.ts';

const SUITES = CIPHER_SUITE_NAMES.filter((name) => !name.includes('_WITH_'));
const meet = (client: Partial<ClientOptions> = {}, server: Partial<ServerOptions> = {}) =>
  new Pair(clientOptions({ ciphers: SUITES, ...client }), serverOptions({ ciphers: SUITES, ...server })).handshake();
const errorsOf = ({ client, server }: Pair) => [client.error?.code, server.error?.code];
const FINE = [undefined, undefined];
const kindsOf = (events: readonly TlsEvent[], direction: 'sent' | 'received') =>
  events.flatMap((event) => (event.kind === 'message' && event.direction === direction ? [event.message.kind] : []));

describe('vectors', () => {
  const combinations = SUITES.flatMap((suite) => [true, false].map((mutual) => ({ suite, mutual })));
  it.each(combinations)('$suite, mutual $mutual', ({ suite, mutual }) => {
    const clientCertificate = mutual
      ? ({ mode: 'require', ...JUDGED_BY, roots: [ca] } as const)
      : ({ mode: 'none' } as const);
    const { client, server } = meet({ ciphers: [suite] }, { clientCertificate })
      .talk()
      .close();
    expect([client.error, server.error]).toEqual(FINE);
    expect(server.plaintext).toEqual(utf8ToBytes('GET /version'));
    expect(client.plaintext).toEqual(utf8ToBytes('{"minor":"32"}'));
    const agreed = { version: 'TLSv1.3', suite, group: 'X25519MLKEM768', serverName: 'kubernetes' };
    expect(client.connection.session).toMatchObject(agreed);
    expect(server.connection.session).toMatchObject(agreed);
    expect(client.connection.session?.peer?.leaf.der).toEqual(serverCredentials.chain[0].der);
    expect(server.connection.session?.peer?.leaf.der).toEqual(mutual ? clientCredentials.chain[0].der : undefined);
    expect([client.connection.at, server.connection.at]).toEqual(['CLOSED', 'CLOSED']);
  });

  it.each(GROUP_NAMES)('agrees on %s', (group) => {
    const pair = meet({ groups: [group] })
      .talk()
      .close();
    expect(errorsOf(pair)).toEqual(FINE);
    expect(pair.server.connection.session?.group).toBe(group);
  });

  it('asks again where the client guessed another group, and once (§4.1.4)', () => {
    const events: TlsEvent[] = [];
    const pair = meet(
      { groups: ['x25519', 'secp256r1'], observe: (event) => events.push(event) },
      { groups: ['secp256r1'] },
    ).talk();
    expect(errorsOf(pair)).toEqual(FINE);
    expect(kindsOf(events, 'sent').filter((kind) => kind === 'client_hello')).toHaveLength(2);
    expect(kindsOf(events, 'received').slice(0, 2)).toEqual(['hello_retry_request', 'server_hello']);
  });

  it('takes a group that the client sent its half of before one that it must be asked for', () => {
    const events: TlsEvent[] = [];
    const pair = meet(
      { groups: ['x25519', 'secp256r1'] },
      { groups: ['secp256r1', 'x25519'], observe: (event) => events.push(event) },
    );
    expect(pair.server.connection.session?.group).toBe('x25519');
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'choice',
        what: 'group',
        reason: 'our first group that the client sent a key share for',
      }),
    );
  });

  it.each([
    [true, 'X25519MLKEM768', 2],
    [false, 'x25519', 1],
  ] as const)('retryForPostQuantum: %s: %s after %i ClientHellos', (retryForPostQuantum, group, hellos) => {
    const events: TlsEvent[] = [];
    const pair = meet(
      { groups: ['x25519', 'X25519MLKEM768'], observe: (event) => events.push(event) },
      { groups: ['x25519', 'X25519MLKEM768'], retryForPostQuantum },
    ).talk();
    expect(errorsOf(pair)).toEqual(FINE);
    expect(pair.server.connection.session?.group).toBe(group);
    expect(kindsOf(events, 'sent').filter((kind) => kind === 'client_hello')).toHaveLength(hellos);
    // A client without it is served as ever.
    const plain = meet({ groups: ['x25519'] }, { groups: ['X25519MLKEM768', 'x25519'], retryForPostQuantum });
    expect(plain.server.connection.session?.group).toBe('x25519');
  });

  it('is what two ends speak that name nothing, and TLS 1.2 where one of them does not', () => {
    const unnamed = { ciphers: undefined as never };
    expect(meet(unnamed, unnamed).client.connection.session?.version).toBe('TLSv1.3');
    const older = { ...unnamed, versions: ['TLSv1.2'] } as const;
    expect(meet(unnamed, older).client.connection.session?.version).toBe('TLSv1.2');
    expect(meet(older, unnamed).client.error).toBeUndefined();
    expect(meet(older, unnamed).client.connection.session?.version).toBe('TLSv1.2');
  });

  it('agrees on a protocol, in EncryptedExtensions', () => {
    const pair = meet({ alpn: ['h2', 'http/1.1'] }, { alpn: ['http/1.1'] });
    expect(pair.client.connection.session?.alpn).toBe('http/1.1');
    expect(errorsOf(meet({ alpn: ['h2'] }, { alpn: ['http/1.1'] }))).toEqual(['alert-received', 'no-common-protocol']);
  });

  it('takes new keys, of one end and of both (§4.6.3)', () => {
    for (const peer of [true, false]) {
      const pair = meet();
      for (let i = 0; i < 3; i++) {
        pair.client.take(pair.client.connection.updateKeys({ peer }));
        pair.exchange();
        pair.server.take(pair.server.connection.updateKeys({ peer }));
        pair.exchange().talk();
      }
      pair.close();
      expect(errorsOf(pair)).toEqual(FINE);
    }
  });

  it('does not answer a KeyUpdate behind its own close_notify (§6.1), and reads on under the new keys', () => {
    const pair = meet();
    const { client, server } = pair;
    client.take(client.connection.close());
    // The server asks before it has read the close_notify.
    server.take(server.connection.updateKeys({ peer: true }));
    server.take(server.connection.write(utf8ToBytes('the rest')));
    pair.exchange();
    expect(errorsOf(pair)).toEqual(FINE);
    expect(bytesToUtf8(client.plaintext)).toBe('the rest');
    server.take(server.connection.close());
    pair.exchange();
    expect(errorsOf(pair)).toEqual(FINE);
  });

  it('exports the same to both, and another thing for another label, context or session (§7.5)', () => {
    const { client, server } = meet();
    const ours = client.connection.exportKeyingMaterial('EXPERIMENTAL', 40, utf8ToBytes('context'));
    expect(ours).toEqual(server.connection.exportKeyingMaterial('EXPERIMENTAL', 40, utf8ToBytes('context')));
    const others = [
      client.connection.exportKeyingMaterial('EXPERIMENTAL 2', 40, utf8ToBytes('context')),
      client.connection.exportKeyingMaterial('EXPERIMENTAL', 40),
      meet({ groups: ['secp256r1'] }).client.connection.exportKeyingMaterial(
        'EXPERIMENTAL',
        40,
        utf8ToBytes('context'),
      ),
    ];
    for (const other of others) expect(other).not.toEqual(ours);
  });

  it('logs its secrets as an SSLKEYLOGFILE has them', () => {
    const lines: string[] = [];
    meet({ keyLog: (line) => lines.push(line) });
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
  it('refuses a client without a certificate, or with a stranger’s, after the client is connected (§4.4.2.4)', () => {
    const none = meet({ credentials: undefined as never });
    expect(none.server.error).toMatchObject({ code: 'certificate-missing', alert: 'certificate_required' });
    expect(none.client.kinds).toContain('secured');
    expect(none.client.error).toMatchObject({
      code: 'alert-received',
      alert: 'certificate_required',
      rule: 'RFC 8446 §6',
    });
    const stranger = meet({ credentials: foreignCredentials });
    expect(stranger.server.error).toMatchObject({ code: 'certificate-refused', alert: 'unknown_ca' });
  });

  it('has nothing to agree on without a suite, a group or a scheme of both', () => {
    const pair = (client: Partial<ClientOptions>, server: Partial<ServerOptions>) => errorsOf(meet(client, server))[1];
    expect(pair({ ciphers: [SUITES[0]] }, { ciphers: [SUITES[1]] })).toBe('no-common-suite');
    expect(pair({ groups: ['x25519'] }, { groups: ['secp384r1'] })).toBe('no-common-group');
    // PKCS #1 v1.5 signs no handshake of TLS 1.3 (§4.2.3).
    expect(pair({ signatureSchemes: ['rsa_pkcs1_sha256'] }, {})).toBe('no-common-scheme');
  });

  it('sees that it was brought down (§4.1.3)', () => {
    const both = ['TLS_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'] as const;
    const stripped = { ciphers: both };
    // What TLS 1.3 adds to the ClientHello is taken out on the way: the server thinks that the client knows no better.
    const pair = new Pair(clientOptions(stripped), serverOptions(stripped), (bytes, from) => {
      const at = from === 'client' ? indexOf(bytes, [0x00, 0x2b, 0x00, 0x05, 0x04, 0x03, 0x04, 0x03, 0x03]) : -1;
      if (at >= 0) bytes.set([0x7a, 0x7a], at);
      return bytes.length === 0 ? [] : [bytes];
    }).handshake();
    expect(pair.client.error).toMatchObject({ code: 'downgrade-detected', alert: 'illegal_parameter' });
  });

  it('refuses a fallback that was not needed (RFC 7507)', () => {
    const { client } = new Pair(
      clientOptions({ ciphers: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'] }),
      serverOptions({ ciphers: undefined as never }),
      (bytes, from) => {
        const at = from === 'client' ? indexOf(bytes, [0xc0, 0x30]) : -1;
        if (at >= 0) bytes.set([0x56, 0x00], at);
        return bytes.length === 0 ? [] : [bytes];
      },
    ).handshake();
    expect(client.error).toMatchObject({ code: 'alert-received', alert: 'inappropriate_fallback' });
  });

  it('has no suite of another version behind its back', () => {
    const suites: CipherSuiteName[] = [...SUITES];
    const pair = new Pair(clientOptions({ ciphers: suites }), serverOptions({})).handshake();
    expect(pair.server.error).toMatchObject({ code: 'no-common-version', alert: 'protocol_version' });
  });
});

function indexOf(bytes: Uint8Array, part: readonly number[]): number {
  for (let at = 0; at + part.length <= bytes.length; at++) {
    if (part.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}
