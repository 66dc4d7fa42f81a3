/** TLS 1.2 resumed by ticket (RFC 5077) and by session id (RFC 5246 §7.3), both ends ours. */
import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/bytes/index.ts';
import { decode, encode } from '../../../src/codec/index.ts';
import {
  type ClientOptions,
  CODE_POINTS,
  RSA_CIPHER_SUITES,
  type ServerOptions,
  SessionIdCache,
  SessionStore,
  TicketKeys,
  type TlsEvent,
} from '../../../src/tls/index.ts';
import { CIPHER_SUITES } from '../../../src/tls/messages/code-points.ts';
import { HELLOS } from '../../../src/tls/messages/hellos.ts';
import { JUDGED_BY } from '../../judged.ts';
import { isWholeTable } from '../../property-runs.ts';
import { changingHello } from '../hellos.ts';
import { ca, clientCredentials, clientOptions, otherCa, Pair, serverCredentials, serverOptions } from '../parties.ts';
import { HOUR, Reunion } from './reunion.ts';

const ECDHE = 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256';
const OTHER = 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384';
const NOTHING = { tickets: undefined as never };

/** The two, in TLS 1.2. */
class Reunion12 extends Reunion {
  readonly cache = new SessionIdCache({ capacity: 8 });
  readonly #by: 'id' | 'ticket';

  constructor(by: 'id' | 'ticket') {
    super();
    this.#by = by;
  }

  override meet(client: Partial<ClientOptions> = {}, server: Partial<ServerOptions> = {}, ...rest: [never?]): Pair {
    const ids = { ...NOTHING, sessionIds: { cache: this.cache, lifetime: 86_400 } };
    const own = this.#by === 'id' ? ids : {};
    return super.meet({ ciphers: [ECDHE, OTHER], ...client }, { ciphers: [ECDHE, OTHER], ...own, ...server }, ...rest);
  }
}

const kindsOf = (events: readonly TlsEvent[]) =>
  events.flatMap((event) => (event.kind === 'message' ? [event.message.kind] : []));

describe.each(['ticket', 'id'] as const)('by %s', (by) => {
  it('goes on with a session, without certificates on the wire, and both know who the other is', () => {
    const two = new Reunion12(by);
    expect(two.resumes()).toBe(false);
    const events: TlsEvent[] = [];
    const { client, server } = two
      .meet({ observe: (event) => events.push(event) })
      .talk()
      .close();
    expect([client.error, server.error]).toEqual([undefined, undefined]);
    expect(kindsOf(events)).toEqual(['client_hello', 'server_hello', 'finished', 'finished']);
    for (const { connection } of [client, server]) {
      expect(connection.session).toMatchObject({ version: 'TLSv1.2', resumed: true, extendedMasterSecret: true });
      expect(connection.session?.peer?.validation?.ok).toBe(true);
    }
    expect(client.connection.session?.peer?.leaf.der).toEqual(serverCredentials.chain[0].der);
    expect(server.connection.session?.peer?.leaf.der).toEqual(clientCredentials.chain[0].der);
    const exported = [client, server].map(({ connection }) => connection.exportKeyingMaterial('EXPERIMENTAL', 32));
    expect(exported[0]).toEqual(exported[1]);
  });

  it('sends a ticket before ChangeCipherSpec in a full handshake, and only then', () => {
    const two = new Reunion12(by);
    const events: TlsEvent[] = [];
    two.meet({ observe: (event) => events.push(event) });
    expect(kindsOf(events).slice(-2)).toEqual(
      by === 'ticket' ? ['new_session_ticket', 'finished'] : ['finished', 'finished'],
    );
  });

  it('goes on again and again, for no longer than the first said', () => {
    const two = new Reunion12(by);
    const server =
      by === 'ticket'
        ? { tickets: { keys: two.keys, lifetime: 3600 } }
        : { sessionIds: { cache: two.cache, lifetime: 3600 } };
    two.resumes({}, server);
    for (let i = 0; i < 3; i++) {
      two.now += HOUR / 4;
      expect(two.resumes({}, server)).toBe(true);
    }
    two.now += HOUR / 4;
    expect(two.resumes({}, server)).toBe(false);
  });

  it('has other keys than before', () => {
    const two = new Reunion12(by);
    const blocks: string[] = [];
    const observe = (event: TlsEvent) => event.kind === 'key-block' && blocks.push(event.block.join());
    for (let i = 0; i < 3; i++) two.meet({ observe });
    expect(new Set(blocks).size).toBe(3);
  });

  it.each<[string, Partial<ClientOptions>, Partial<ServerOptions>]>([
    ['for a client that no longer offers its suite', { ciphers: [OTHER] }, {}],
    ['for a server that no longer has its suite', {}, { ciphers: [OTHER] }],
    ['for another protocol', { alpn: ['h2'] }, { alpn: ['h2'] }],
    ['for a server that takes another protocol', {}, { alpn: ['h2'] }],
    ['without a store', { resumption: undefined as never }, {}],
    ['without verification', { verification: { mode: 'dangerous-none' } }, {}],
    ['in TLS 1.3', { ciphers: ['TLS_AES_128_GCM_SHA256', ECDHE] }, { ciphers: ['TLS_AES_128_GCM_SHA256', ECDHE] }],
    [
      'for a server with other roots',
      {},
      { clientCertificate: { mode: 'require', ...JUDGED_BY, roots: [ca, otherCa] } },
    ],
    ['for a server that takes other schemes', {}, { signatureSchemes: ['rsa_pkcs1_sha256', 'rsa_pss_rsae_sha256'] }],
    ['for a server that asks no more', {}, { clientCertificate: { mode: 'none' } }],
    ['for a server that knows nothing of it', {}, { ...NOTHING, sessionIds: undefined as never }],
  ])('resumes nothing %s', (what, client, server) => {
    const two = new Reunion12(by);
    const before = what.includes('takes another protocol')
      ? [{ alpn: ['http/1.1', 'h2'] }, { alpn: ['http/1.1'] }]
      : [{}, {}];
    two.resumes(...(before as [object, object]));
    expect(two.resumes(...(before as [object, object]))).toBe(true);
    expect(two.resumes({ ...before[0], ...client }, server)).toBe(false);
  });

  it('needs the extended master secret: without it nothing is kept, and a session is not taken on (RFC 7627 §5.3)', () => {
    const two = new Reunion12(by);
    const { client, server } = two.meet({}, { extendedMasterSecret: 'off' });
    expect([client.error, server.error]).toEqual([undefined, undefined]);
    expect([two.sessions.size, two.cache.size]).toEqual([0, 0]);
    expect(() => client.connection.exportKeyingMaterial('EXPERIMENTAL', 32)).toThrow(/extended master secret/);
    two.resumes();
    expect(two.resumes({ extendedMasterSecret: 'off' })).toBe(false);
    expect(two.resumes()).toBe(true);
  });

  it.each([
    ['the client', 'server', 0x0017],
    ['the server', 'client', 0x0017],
  ] as const)('ends where %s does not say the extended master secret again (RFC 7627 §5.3)', (_name, deaf, type) => {
    const two = new Reunion12(by);
    two.resumes();
    const from = deaf === 'server' ? 'client' : 'server';
    const { client, server } = two.meet({}, {}, without(type, from) as never);
    const end = deaf === 'server' ? server : client;
    expect(end.error).toMatchObject({ code: 'extended-master-secret-missing', alert: 'handshake_failure' });
  });

  it('is not taken on with a suite that the client does not offer (RFC 5246 §7.4.1.2)', () => {
    const two = new Reunion12(by);
    two.resumes();
    const chosen: string[] = [];
    const observe = (event: TlsEvent) =>
      event.kind === 'choice' && event.what === 'session' && chosen.push(event.chosen);
    two.meet({}, { observe });
    // The client offers the session, and on the wire the other suite alone.
    two.meet({}, { observe }, changingHello(() => ({ cipherSuites: [CIPHER_SUITES[OTHER]] })) as never);
    expect(chosen).toEqual(['resumed', 'new']);
  });

  it('is judged again by the client', () => {
    const two = new Reunion12(by);
    two.resumes();
    two.now = serverCredentials.chain[0].notAfter.getTime() + HOUR;
    expect(two.meet().client.error).toMatchObject({ code: 'certificate-refused' });
  });

  it('needs an identity where one is asked for: a client without one is not resumed', () => {
    const two = new Reunion12(by);
    const nobody = { credentials: undefined as never };
    const asks = { clientCertificate: { mode: 'request', ...JUDGED_BY, roots: [ca] } } as const;
    expect(two.resumes(nobody, asks)).toBe(false);
    expect(two.resumes(nobody, asks)).toBe(false);
    expect(two.cache.size).toBe(0);
  });

  it('goes on under RSA key transport, where it is named', () => {
    const two = new Reunion12(by);
    const both = [{ ciphers: RSA_CIPHER_SUITES }, { ciphers: RSA_CIPHER_SUITES }] as const;
    expect([two.resumes(...both), two.resumes(...both)]).toEqual([false, true]);
  });

  it('ends when a bit of the resumed handshake is flipped', () => {
    const two = new Reunion12(by);
    const sessions: Uint8Array[] = [];
    two.meet({ resumption: { sessions: two.sessions, port: 1, onSession: (one) => void sessions.push(one) } });
    const again = (flip: number) => {
      const store = new SessionStore({ capacity: 1 });
      store.add(sessions[0]);
      let passed = 0;
      return two.meet({ resumption: { sessions: store, port: 1 } }, {}, ((bytes: Uint8Array, from: string) => {
        if (from !== 'server') return [bytes];
        const at = flip - passed;
        passed += bytes.length;
        if (at >= 0 && at < bytes.length) bytes[at] ^= 1;
        return [bytes];
      }) as never);
    };
    const honest = again(-1);
    expect(honest.client.connection.session?.resumed).toBe(true);
    const length = honest.server.sent.reduce((sum, { length: one }) => sum + one, 0);
    for (let at = 0; at < length; at += isWholeTable ? 7 : 23) {
      const { client, server } = again(at);
      expect(client.connection.session === undefined || client.error !== undefined).toBe(true);
      expect(client.error ?? server.error).toBeDefined();
      for (const { error } of [client, server]) expect(error?.code).not.toBe('internal');
    }
  });
});

/** Takes an empty extension out of the first record that one end sends, a hello. */
function without(type: number, from: string) {
  let isFirst = true;
  return (bytes: Uint8Array, by: string) => {
    if (by !== from || !isFirst || bytes.length === 0) return [bytes];
    isFirst = false;
    const length = (bytes[3] << 8) | bytes[4];
    const fragment = bytes.subarray(5, 5 + length);
    const hellos = from === 'client' ? HELLOS.client_hello : HELLOS.server_hello;
    // The hello may have company in its record.
    const end = 4 + ((fragment[1] << 16) | (fragment[2] << 8) | fragment[3]);
    const { kind, value } = decode(hellos.codec as never, fragment.slice(0, end)) as {
      kind: string;
      value: { extensions: readonly { kind: string }[] };
    };
    const name = CODE_POINTS.extensionType.get(type);
    const extensions = value.extensions.filter((one) => one.kind !== name);
    expect(extensions.length).toBe(value.extensions.length - 1);
    const message = encode(hellos.codec as never, { kind, value: { ...value, extensions } } as never);
    const changed = concat(message, fragment.subarray(end));
    const header = new Uint8Array([...bytes.subarray(0, 3), changed.length >> 8, changed.length & 0xff]);
    return [concat(header, changed, bytes.subarray(5 + length))];
  };
}

describe('a server that lies', () => {
  it('repeats an id that it was never given (RFC 8446 appendix D.4)', () => {
    const id = (bytes: Uint8Array) => bytes.subarray(5 + 4 + 2 + 32 + 1, 5 + 4 + 2 + 32 + 1 + 32);
    let sent: Uint8Array = new Uint8Array();
    const cache = new SessionIdCache({ capacity: 1 });
    const pair = new Pair(
      clientOptions({ ciphers: ['TLS_AES_128_GCM_SHA256', ECDHE] }),
      serverOptions({ ciphers: [ECDHE], sessionIds: { cache, lifetime: 60 } }),
      (bytes, from) => {
        if (from === 'client' && sent.length === 0) sent = id(bytes).slice();
        else if (from === 'server' && bytes.length > 100) id(bytes).set(sent);
        return [bytes];
      },
    ).handshake();
    expect(pair.client.error).toMatchObject({ code: 'not-offered', alert: 'illegal_parameter' });
  });
});

describe('the cache of ids', () => {
  it('keeps no more than there is room for, and shows none of it', () => {
    const two = new Reunion12('id');
    const cache = new SessionIdCache({ capacity: 2 });
    const server = { sessionIds: { cache, lifetime: 60 } };
    for (let i = 0; i < 4; i++) two.meet({ resumption: undefined as never }, server);
    expect(cache.size).toBe(2);
    expect(JSON.stringify(cache)).toBe('{}');
    cache.clear();
    expect(cache.size).toBe(0);
    const wrong = (argument: string) => expect.objectContaining({ name: 'UsageError', argument });
    expect(() => new SessionIdCache({ capacity: 0 })).toThrow(wrong('capacity'));
    const misused = (sessionIds: object) => () => serverPair(sessionIds);
    expect(misused({ cache: {}, lifetime: 1 })).toThrow(wrong('sessionIds.cache'));
    expect(misused({ cache, lifetime: 0 })).toThrow(wrong('sessionIds.lifetime'));
  });
});

const serverPair = (sessionIds: object) =>
  new Pair(clientOptions(), serverOptions({ sessionIds: sessionIds as never }));

describe('tickets', () => {
  it('open under no other key, and a full handshake follows', () => {
    const two = new Reunion12('ticket');
    two.resumes();
    const keys = new TicketKeys([new Uint8Array(32).fill(9)]);
    expect(two.resumes({}, { tickets: { keys, lifetime: 60 } })).toBe(false);
  });

  it('of one version resume nothing in the other', () => {
    const two = new Reunion12('ticket');
    const both = ['TLS_AES_128_GCM_SHA256', ECDHE] as const;
    two.resumes({ ciphers: both }, { ciphers: both });
    expect(two.resumes({ ciphers: both }, { ciphers: [ECDHE] })).toBe(false);
    expect(two.resumes({ ciphers: [ECDHE] }, { ciphers: both.slice(1) })).toBe(true);
  });
});
