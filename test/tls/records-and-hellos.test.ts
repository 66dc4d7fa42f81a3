/** What both versions share beside the handshake: sizes and padding of records, reserved values, channel bindings, and how a connection ends. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { concat } from '../../src/bytes/index.ts';
import { decode, encode } from '../../src/codec/index.ts';
import {
  type ClientOptions,
  clientHello,
  createClient,
  createServer,
  type ServerOptions,
  type TlsEvent,
  tlsRecord,
} from '../../src/tls/index.ts';
import { suitesOf } from '../../src/tls/negotiation/suites.ts';
import { RecordReader, RecordWriter } from '../../src/tls/record/record-layer.ts';
import { clientOptions, End, Pair, serverCredentials, serverOptions } from './parties.ts';
import { Reunion } from './resumption/reunion.ts';
import { Script13 } from './script13.ts';

const ECDHE = 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256';
const AES13 = 'TLS_AES_128_GCM_SHA256';
const SUITES = [ECDHE, AES13] as const;
type Suite = (typeof SUITES)[number];

/** The longest plaintext of a protected record in each direction, in a session in which both say something long. */
function talk(suite: Suite, client: Partial<ClientOptions>, server: Partial<ServerOptions>) {
  const longest = { sent: 0, received: 0 };
  const observe = (event: TlsEvent) => {
    if (event.kind !== 'record' || event.parts === undefined) return;
    const { direction, bytes } = event;
    longest[direction] = Math.max(longest[direction], bytes.length - 5 - ADDED[suite]);
  };
  const pair = new Pair(
    clientOptions({ ciphers: [suite], observe, ...client }),
    serverOptions({ ciphers: [suite], ...server }),
  )
    .handshake()
    .talk(new Uint8Array(5000), new Uint8Array(40_000))
    .close();
  expect([pair.client.error, pair.server.error]).toEqual([undefined, undefined]);
  expect([pair.server.plaintext.length, pair.client.plaintext.length]).toEqual([5000, 40_000]);
  return longest;
}

/** Bytes that the protection adds: explicit nonce and tag, or tag. In TLS 1.3 the content type is part of the plaintext. */
const ADDED = { [ECDHE]: 8 + 16, [AES13]: 16 };

describe.each(SUITES)('record_size_limit (RFC 8449): %s', (suite) => {
  it('keeps each direction to what its receiver said', () => {
    expect(talk(suite, { recordSizeLimit: 100 }, { recordSizeLimit: 500 })).toEqual({ sent: 500, received: 100 });
  });

  it('a server answers by the maximum where nothing else is said', () => {
    const { sent, received } = talk(suite, { recordSizeLimit: 64 }, {});
    expect(received).toBe(64);
    expect(sent).toBeGreaterThanOrEqual(5000);
  });

  it('is not offered where it is not asked for', () => {
    expect(talk(suite, {}, { recordSizeLimit: 64 }).sent).toBeGreaterThanOrEqual(5000);
  });

  it('refuses a limit that none may tell', () => {
    const lowered = new Pair(
      clientOptions({ ciphers: [suite], recordSizeLimit: 200 }),
      serverOptions({ ciphers: [suite] }),
      (bytes, from) => {
        const at = from === 'client' ? Buffer.from(bytes).indexOf(Buffer.from([0, 28, 0, 2, 0, 200])) : -1;
        if (at >= 0) bytes[at + 5] = 63;
        return [bytes];
      },
    ).handshake();
    expect(lowered.server.error).toMatchObject({ code: 'not-offered', alert: 'illegal_parameter' });
  });
});

it('a record beyond the limit that we told is a record_overflow (RFC 8449 §4)', () => {
  const [suite] = suitesOf([AES13], 'suite').tls13;
  const protection = suite.protection(new Uint8Array(16).fill(1), new Uint8Array(12).fill(2));
  const read = (length: number) => {
    const writer = new RecordWriter({ observe: undefined });
    const reader = new RecordReader({ observe: undefined });
    writer.install(protection);
    reader.install(protection);
    reader.limit(100);
    reader.push(writer.write('application_data', new Uint8Array(length)));
    return reader.next(() => true)?.plaintext.length;
  };
  // With the content type.
  expect(read(99)).toBe(99);
  expect(() => read(100)).toThrow(expect.objectContaining({ code: 'record-overflow', alert: 'record_overflow' }));
});

describe('record padding (RFC 8446 §5.4)', () => {
  it.each([1, 64, 1000, 16_384])('fills multiples of %i bytes', (recordPadding) => {
    const lengths = new Set<number>();
    const observe = (event: TlsEvent) => {
      if (event.kind === 'record' && event.direction === 'sent' && event.parts !== undefined) {
        lengths.add(event.bytes.length - 5 - 16);
      }
    };
    const pair = new Pair(
      clientOptions({ ciphers: [AES13], recordPadding, observe }),
      serverOptions({ ciphers: [AES13] }),
    ).handshake();
    pair.talk(new Uint8Array(16_384 + 5), new Uint8Array(70)).close();
    expect([pair.client.error, pair.server.error]).toEqual([undefined, undefined]);
    expect(pair.server.plaintext.length).toBe(16_384 + 5);
    for (const length of lengths) expect(length % recordPadding === 0 || length === 16_385).toBe(true);
  });

  it('counts against the peer’s limit', () => {
    const { sent } = talk(AES13, { recordSizeLimit: 16_384, recordPadding: 4096 }, { recordSizeLimit: 1000 });
    expect(sent).toBe(1000);
  });
});

describe('GREASE (RFC 8701)', () => {
  const isReserved = (value: number) => (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
  const helloOf = (grease: boolean) => {
    const client = new End(createClient(clientOptions({ ciphers: [...SUITES], grease })));
    client.take(client.connection.start());
    const { fragment } = decode(tlsRecord, client.sent[0]);
    return decode(clientHello, fragment.subarray(4));
  };

  it('is among suites, groups, versions, shares and extensions, and only where it is asked for', () => {
    const { cipherSuites, extensions = [] } = helloOf(true);
    const reservedIn = (kind: string) =>
      extensions.flatMap((one) => {
        if (one.kind !== kind) return [];
        const values = one.kind === 'unknown' ? [one.type] : (one.value as readonly (number | { group: number })[]);
        return values.map((value) => (typeof value === 'number' ? value : value.group)).filter(isReserved);
      });
    expect(cipherSuites.filter(isReserved)).toHaveLength(1);
    expect(reservedIn('unknown')).toHaveLength(2);
    for (const kind of ['supported_groups', 'supported_versions', 'key_share'])
      expect(reservedIn(kind)).toHaveLength(1);
    const plain = helloOf(false);
    expect(plain.cipherSuites.some(isReserved)).toBe(false);
    expect(plain.extensions?.some(({ kind }) => kind === 'unknown')).toBe(false);
  });

  it.each(SUITES)('is tolerated by our server: %s, and across a retry', (suite) => {
    talk(suite, { grease: true }, {});
    if (suite === AES13) talk(suite, { grease: true, groups: ['x25519', 'secp256r1'] }, { groups: ['secp256r1'] });
  });

  it('is tolerated with a ticket', () => {
    const two = new Reunion();
    expect([two.resumes({ grease: true }), two.resumes({ grease: true })]).toEqual([false, true]);
  });
});

describe('TLS_FALLBACK_SCSV (RFC 7507)', () => {
  it('makes a server that could do better refuse', () => {
    const client = clientOptions({ ciphers: [ECDHE], fallback: true });
    const refused = new Pair(client, serverOptions({ ciphers: [...SUITES] })).handshake();
    expect(refused.client.error).toMatchObject({ alert: 'inappropriate_fallback', direction: 'received' });
    const taken = new Pair(client, serverOptions({ ciphers: [ECDHE] })).handshake();
    expect(taken.client.error).toBeUndefined();
  });
});

describe.each(SUITES)('channel bindings: %s', (suite) => {
  it('are the same at both ends; tls-server-end-point is the certificate’s hash (RFC 5929 §4.1)', () => {
    const { client, server } = new Pair(
      clientOptions({ ciphers: [suite] }),
      serverOptions({ ciphers: [suite] }),
    ).handshake();
    for (const type of ['tls-exporter', 'tls-server-end-point'] as const) {
      expect(client.connection.channelBinding(type)).toEqual(server.connection.channelBinding(type));
    }
    const { der } = serverCredentials.chain[0];
    const hash = createHash('sha256').update(der).digest();
    expect(Buffer.from(client.connection.channelBinding('tls-server-end-point'))).toEqual(hash);
  });

  it('need a complete handshake, and a name', () => {
    const client = createClient(clientOptions({ ciphers: [suite] }));
    for (const type of ['tls-exporter', 'tls-server-end-point', 'tls-unique'] as const) {
      expect(() => client.channelBinding(type as never)).toThrow(expect.objectContaining({ name: 'UsageError' }));
    }
  });
});

describe('channel bindings of TLS 1.2', () => {
  it('tls-exporter has a zero-length context, which is another value than none (RFC 9266 §2, RFC 5705 §4)', () => {
    const { client } = new Pair(clientOptions({ ciphers: [ECDHE] }), serverOptions({ ciphers: [ECDHE] })).handshake();
    const { connection } = client;
    const label = 'EXPORTER-Channel-Binding';
    expect(connection.channelBinding('tls-exporter')).toEqual(
      connection.exportKeyingMaterial(label, 32, new Uint8Array()),
    );
    expect(connection.channelBinding('tls-exporter')).not.toEqual(connection.exportKeyingMaterial(label, 32));
  });
});

describe('the end of a connection', () => {
  const closeNotify = encode(tlsRecord, { type: 21, version: 0x0303, fragment: new Uint8Array([1, 0]) });
  const userCanceled = encode(tlsRecord, { type: 21, version: 0x0303, fragment: new Uint8Array([1, 90]) });

  it('a close_notify in a handshake is answered (RFC 5246 §7.2.1), by both roles', () => {
    for (const connection of [createServer(serverOptions()), createClient(clientOptions())]) {
      const end = new End(connection);
      end.take(connection.start());
      const before = concat(...end.sent).length;
      end.take(connection.receive(closeNotify));
      expect(concat(...end.sent).subarray(before)).toEqual(closeNotify);
      expect(end.error).toMatchObject({ code: 'closed-early', direction: 'received' });
      expect(connection.at).toBe('CLOSED');
    }
  });

  it('a warning user_canceled before it is no error of its own (RFC 5246 §7.2.2, RFC 8446 §6.1)', () => {
    const server = createServer(serverOptions());
    const end = new End(server);
    end.take(server.start());
    end.take(server.receive(userCanceled));
    expect(end.error).toBeUndefined();
    end.take(server.receive(closeNotify));
    expect(end.error).toMatchObject({ code: 'closed-early' });
  });
});

it('a client takes no more than 32 ChangeCipherSpecs before the server’s hello, which all mean nothing', () => {
  const end = new End(createClient(clientOptions({ ciphers: undefined })));
  end.take(end.connection.start());
  const record = new Uint8Array([20, 3, 3, 0, 1, 1]);
  for (let i = 0; i < 32; i++) end.take(end.connection.receive(record));
  expect(end.error).toBeUndefined();
  end.take(end.connection.receive(record));
  expect(end.error).toMatchObject({ code: 'too-many-useless-records', alert: 'unexpected_message' });
});

describe('alerts in TLS 1.3 (RFC 8446 §6.1)', () => {
  const script = new Script13({ mutual: false });
  const CLOSE = new Uint8Array([1, 0]);
  const CANCELED = new Uint8Array([1, 90]);
  const toClient = script.by('server');
  const toServer = script.by('client');
  /** Each moment of a handshake, by how many lines of the peer came. */
  const moments = [
    ...toClient.map((_, count) => ({ role: 'client', heard: toClient, count }) as const),
    ...toServer.map((_, count) => ({ role: 'server', heard: toServer, count }) as const),
  ];

  it.each(moments)('user_canceled to the $role after $count messages is passed over', ({ role, heard, count }) => {
    const stage = script.stage(role).hear(heard.slice(0, count));
    const { epoch } = heard[count];
    stage.say('alert', CANCELED, epoch);
    expect(stage.error).toBeUndefined();
    stage.hear(heard.slice(count));
    expect(stage.error).toBeUndefined();
    expect(stage.connection.session).toBeDefined();
  });

  it.each(moments)('close_notify to the $role after $count messages', ({ role, heard, count }) => {
    const stage = script.stage(role).hear(heard.slice(0, count));
    const wasConnected = stage.connection.session !== undefined;
    stage.say('alert', CLOSE, heard[count].epoch);
    if (wasConnected) {
      // It closes one direction: ours stays open.
      expect(stage.error).toBeUndefined();
      expect(stage.kinds.at(-1)).toBe('end');
      expect(stage.connection.write(new Uint8Array(1)).map(({ kind }) => kind)).toEqual(['send']);
    } else {
      // What is still to be said cannot be said; our own direction is closed by a close_notify too.
      expect(stage.error).toMatchObject({ code: 'closed-early', direction: 'received' });
      expect(stage.kinds.slice(-2)).toEqual(['send', 'error']);
    }
  });
});

it.each(['client', 'server'] as const)('the level of an alert means nothing in TLS 1.3 (RFC 8446 §6): %s', (role) => {
  const script = new Script13({ mutual: false });
  const heard = script.by(role === 'client' ? 'server' : 'client');
  const done = heard.findIndex(({ epoch }) => epoch === 'application');
  const connected = () => script.stage(role).hear(heard.slice(0, done));
  for (const level of [0, 1, 2, 3, 255]) {
    const closed = connected().say('alert', new Uint8Array([level, 0]), 'application');
    expect([closed.error, closed.kinds.at(-1)]).toEqual([undefined, 'end']);
    expect(connected().say('alert', new Uint8Array([level, 90]), 'application').error).toBeUndefined();
    for (const description of [40, 100, 200]) {
      const { error } = connected().say('alert', new Uint8Array([level, description]), 'application');
      expect(error).toMatchObject({ code: 'alert-received', direction: 'received' });
    }
  }
  const { error } = connected().say('alert', new Uint8Array([2]), 'application');
  expect(error).toMatchObject({ code: 'malformed-message', alert: 'decode_error' });
});

describe('EncryptedExtensions (RFC 8446 §4.2)', () => {
  const script = new Script13({ mutual: false });
  const heard = script.by('server');
  const at = heard.findIndex(({ kind }) => kind === 'encrypted_extensions');
  const withExtension = (type: number, content: Uint8Array) => {
    const body = new Uint8Array([0, content.length + 4, 0, type, 0, content.length, ...content]);
    const message = new Uint8Array([8, 0, 0, body.length, ...body]);
    return script.stage('client').hear(heard.slice(0, at)).say('handshake', message, 'handshake').error;
  };

  it.each([
    ['key_share', 51, new Uint8Array([0, 29, 0, 1, 1])],
    ['supported_versions', 43, new Uint8Array([3, 4])],
    ['signature_algorithms', 13, new Uint8Array([0, 2, 4, 3])],
    ['psk_key_exchange_modes', 45, new Uint8Array([1, 1])],
  ] as const)('%s belongs to another message: illegal_parameter', (_name, type, content) => {
    expect(withExtension(type, content)).toMatchObject({ code: 'not-offered', alert: 'illegal_parameter' });
  });

  it('one that was not offered: unsupported_extension', () => {
    expect(withExtension(44, new Uint8Array([0, 1, 1]))).toMatchObject({ alert: 'unsupported_extension' });
  });
});

describe('misuse', () => {
  it.each<[string, Partial<ClientOptions>]>([
    ['recordPadding', { recordPadding: 0 }],
    ['recordPadding', { recordPadding: 16_385 }],
    ['recordSizeLimit', { recordSizeLimit: 63 }],
    ['recordSizeLimit', { recordSizeLimit: 16_386 }],
    ['grease', { grease: 1 as never }],
    ['fallback', { fallback: 'yes' as never }],
  ])('%s', (argument, over) => {
    expect(() => createClient(clientOptions(over))).toThrow(expect.objectContaining({ name: 'UsageError', argument }));
  });
});
