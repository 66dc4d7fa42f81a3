/** TLS 1.3 with tickets, both ends ours (RFC 8446 §2.2). */
import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/bytes/index.ts';
import { SessionStore, TicketKeys, type TlsEvent } from '../../../src/tls/index.ts';
import { suitesOf } from '../../../src/tls/negotiation/suites.ts';
import { keepTicket } from '../../../src/tls/tls13/offer-session.ts';
import { planTickets } from '../../../src/tls/tls13/resume-session.ts';
import { JUDGED_BY } from '../../judged.ts';
import { isWholeTable } from '../../property-runs.ts';
import { clientCredentials, clientOptions, NOW, otherCa, Pair, serverCredentials, serverOptions } from '../parties.ts';
import { DAY, HOUR, Reunion } from './reunion.ts';

const kindsOf = (events: readonly TlsEvent[]) =>
  events.flatMap((event) => (event.kind === 'message' ? [event.message.kind] : []));

describe('a ticket', () => {
  it('is not sent to a client that could not use it (RFC 8446 §4.2.9)', () => {
    const settings = { tickets: { lifetime: 60 }, time: () => NOW } as never;
    const planned = (...value: number[]) =>
      planTickets({ extensions: [{ kind: 'psk_key_exchange_modes', value }] } as never, undefined, [], settings);
    expect(planned(1)).toMatchObject({ count: 2 });
    expect([planned(0), planTickets({ extensions: [] } as never, undefined, [], settings)]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('of no lifetime is not kept (RFC 8446 §4.6.1)', () => {
    const sessions = new SessionStore({ capacity: 1 });
    const [suite] = suitesOf(['TLS_AES_128_GCM_SHA256'], 'ciphers').tls13;
    const connected = { suite, peer: { peer: serverCredentials }, resumption: { psk: () => new Uint8Array(32) } };
    const settings = {
      ...clientOptions(),
      time: () => NOW,
      resumption: { sessions, port: 1 },
      alpn: [],
      schemes: [],
      credentials: [],
    };
    const rest = { ticketAgeAdd: 0, ticketNonce: new Uint8Array(), ticket: new Uint8Array(1), extensions: [] };
    const kept = (ticketLifetime: number): number => {
      keepTicket(connected as never, { ...rest, ticketLifetime }, settings as never);
      return sessions.size;
    };
    expect([kept(0), kept(1)]).toEqual([0, 1]);
  });
});

describe('vectors', () => {
  it('goes on with a session, without certificates on the wire, and both know who the other is', () => {
    const two = new Reunion();
    expect(two.resumes()).toBe(false);
    const events: TlsEvent[] = [];
    const { client, server } = two
      .meet({ observe: (event) => events.push(event) })
      .talk()
      .close();
    expect([client.error, server.error]).toEqual([undefined, undefined]);
    expect(kindsOf(events)).toEqual([
      ...['client_hello', 'server_hello', 'encrypted_extensions', 'finished', 'finished', 'new_session_ticket'],
    ]);
    expect(client.connection.session).toMatchObject({ resumed: true, serverName: 'kubernetes' });
    expect(server.connection.session).toMatchObject({ resumed: true });
    expect(client.connection.session?.peer?.leaf.der).toEqual(serverCredentials.chain[0].der);
    expect(server.connection.session?.peer?.leaf.der).toEqual(clientCredentials.chain[0].der);
    // Judged again, both of them.
    expect(client.connection.session?.peer?.validation?.ok).toBe(true);
    expect(server.connection.session?.peer?.validation?.ok).toBe(true);
  });

  it('has other keys than before: (EC)DHE goes into them anew (psk_dhe_ke)', () => {
    const two = new Reunion();
    const secrets: string[] = [];
    const observe = (event: TlsEvent) => {
      if (event.kind === 'shared-secret') secrets.push(event.sharedSecret.join());
      if (event.kind === 'secret' && event.name.includes('traffic')) secrets.push(event.secret.join());
    };
    for (let i = 0; i < 3; i++) two.meet({ observe });
    expect(secrets).toHaveLength(3 * 5);
    expect(new Set(secrets).size).toBe(secrets.length);
  });

  it.each(['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'] as const)(
    '%s',
    (suite) => {
      const two = new Reunion();
      expect([two.resumes({ ciphers: [suite] }), two.resumes({ ciphers: [suite] })]).toEqual([false, true]);
    },
  );

  it('goes on under another suite of the same hash, and under no other hash', () => {
    const two = new Reunion();
    two.resumes({ ciphers: ['TLS_AES_128_GCM_SHA256'] });
    expect(two.resumes({ ciphers: ['TLS_CHACHA20_POLY1305_SHA256'] })).toBe(true);
    expect(two.resumes({ ciphers: ['TLS_AES_256_GCM_SHA384'] })).toBe(false);
    // Offered with a hash that the server does not choose: a full handshake.
    const other = new Reunion();
    other.resumes({ ciphers: ['TLS_AES_128_GCM_SHA256'] });
    const both = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'] as const;
    expect(other.resumes({ ciphers: both }, { ciphers: ['TLS_AES_256_GCM_SHA384'] })).toBe(false);
  });

  it('tells its age anew in the ClientHello behind a HelloRetryRequest (§4.1.2)', () => {
    const two = new Reunion();
    two.resumes();
    const ages: number[] = [];
    let now = NOW.getTime();
    const observe = (event: TlsEvent) => {
      if (event.kind !== 'message' || event.message.kind !== 'client_hello') return;
      const psk = event.message.value.extensions?.find(({ kind }) => kind === 'pre_shared_key');
      if (psk?.kind === 'pre_shared_key') ages.push(psk.value.identities[0].obfuscatedTicketAge);
      now += 250;
    };
    const groups = { groups: ['x25519', 'secp256r1'] } as const;
    two.meet({ ...groups, observe, time: () => new Date(now) }, { groups: ['secp256r1'] });
    expect((ages[1] - ages[0]) >>> 0).toBe(250);
  });

  it('goes on across a HelloRetryRequest, the binder made anew (§4.1.4)', () => {
    const two = new Reunion();
    two.resumes();
    const groups = { groups: ['x25519', 'secp256r1'] } as const;
    const events: TlsEvent[] = [];
    const observe = (event: TlsEvent) => void events.push(event);
    const pair = two.meet({ ...groups, observe }, { groups: ['secp256r1'] }).talk();
    expect(pair.client.error).toBeUndefined();
    expect(kindsOf(events)).toContain('hello_retry_request');
    expect(pair.client.connection.session?.resumed).toBe(true);
    // A retry for another hash takes the ticket back.
    const both = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'] as const;
    const other = new Reunion();
    other.resumes({ ciphers: ['TLS_AES_128_GCM_SHA256'] });
    const server = { groups: ['secp256r1'], ciphers: ['TLS_AES_256_GCM_SHA384'] } as const;
    const hellos: boolean[] = [];
    const observeHellos = (event: TlsEvent) => {
      if (event.kind !== 'message' || event.message.kind !== 'client_hello') return;
      hellos.push(event.message.value.extensions!.some(({ kind }) => kind === 'pre_shared_key'));
    };
    expect(other.resumes({ ...groups, ciphers: both, observe: observeHellos }, server)).toBe(false);
    expect(hellos).toEqual([true, false]);
  });

  it('takes new keys, and exports the same to both', () => {
    const two = new Reunion();
    two.resumes();
    const { client, server } = two.meet();
    const [ours, theirs] = [client, server].map(({ connection }) =>
      connection.exportKeyingMaterial('EXPERIMENTAL', 32),
    );
    expect(ours).toEqual(theirs);
  });
});

describe('a ticket is used once, and not for ever', () => {
  it('is taken out of the store when it is offered', () => {
    const two = new Reunion();
    two.meet();
    expect(two.sessions.size).toBe(2);
    // Three at once: the third has none left.
    const never = () => [];
    for (const left of [1, 0, 0]) {
      two.meet({}, {}, never);
      expect(two.sessions.size).toBe(left);
    }
    expect(two.resumes()).toBe(false);
  });

  it('lives as long as the server says, and to resume does not prolong it', () => {
    const lives = (lifetime: number, wait: number) => {
      const two = new Reunion();
      const server = { tickets: { keys: two.keys, lifetime } };
      two.resumes({}, server);
      two.now += wait / 2;
      if (!two.resumes({}, server)) throw new Error('at half its time it should live');
      two.now += wait / 2;
      return two.resumes({}, server);
    };
    expect(lives(3600, HOUR - 1000)).toBe(true);
    expect(lives(3600, HOUR + 1000)).toBe(false);
    expect(lives(604_800, 7 * DAY - 1000)).toBe(true);
    expect(lives(604_800, 7 * DAY + 1000)).toBe(false);
  });

  it.each([0, 1, 5])('comes as often as the server says: %i, and once after a resumption', (count) => {
    const two = new Reunion();
    const server = { tickets: { keys: two.keys, lifetime: 3600, count } };
    let sent = 0;
    const observe = (event: TlsEvent) => {
      if (event.kind === 'message' && event.message.kind === 'new_session_ticket') sent++;
    };
    two.meet({ observe }, server);
    expect(sent).toBe(count);
    two.meet({ observe }, server);
    expect(sent).toBe(count + Math.min(count, 1));
  });

  it('is not sent when its time is over before the handshake is', () => {
    const two = new Reunion();
    let now = NOW.getTime();
    const time = () => new Date((now += 1000));
    const kinds: string[] = [];
    const observe = (event: TlsEvent) => void kinds.push(...kindsOf([event]));
    const pair = two.meet({ observe }, { time, tickets: { keys: two.keys, lifetime: 1 } }).talk();
    expect([pair.client.error, pair.server.error]).toEqual([undefined, undefined]);
    expect(kinds).toContain('finished');
    expect(kinds).not.toContain('new_session_ticket');
  });

  it('is offered by no clock that was set back', () => {
    const two = new Reunion();
    two.resumes();
    // Nor taken by one.
    expect(two.resumes({}, { time: () => new Date(two.now - HOUR) })).toBe(false);
    two.resumes();
    two.now -= HOUR;
    expect(two.resumes()).toBe(false);
  });

  it('has an end in the first certificate’s', () => {
    const two = new Reunion();
    const end = serverCredentials.chain[0].notAfter.getTime();
    two.now = end - HOUR;
    const lifetimes: number[] = [];
    const observe = (event: TlsEvent) => {
      if (event.kind !== 'message' || event.message.kind !== 'new_session_ticket') return;
      lifetimes.push((event.message.value as { ticketLifetime: number }).ticketLifetime);
    };
    two.meet({ observe });
    expect(lifetimes).toEqual([3600, 3600]);
  });
});

describe('a session is kept for one host, port, protocol, policy and client', () => {
  const other = new SessionStore({ capacity: 1 });
  it.each<[string, (two: Reunion) => Parameters<Reunion['resumes']>]>([
    ['another port', (two) => [{ resumption: { sessions: two.sessions, port: 443 } }]],
    ['another store', () => [{ resumption: { sessions: other, port: 6443 } }]],
    ['other protocols', () => [{ alpn: ['h2'] }, { alpn: ['h2'] }]],
    ['no verification', () => [{ verification: { mode: 'dangerous-none' } }]],
    ['other credentials', () => [{ credentials: undefined as never }, { clientCertificate: { mode: 'none' } }]],
    ['no store', () => [{ resumption: undefined as never }]],
    ['TLS 1.2', () => [{ versions: ['TLSv1.2'] }]],
  ])('not for %s', (_, over) => {
    const two = new Reunion();
    two.resumes();
    const { size } = two.sessions;
    expect(two.resumes(...over(two))).toBe(false);
    // What was there is untouched: it may still be used where it was made.
    expect(two.sessions.size).toBeGreaterThanOrEqual(size);
    expect(two.resumes()).toBe(true);
  });

  it('agrees on the protocol again', () => {
    const two = new Reunion();
    const both = [{ alpn: ['h2', 'http/1.1'] }, { alpn: ['http/1.1'] }] as const;
    two.resumes(...both);
    expect(two.resumes(...both)).toBe(true);
    // The server now takes another one: not with this ticket.
    expect(two.resumes({ alpn: ['h2', 'http/1.1'] }, { alpn: ['h2'] })).toBe(false);
  });
});

describe('a resumed handshake that is meddled with', () => {
  const two = new Reunion();
  const sessions: Uint8Array[] = [];
  two.meet({ resumption: { sessions: two.sessions, port: 1, onSession: (one) => void sessions.push(one) } });
  const again = (by?: 'client' | 'server', flip = -1) => {
    const store = new SessionStore({ capacity: 1 });
    store.add(sessions[0]);
    let passed = 0;
    return two.meet({ groups: ['x25519'], resumption: { sessions: store, port: 1 } }, {}, (bytes, from) => {
      if (from !== by) return [bytes];
      const at = flip - passed;
      passed += bytes.length;
      if (at >= 0 && at < bytes.length) bytes[at] ^= 1;
      return [bytes];
    });
  };
  const honest = again();

  it.each(['client', 'server'] as const)('ends, or is no resumption, when a bit of the %s is flipped', (by) => {
    expect(honest.client.connection.session?.resumed).toBe(true);
    const sent = concat(...honest[by].sent);
    for (let at = 0; at < sent.length; at += isWholeTable ? 13 : 37) {
      // RFC 8446 §5.1: the version of a record means nothing.
      if (isMinorVersion(sent, at)) continue;
      const pair = again(by, at);
      const { client, server } = pair;
      // A record whose length has changed waits for more: then none comes.
      if (server.connection.session !== undefined) server.take(server.connection.close());
      pair.exchange();
      client.take(client.connection.endOfInput());
      expect(client.error ?? server.error, `${by} ${at}`).toBeDefined();
      for (const { error } of [client, server]) expect(error?.code).not.toBe('internal');
    }
  });
});

/** Whether the byte is the second one of a record's version. */
function isMinorVersion(sent: Uint8Array, place: number): boolean {
  for (let at = 0; at < sent.length; at += 5 + ((sent[at + 3] << 8) | sent[at + 4])) {
    if (place === at + 2) return true;
  }
  return false;
}

describe('misuse', () => {
  it('takes no options that are none', () => {
    const sessions = new SessionStore({ capacity: 1 });
    const keys = new TicketKeys([new Uint8Array(32).fill(1)]);
    const client = (resumption: object) => () =>
      new Pair(clientOptions({ resumption: resumption as never }), serverOptions());
    const server = (tickets: object) => () => new Pair(clientOptions(), serverOptions({ tickets: tickets as never }));
    const wrong = (argument: string) => expect.objectContaining({ name: 'UsageError', argument });
    expect(client({ port: 1 })).toThrow(wrong('resumption.sessions'));
    expect(client({ sessions, port: 65536 })).toThrow(wrong('resumption.port'));
    expect(client({ sessions, port: 1, early: true })).toThrow(wrong('resumption'));
    expect(server({ lifetime: 1 })).toThrow(wrong('tickets.keys'));
    expect(server({ keys, lifetime: 604_801 })).toThrow(wrong('tickets.lifetime'));
    expect(server({ keys, lifetime: 0 })).toThrow(wrong('tickets.lifetime'));
    expect(server({ keys, lifetime: 1, count: 256 })).toThrow(wrong('tickets.count'));
    expect(server({ keys, lifetime: 1, count: -1 })).toThrow(wrong('tickets.count'));
    expect(() => new SessionStore({ capacity: 0 })).toThrow(wrong('capacity'));
  });

  it('keeps no more than there is room for, the newest, and shows none of it', () => {
    const two = new Reunion();
    const sessions = new SessionStore({ capacity: 3 });
    const at = (port: number) => ({ resumption: { sessions, port } });
    two.resumes(at(1));
    two.resumes(at(2));
    expect(sessions.size).toBe(3);
    for (let i = 0; i < 4; i++) two.meet(at(3));
    expect(sessions.size).toBe(3);
    expect(two.resumes(at(1))).toBe(false);
    expect(JSON.stringify(sessions)).toBe('{}');
    sessions.clear();
    expect(sessions.size).toBe(0);
  });

  it('keeps four of one server, however many it sends', () => {
    const two = new Reunion();
    const sessions = new SessionStore({ capacity: 16 });
    for (let i = 0; i < 4; i++) {
      // A server that does not know its own tickets: each time a full handshake, and two more.
      two.meet(
        { resumption: { sessions, port: 1 } },
        { tickets: { keys: new TicketKeys([new Uint8Array(32).fill(i + 1)]), lifetime: 60 } },
      );
    }
    expect(sessions.size).toBeLessThanOrEqual(4);
  });

  it('resumes nothing for a client that a server of today would not let in', () => {
    const two = new Reunion();
    const server = { clientCertificate: { mode: 'require', ...JUDGED_BY, roots: [otherCa] } } as const;
    two.resumes();
    expect(two.meet({}, server).server.error).toMatchObject({ code: 'certificate-refused' });
  });
});
