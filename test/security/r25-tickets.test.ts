// Xor-el/TlsLib4Pascal#35, GnuTLS CVE-2020-13777: a ticket is good for the suite, name, protocol, client and policy that it was made for, and
// for nothing else; its key is never zero; 0-RTT is never on.

import { describe, expect, it } from 'vitest';
import { decode } from '../../src/codec/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { generateKey } from '../../src/keys/index.ts';
import { type ClientOptions, type ServerOptions, TicketKeys, type TlsEvent } from '../../src/tls/index.ts';
import { extensionType } from '../../src/tls/messages/extensions.ts';
import { MESSAGES } from '../../src/tls/tls13/messages.ts';
import { fixturePki, type Party } from '../fixtures/pki.ts';
import { JUDGED_BY } from '../judged.ts';
import { changingHello } from '../tls/hellos.ts';
import { ca, clientCredentials, otherCa } from '../tls/parties.ts';
import { DAY, Reunion } from '../tls/resumption/reunion.ts';

const NOBODY = { credentials: undefined as never } satisfies Partial<ClientOptions>;
const ANYONE = { clientCertificate: { mode: 'none' } } as const;
const ASKS = { clientCertificate: { mode: 'request', ...JUDGED_BY, roots: [ca] } } as const;

describe('a ticket resumes nothing', () => {
  it.each<[string, Partial<ServerOptions>, Partial<ServerOptions>]>([
    ['for a server that now asks for a certificate', ANYONE, ASKS],
    ['for a server that now requires one', ASKS, { clientCertificate: { mode: 'require', ...JUDGED_BY, roots: [ca] } }],
    ['for a server that no longer asks for one', {}, ANYONE],
    [
      'for a server with other roots',
      {},
      { clientCertificate: { mode: 'require', ...JUDGED_BY, roots: [ca, otherCa] } },
    ],
    ['for a server that takes other schemes', {}, { signatureSchemes: ['rsa_pss_rsae_sha256'] }],
    ['for a server with another ticket key', {}, { tickets: ticketsOf(new Uint8Array(32).fill(9)) }],
    ['for a server that hands out none', {}, { tickets: undefined as never }],
  ])('%s', (_, before, after) => {
    const two = new Reunion();
    expect(two.resumes({}, before)).toBe(false);
    expect(two.resumes({}, before)).toBe(true);
    expect(two.resumes({}, after)).toBe(false);
  });

  it('under another name', () => {
    const two = new Reunion();
    const both = { subject: 'apiserver', purpose: 'serverAuth', usage: ['digitalSignature'] } as const;
    const key = generateKey({ type: 'ec', curve: 'P-256', random: seededRandom('r25') });
    const pki = fixturePki({ validity: YEAR });
    const root = pki.authority('root', key);
    const server = pki.leaf(root, { ...both, key, names: 'DNS:one.test,DNS:two.test' });
    const credentials = { chain: [server.certificate], key };
    const roots = { verification: { mode: 'roots', ...JUDGED_BY, roots: [root.certificate] } } as const;
    const to = (dns: string) => two.resumes({ ...roots, name: { dns } }, { credentials });
    expect([to('one.test'), to('one.test'), to('two.test'), to('two.test'), to('one.test')]).toEqual(
      // What is kept for one name is not offered to another.
      [false, true, false, true, true],
    );
    // A client that would: the ticket of one name, told to the server with another.
    const pair = two.meet({ ...roots, name: { dns: 'one.test' } }, { credentials }, (bytes, from) => {
      const at = from === 'client' ? Buffer.from(bytes).indexOf('one.test') : -1;
      if (at >= 0) bytes.set(Buffer.from('two.test'), at);
      return [bytes];
    });
    expect(pair.server.connection.session).toBeUndefined();
    expect(pair.client.error ?? pair.server.error).toBeDefined();
  });
});

const YEAR = { notBefore: new Date('2030-01-01T00:00:00Z'), notAfter: new Date('2031-01-01T00:00:00Z') };
const ticketsOf = (key: Uint8Array) => ({ keys: new TicketKeys([key]), lifetime: 3600 });

describe('a ticket that is offered', () => {
  const behind = (count: number) =>
    changingHello(({ extensions }) => ({
      extensions: extensions?.map((one) => {
        if (one.kind !== 'pre_shared_key') return one;
        const { identities, binders } = one.value;
        const unknown = Array.from({ length: count }, () => ({ ...identities[0], identity: new Uint8Array(100) }));
        const value = {
          identities: [...unknown, ...identities],
          binders: [...unknown.map(() => new Uint8Array(32)), ...binders],
        };
        return { ...one, value };
      }),
    }));

  // Its binder is wrong now, which is told only of one that is tried.
  it.each([
    [3, true],
    [4, false],
    [100, false],
  ])('behind %i others is tried: %s', (count, tried) => {
    const two = new Reunion();
    two.meet();
    const { server } = two.meet({}, {}, behind(count));
    expect(server.error?.code === 'binder-wrong').toBe(tried);
    expect(server.error).toBeDefined();
  });

  it('is not sent where it would be longer than a ticket can be: a client with a long certificate', () => {
    const random = seededRandom('a long chain');
    const key = generateKey({ type: 'ec', curve: 'P-256', random });
    const pki = fixturePki({ validity: YEAR, random });
    const root = pki.authority('root', key);
    const names = Array.from({ length: 300 }, (_, i) => `DNS:${`${'a'.repeat(55)}.`.repeat(4)}a${i}`).join();
    const leaf = pki.leaf(root, { subject: 'long', purpose: 'clientAuth', usage: ['digitalSignature'], key, names });
    expect(leaf.certificate.der.length).toBeGreaterThan(2 ** 16);
    const two = new Reunion();
    const { client, server } = two
      .meet(
        { credentials: { chain: [leaf.certificate], key } },
        { clientCertificate: { mode: 'require', ...JUDGED_BY, roots: [root.certificate] } },
      )
      .talk();
    expect([client.error, server.error]).toEqual([undefined, undefined]);
    expect(two.sessions.size).toBe(0);
  });
});

describe('the client’s identity', () => {
  it('is the one that was proven when the ticket was made', () => {
    const two = new Reunion();
    two.meet();
    const { server } = two.meet();
    expect(server.connection.session).toMatchObject({ resumed: true });
    expect(server.connection.session?.peer?.leaf.der).toEqual(clientCredentials.chain[0].der);
  });

  it('missing where one is asked for: no ticket, and a full handshake each time', () => {
    const two = new Reunion();
    expect(two.resumes(NOBODY, ASKS)).toBe(false);
    expect(two.sessions.size).toBe(0);
    expect(two.resumes(NOBODY, ASKS)).toBe(false);
  });

  it('not asked for: there is none', () => {
    const two = new Reunion();
    two.meet({}, ANYONE);
    const { server } = two.meet({}, ANYONE);
    expect(server.connection.session).toMatchObject({ resumed: true, peer: undefined });
  });
});

describe('a resumed session is judged again', () => {
  const random = seededRandom('judged again');
  const start = new Date('2030-01-01T00:00:00Z');
  const days = (count: number) => ({ notBefore: start, notAfter: new Date(start.getTime() + count * DAY) });
  const pki = fixturePki({ validity: days(300), random });
  const key = generateKey({ type: 'ec', curve: 'P-256', random });
  // The leaf would be good for a year; who certified it is not.
  const brief = fixturePki({ validity: days(3), random }).authority('brief', key);
  const leaf = {
    subject: 'leaf',
    key,
    usage: ['digitalSignature'],
    names: 'DNS:kubernetes',
    validity: days(365),
  } as const;
  const of = ({ certificate, privateKey }: Party) => ({ chain: [certificate], key: privateKey });
  const server = of(pki.leaf(brief, { ...leaf, purpose: 'serverAuth' }));
  const client = of(pki.leaf(brief, { ...leaf, purpose: 'clientAuth' }));
  const roots = [brief.certificate];
  const tickets = (two: Reunion) => ({ tickets: { keys: two.keys, lifetime: 604_800 } });

  it('by the client: what it would not trust today it does not go on with', () => {
    const two = new Reunion();
    two.now = start.getTime() + 2 * DAY;
    const ours = { verification: { mode: 'roots', ...JUDGED_BY, roots } } as const;
    const theirs = { ...ANYONE, credentials: server, ...tickets(two) };
    expect([two.resumes(ours, theirs), two.resumes(ours, theirs)]).toEqual([false, true]);
    two.now += 2 * DAY;
    const events: TlsEvent[] = [];
    const pair = two.meet({ ...ours, observe: (event) => events.push(event) }, theirs);
    expect(pair.client.error).toMatchObject({ code: 'certificate-refused', alert: 'certificate_expired' });
    expect(helloOf(events)).not.toContain(PRE_SHARED_KEY);
  });

  it('by the server: a full handshake asks the client again, and refuses it', () => {
    const two = new Reunion();
    two.now = start.getTime() + 2 * DAY;
    const ours = { credentials: client, verification: { mode: 'dangerous-none' } } as const;
    const theirs = { clientCertificate: { mode: 'require', ...JUDGED_BY, roots }, ...tickets(two) } as const;
    expect([two.resumes(ours, theirs), two.resumes(ours, theirs)]).toEqual([false, true]);
    two.now += 2 * DAY;
    const events: TlsEvent[] = [];
    const pair = two.meet({ ...ours, observe: (event) => events.push(event) }, theirs);
    expect(helloOf(events)).toContain(PRE_SHARED_KEY);
    expect(pair.server.error).toMatchObject({ code: 'certificate-refused', alert: 'certificate_expired' });
  });
});

const PRE_SHARED_KEY = 41;
const EARLY_DATA = 42;
const helloOf = (events: readonly TlsEvent[]): number[] =>
  events.flatMap((event) => {
    if (event.kind !== 'message' || event.message.kind !== 'client_hello' || event.direction !== 'sent') return [];
    const { value } = decode(MESSAGES.client_hello.codec, event.bytes) as {
      value: { extensions?: readonly { kind: string }[] };
    };
    return (value.extensions ?? []).map(extensionType);
  });

describe('early data', () => {
  it('is never offered, and no ticket allows it', () => {
    const two = new Reunion();
    const events: TlsEvent[] = [];
    const observe = (event: TlsEvent) => void events.push(event);
    for (let i = 0; i < 3; i++) two.meet({ observe });
    const tickets = events.flatMap((event) =>
      event.kind === 'message' && event.message.kind === 'new_session_ticket' ? [event.message.value] : [],
    );
    expect(tickets).toHaveLength(4);
    for (const ticket of tickets) expect(ticket).toHaveProperty('extensions', []);
    expect(helloOf(events)).toContain(PRE_SHARED_KEY);
    expect(helloOf(events)).not.toContain(EARLY_DATA);
  });
});

describe('the key', () => {
  it('is never of zeros', () => {
    expect(() => new TicketKeys([new Uint8Array(32)])).toThrow(expect.objectContaining({ code: 'insecure' }));
  });
});
