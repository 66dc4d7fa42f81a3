import { describe, expect, it } from 'vitest';
import { bytesToHex, concat, hexToBytes, UsageError, utf8ToBytes } from '../../src/bytes/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { createClient, createServer, RSA_CIPHER_SUITES, type TlsEvent } from '../../src/tls/index.ts';
import { JUDGED_BY } from '../judged.ts';
import { ca, clientCredentials, clientOptions, End, foreignCredentials, Pair, serverOptions } from './parties.ts';
import { Script } from './script.ts';

const script = new Script({ mutual: true });
const connected = () => new Pair(clientOptions(), serverOptions()).handshake();

it.each(['TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLS_AES_128_GCM_SHA256'] as const)(
  'an observer sees what is sent in the order of the wire: %s',
  (suite) => {
    const told = { client: [] as string[], server: [] as string[] };
    const sent = { client: [] as string[], server: [] as string[] };
    const observer = (role: 'client' | 'server') => (event: TlsEvent) => {
      if (!('direction' in event) || event.direction !== 'sent') return;
      if (event.kind === 'message') told[role].push('handshake');
      else if (event.kind === 'change-cipher-spec') told[role].push('change_cipher_spec');
      else if (event.kind === 'record') sent[role].push(event.type);
    };
    const ciphers = [suite];
    new Pair(
      clientOptions({ ciphers, observe: observer('client') }),
      serverOptions({ ciphers, observe: observer('server') }),
    ).handshake();
    expect(told).toEqual(sent);
  },
);

describe('the end of a connection', () => {
  it('is said by both: close_notify', () => {
    const { client, server } = connected().talk().close();
    expect(client.kinds.at(-1)).toBe('end');
    expect([client.connection.endOfInput(), server.connection.endOfInput()]).toEqual([[], []]);
    expect(client.connection.receive(new Uint8Array([23]))).toEqual([]);
  });

  it('can be said by one, and the other goes on', () => {
    const pair = connected();
    pair.client.take(pair.client.connection.close());
    pair.exchange();
    expect(pair.server.kinds.at(-1)).toBe('end');
    pair.server.take(pair.server.connection.write(utf8ToBytes('still here')));
    pair.exchange();
    expect(pair.client.plaintext).toEqual(utf8ToBytes('still here'));
  });

  it('is not broken by a request for new keys: nothing comes after close_notify (RFC 8446 §6.1)', () => {
    const ciphers = ['TLS_AES_128_GCM_SHA256'] as const;
    const pair = new Pair(clientOptions({ ciphers }), serverOptions({ ciphers })).handshake();
    pair.server.take(pair.server.connection.close());
    pair.exchange();
    const said = pair.server.sent.length;
    pair.client.take(pair.client.connection.updateKeys({ peer: true }));
    pair.client.take(pair.client.connection.write(utf8ToBytes('under new keys')));
    pair.exchange();
    expect(pair.server.plaintext).toEqual(utf8ToBytes('under new keys'));
    expect(pair.server.sent).toHaveLength(said);
  });

  it('without close_notify is a truncation (RFC 5246 §7.2.1)', () => {
    const { client, server } = connected().talk();
    for (const end of [client, server]) {
      end.take(end.connection.endOfInput());
      expect(end.error).toMatchObject({ code: 'truncated', alert: undefined, direction: 'none' });
      expect(end.connection.write(new Uint8Array(1))).toEqual([]);
    }
    const early = script.stage('client');
    expect(early.take(early.connection.endOfInput()).error?.code).toBe('truncated');
  });

  it('before the handshake is complete is an error for the other', () => {
    const pair = new Pair(clientOptions(), serverOptions());
    pair.server.take(pair.server.connection.start());
    pair.client.take(pair.client.connection.start());
    pair.client.take(pair.client.connection.close());
    pair.exchange();
    expect(pair.server.error).toMatchObject({ code: 'closed-early', alert: 'close_notify', direction: 'received' });
    expect(pair.client.connection.at).toBe('CLOSED');
  });

  it("by the peer's alert carries its name, known or not", () => {
    for (const [number, alert] of [
      [48, 'unknown_ca'],
      [250, 'alert_250'],
    ] as const) {
      const stage = script.stage('client').say('alert', new Uint8Array([2, number]));
      expect(stage.error).toMatchObject({ code: 'alert-received', alert, direction: 'received' });
      // An alert is not answered.
      expect(stage.kinds).toEqual(['send', 'error']);
    }
  });

  it('comes even where no alert can be made', () => {
    const failing = { source: 'failing', bytes: seededRandom('x').bytes };
    const [suite] = RSA_CIPHER_SUITES;
    const { client, server } = new Pair(
      clientOptions({ ciphers: [suite], random: failing }),
      serverOptions(),
    ).handshake();
    failing.bytes = () => {
      throw new Error('dry');
    };
    server.take(server.connection.write(new Uint8Array(1)));
    const raw = server.drain();
    raw[raw.length - 1] ^= 1;
    client.take(client.connection.receive(raw));
    expect(client.error).toMatchObject({ code: 'internal', cause: { message: 'dry' } });
    expect(client.connection.at).toBe('CLOSED');
  });
});

describe('records', () => {
  it('carry as much as they may (RFC 5246 §6.2.1), and no empty ones are sent', () => {
    const { client, server } = connected();
    const [sent] = client.connection.write(new Uint8Array(2 ** 14 + 1));
    if (sent.kind !== 'send') throw new Error(sent.kind);
    server.take(server.connection.receive(sent.bytes));
    expect(server.received.map(({ length }) => length)).toEqual([2 ** 14, 1]);
    expect(client.connection.write(new Uint8Array())).toEqual([]);
  });

  it.each([
    ['server', 'GET / HTTP/1.1', 'https://'],
    ['client', 'HTTP/1.1 400 Bad Request', 'http://'],
    ['client', 'SSH-2.0-OpenSSH_9.2', 'SSH'],
    ['client', '220 mail.example.org ESMTP', 'STARTTLS'],
    ['server', 'EHLO example.org', 'STARTTLS'],
    ['client', '* OK IMAP4rev1', '993'],
    ['client', '+OK POP3 ready', '995'],
  ] as const)('of another protocol: a %s that hears %s is told so', (role, greeting, advice) => {
    const stage = script.stage(role);
    stage.take(stage.connection.receive(utf8ToBytes(greeting)));
    expect(stage.error).toMatchObject({ code: 'unknown-record-type', message: expect.stringContaining(advice) });
  });

  it.each([
    ['server', '16030100ff', undefined, ''],
    ['server', '160301ffff', 'record-overflow', '160301ffff, begin no TLS record, but one of 65535 bytes'],
    ['client', '160303ffff', 'record-overflow', 'but one of 65535 bytes'],
    ['client', '160301ffff', 'record-version', 'but one of 65535 bytes'],
    ['client', '1605000005', 'record-version', '1605000005, begin no TLS record, but one of version 5.0'],
    ['server', '1602000001', 'record-version', 'one of version 2.0'],
    ['client', '1603010005', 'record-version', 'the peer speaks TLS 1.0, and TLS 1.2 is the oldest version here'],
    ['client', '1603000005', 'record-version', 'speaks SSL 3.0'],
    ['client', '16fefd0000', 'record-version', 'a record of DTLS'],
  ] as const)('that is not for TLS 1.2 or 1.3: a %s that hears %s says what it is', (role, header, code, told) => {
    const stage = script.stage(role);
    stage.take(stage.connection.receive(hexToBytes(header)));
    if (code === undefined) expect(stage.error).toBeUndefined();
    else expect(stage.error).toMatchObject({ code, message: expect.stringContaining(told) });
  });

  it('that end before a header: what came is told where it begins no record', () => {
    const end = (raw: Uint8Array) => {
      const stage = script.stage('client');
      stage.take(stage.connection.receive(raw));
      stage.take(stage.connection.endOfInput());
      return stage.error;
    };
    // What PostgreSQL answers.
    const advice = "the peer's first bytes, 4e, begin no TLS record: check the port number";
    expect(end(utf8ToBytes('N'))).toMatchObject({ code: 'truncated', direction: 'none', advice });
    for (const hex of ['', '16', '16030300']) {
      expect(end(hexToBytes(hex))).toMatchObject({ code: 'truncated', advice: undefined });
    }
  });

  it('of HTTP, of noise, of another version are refused', () => {
    const hear = (raw: Uint8Array) => {
      const stage = script.stage('server');
      return stage.take(stage.connection.receive(raw)).error;
    };
    expect(hear(utf8ToBytes('GET / HTTP/1.1'))).toMatchObject({
      code: 'unknown-record-type',
      alert: 'unexpected_message',
    });
    expect(hear(new Uint8Array([22, 2, 0, 0, 1]))).toMatchObject({ code: 'record-version', alert: 'protocol_version' });
    expect(hear(new Uint8Array([22, 3, 0, 0, 1]))).toBeUndefined();
    expect(hear(new Uint8Array([22, 3, 3, 0, 5, 1, 0, 0, 1, 0]))).toMatchObject({
      code: 'malformed-message',
      alert: 'decode_error',
      rule: expect.stringContaining('RFC 5246'),
    });
  });
});

describe('what an observer sees', () => {
  const events: { client: TlsEvent[]; server: TlsEvent[] } = { client: [], server: [] };
  const lines: string[] = [];
  new Pair(
    clientOptions({ observe: (event) => events.client.push(event), keyLog: (line) => lines.push(line) }),
    serverOptions({ observe: (event) => events.server.push(event), keyLog: (line) => lines.push(line) }),
  )
    .handshake()
    .talk()
    .close();
  const of = <K extends TlsEvent['kind']>(role: 'client' | 'server', kind: K) =>
    events[role].filter((event): event is Extract<TlsEvent, { kind: K }> => event.kind === kind);

  it('is the same from both ends: messages, secrets, keys, protected records', () => {
    const raw = (role: 'client' | 'server', kind: 'message' | 'record') =>
      of(role, kind).map(({ bytes }) => bytesToHex(bytes));
    expect(raw('client', 'message')).toEqual(raw('server', 'message'));
    expect(raw('client', 'record').toSorted()).toEqual(raw('server', 'record').toSorted());
    for (const kind of ['negotiated', 'master-secret', 'key-block', 'verify-data'] as const) {
      expect(of('client', kind).length).toBeGreaterThan(0);
      expect(of('client', kind)).toEqual(of('server', kind));
    }
    const { premasterSecret, encrypted } = of('client', 'premaster-secret')[0];
    expect(of('server', 'premaster-secret')).toMatchObject([{ direction: 'received', premasterSecret, encrypted }]);
    const [proof] = of('client', 'transcript-signature');
    expect(of('server', 'transcript-signature')).toEqual([{ ...proof, direction: 'received', valid: true }]);
  });

  it('is every part of a protected record, before and after', () => {
    const sent = of('client', 'record').find(({ type }) => type === 'application_data')!;
    expect(sent.plaintext).toEqual(utf8ToBytes('GET /version'));
    const { parts } = sent;
    if (parts?.kind !== 'encrypt-then-mac') throw new Error(parts?.kind);
    expect(concat(sent.bytes.subarray(0, 5), parts.iv, parts.ciphertext, parts.mac)).toEqual(sent.bytes);
    expect(of('server', 'record').find(({ type }) => type === 'application_data')).toMatchObject({ parts });
  });

  it('is the way through the states, and the certificates with their report', () => {
    expect(of('client', 'state').map(({ to }) => to)).toEqual([
      'WAIT_SERVER_HELLO',
      'WAIT_CERTIFICATE',
      'WAIT_CERTIFICATE_REQUEST',
      'WAIT_SERVER_HELLO_DONE',
      'WAIT_CHANGE_CIPHER_SPEC',
      'WAIT_FINISHED',
      'CONNECTED',
      'CLOSED',
    ]);
    expect(of('client', 'peer-certificates')).toMatchObject([{ validation: { ok: true } }]);
    expect(of('server', 'peer-certificates')).toMatchObject([{ validation: { ok: true } }]);
    expect(of('client', 'alert').map(({ direction, description }) => [direction, description])).toEqual([
      ['sent', 'close_notify'],
      ['received', 'close_notify'],
    ]);
  });

  it('is the key log line, the same from both ends', () => {
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^CLIENT_RANDOM [0-9a-f]{64} [0-9a-f]{96}$/);
    expect(lines[1]).toBe(lines[0]);
  });
});

describe('misuse', () => {
  const usage = (code: string) => expect.objectContaining({ name: UsageError.name, code });

  it.each([
    ['no suites', { ciphers: [] }, 'missing-option'],
    ['an unknown suite', { ciphers: ['TLS_NULL_WITH_NULL_NULL'] }, 'out-of-range'],
    ['a suite twice', { ciphers: [RSA_CIPHER_SUITES[0], RSA_CIPHER_SUITES[0]] }, 'out-of-range'],
    ['no random', { random: undefined }, 'missing-option'],
    ['no time', { time: undefined }, 'missing-option'],
    ['an unknown policy', { extendedMasterSecret: 'maybe' }, 'out-of-range'],
    ['an empty protocol', { alpn: [''] }, 'out-of-range'],
    ['a misspelt option', { cyphers: [] }, 'unknown-option'],
  ])('both refuse %s', (_, over, code) => {
    expect(() => createClient(clientOptions(over as object))).toThrow(usage(code));
    expect(() => createServer(serverOptions(over as object))).toThrow(usage(code));
  });

  it("a client refuses to be without a name, without roots, with a key that is not the certificate's", () => {
    const make = (over: object) => () => createClient(clientOptions(over));
    expect(make({ name: undefined })).toThrow(usage('missing-option'));
    expect(make({ name: 'localhost' })).toThrow(usage('wrong-type'));
    expect(make({ serverName: { dns: 'a.example' } })).toThrow(/called name now/);
    expect(make({ verification: { mode: 'roots', roots: [ca] } })).toThrow(usage('missing-option'));
    expect(make({ name: { dns: 'a..b' } })).toThrow(usage('out-of-range'));
    expect(make({ verification: undefined })).toThrow(usage('missing-option'));
    expect(make({ verification: { mode: 'roots', ...JUDGED_BY, roots: [] } })).toThrow(usage('missing-option'));
    expect(make({ verification: { mode: 'none' } })).toThrow(usage('out-of-range'));
    expect(make({ credentials: { chain: [ca], key: clientCredentials.key } })).toThrow(usage('out-of-range'));
  });

  it('a server refuses to be without credentials, and not to say what it asks of clients', () => {
    const make = (over: object) => () => createServer(serverOptions(over));
    expect(make({ credentials: undefined })).toThrow(usage('wrong-type'));
    expect(make({ credentials: { chain: [], key: foreignCredentials.key } })).toThrow(usage('missing-option'));
    expect(make({ clientCertificate: undefined })).toThrow(usage('missing-option'));
    expect(make({ clientCertificate: { mode: 'require' } })).toThrow(usage('missing-option'));
  });

  it('calls out of order throw, and harm nothing', () => {
    const client = new End(createClient(clientOptions()));
    expect(() => client.connection.receive(new Uint8Array())).toThrow(usage('misuse'));
    client.take(client.connection.start());
    expect(() => client.connection.start()).toThrow(usage('misuse'));
    expect(() => client.connection.write(new Uint8Array())).toThrow(usage('misuse'));
    expect(() => client.connection.receive('x' as never)).toThrow(usage('wrong-type'));
    expect(client.connection.at).toBe('WAIT_SERVER_HELLO');
    const pair = connected().close();
    expect(() => pair.client.connection.write(new Uint8Array(1))).toThrow(usage('misuse'));
    expect(pair.client.connection.close()).toEqual([]);
  });
});
