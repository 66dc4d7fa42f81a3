// wolfSSL CVE-2020-24613 and CVE-2022-25640 (a certificate without its CertificateVerify), Selfie (2019): nobody passes without proof. A
// certificate comes with its signature, a PSK with its binder, and HelloRetryRequest comes once.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bytes, concat } from '../../src/bytes/index.ts';
import { decode, encode } from '../../src/codec/index.ts';
import { createServer, TicketKeys, type TlsEvent, tlsRecord } from '../../src/tls/index.ts';
import type { ClientHelloExtension } from '../../src/tls/messages/extensions.ts';
import { type ClientHello, HELLOS, type ServerHello } from '../../src/tls/messages/hellos.ts';
import { runsOf } from '../property-runs.ts';
import { End, serverOptions } from '../tls/parties.ts';
import { Reunion } from '../tls/resumption/reunion.ts';
import { peerOf } from '../tls/script.ts';
import { Script13 } from '../tls/script13.ts';

const mutual = new Script13({ mutual: true });
const retried = new Script13({ mutual: true, retry: true });

describe('a certificate without its CertificateVerify', () => {
  it.each(['client', 'server'] as const)('gets nowhere with the %s', (role) => {
    const lines = mutual.by(peerOf(role)).filter(({ kind }) => kind !== 'certificate_verify');
    const stage = mutual.stage(role).hear(lines);
    expect(stage.error).toMatchObject({ code: 'unexpected-message', alert: 'unexpected_message' });
    expect(stage.connection.session).toBeUndefined();
  });
});

describe('HelloRetryRequest', () => {
  it('comes once', () => {
    const [retry] = retried.by('server');
    const stage = retried.stage('client').hear([retry, retry]);
    expect(stage.error).toMatchObject({ code: 'unexpected-message' });
  });
});

/** A ClientHello that offers a ticket, and what a server needs to take it. */
function offered() {
  const two = new Reunion();
  two.meet();
  let first: Bytes | undefined;
  two.meet({}, {}, (bytes, from) => {
    if (from === 'client') first ??= bytes;
    return [];
  });
  const record = decode(tlsRecord, first!);
  const { value } = decode(HELLOS.client_hello.codec, record.fragment) as { value: ClientHello };
  return { two, hello: value, fragment: record.fragment };
}
const sample = offered();

/** What a server that hands out tickets makes of a ClientHello. */
function hear(fragment: Uint8Array, keys: TicketKeys = sample.two.keys) {
  const events: TlsEvent[] = [];
  const end = new End(
    createServer(
      serverOptions({
        ciphers: undefined as never,
        tickets: { keys, lifetime: 86_400 },
        observe: (event) => events.push(event),
      }),
    ),
  );
  end.take(end.connection.start());
  end.take(end.connection.receive(encode(tlsRecord, { type: 22, version: 0x0301, fragment })));
  const answer = events.find((event) => event.kind === 'message' && event.message.kind === 'server_hello');
  const { extensions = [] } = ((answer?.kind === 'message' && answer.message.value) || {}) as Partial<ServerHello>;
  return { error: end.error, isResumed: extensions.some(({ kind }) => kind === 'pre_shared_key') };
}
const encoded = (value: ClientHello) => encode(HELLOS.client_hello.codec, { kind: 'client_hello', value });
const changed = (change: (extensions: readonly ClientHelloExtension[]) => readonly ClientHelloExtension[]) =>
  encoded({ ...sample.hello, extensions: change(sample.hello.extensions!) });
const withPsk = (change: (psk: Extract<ClientHelloExtension, { kind: 'pre_shared_key' }>['value']) => object) =>
  changed((all) =>
    all.map((one) => (one.kind === 'pre_shared_key' ? { ...one, value: change(one.value) as typeof one.value } : one)),
  );

describe('a PSK', () => {
  it('is taken with its binder', () => {
    expect(hear(sample.fragment)).toEqual({ error: undefined, isResumed: true });
  });

  it('with another binder ends the connection (RFC 8446 §4.2.11)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 32 * 8 - 1 }), (bit) => {
        const fragment = sample.fragment.slice();
        fragment[fragment.length - 1 - (bit >> 3)] ^= 1 << (bit & 7);
        expect(hear(fragment).error).toMatchObject({ code: 'binder-wrong', alert: 'decrypt_error' });
      }),
      runsOf(0.3),
    );
  });

  it('with the binder of another ClientHello ends it too, whatever differs', () => {
    const { random } = sample.hello;
    for (const at of [0, 31]) {
      const other = encoded({ ...sample.hello, random: random.with(at, random[at] ^ 1) as Bytes });
      expect(hear(other).error).toMatchObject({ code: 'binder-wrong' });
    }
    const older = withPsk(({ identities: [one], ...rest }) => ({
      identities: [{ ...one, obfuscatedTicketAge: (one.obfuscatedTicketAge ^ 1) >>> 0 }],
      ...rest,
    }));
    expect(hear(older).error).toMatchObject({ code: 'binder-wrong' });
  });

  it('has one binder, at the very end', () => {
    const twice = withPsk(({ identities, binders }) => ({ identities, binders: [...binders, ...binders] }));
    expect(hear(twice).error).toMatchObject({ code: 'binder-wrong', alert: 'illegal_parameter' });
    const first = changed((all) => [all.at(-1)!, ...all.slice(0, -1)]);
    expect(hear(first).error).toMatchObject({ code: 'not-offered', alert: 'illegal_parameter' });
    const modeless = changed((all) => all.filter(({ kind }) => kind !== 'psk_key_exchange_modes'));
    expect(hear(modeless).error).toMatchObject({ code: 'extension-missing', alert: 'missing_extension' });
  });

  it('is not taken without (EC)DHE (psk_ke)', () => {
    const bare = changed((all) =>
      all.map((one) => (one.kind === 'psk_key_exchange_modes' ? { ...one, value: [0] } : one)),
    );
    expect(hear(bare)).toEqual({ error: undefined, isResumed: false });
  });

  it('that is not ours is passed over, and the next is looked at', () => {
    const behind = withPsk(({ identities: [one], binders: [binder] }) => ({
      identities: [{ ...one, identity: new Uint8Array(100) }, one],
      binders: [binder, binder],
    }));
    // Ours is found behind the other; its binder is of another ClientHello.
    expect(hear(behind).error).toMatchObject({ code: 'binder-wrong' });
    const none = withPsk(({ identities: [one], binders }) => ({
      identities: [{ ...one, identity: new Uint8Array(100) }],
      binders,
    }));
    expect(hear(none)).toEqual({ error: undefined, isResumed: false });
  });
});

describe('a session with oneself', () => {
  it('there is not: what a client says is nothing that a client hears', () => {
    const { client } = sample.two.meet({}, {}, (bytes, from) => (from === 'server' ? [] : [bytes]));
    client.take(client.connection.receive(concat(client.sent[0])));
    expect(client.error).toMatchObject({ code: 'unexpected-message' });
  });

  it('nor with a server that did not make the ticket, though it is of the same house', () => {
    const other = new TicketKeys([new Uint8Array(32).fill(3)]);
    expect(hear(sample.fragment, other)).toEqual({ error: undefined, isResumed: false });
  });
});

describe('a server', () => {
  /** Changes the extensions of ServerHello on its way. */
  const answering = (change: (extensions: NonNullable<ServerHello['extensions']>) => ServerHello['extensions']) => {
    let isFirst = true;
    return (bytes: Uint8Array, from: 'client' | 'server'): readonly Uint8Array[] => {
      if (from === 'client' || !isFirst || bytes.length === 0) return [bytes];
      isFirst = false;
      const end = 5 + ((bytes[3] << 8) | bytes[4]);
      const { value } = decode(HELLOS.server_hello.codec, bytes.subarray(5, end)) as { value: ServerHello };
      const hello = { ...value, extensions: change(value.extensions!) };
      const fragment = encode(HELLOS.server_hello.codec, { kind: 'server_hello', value: hello });
      return [encode(tlsRecord, { type: 22, version: 0x0303, fragment }), bytes.subarray(end)];
    };
  };
  const claim = (selectedIdentity: number) =>
    answering((extensions) => [...extensions, { kind: 'pre_shared_key', value: { selectedIdentity } }]);
  const stranger = { tickets: { keys: new TicketKeys([new Uint8Array(32).fill(3)]), lifetime: 60 } };

  it('that claims a PSK which it does not have says nothing that the client can read', () => {
    const two = new Reunion();
    two.meet();
    const { client } = two.meet({}, stranger, claim(0));
    expect(client.error).toMatchObject({ code: 'bad-record-mac' });
  });

  it('that chooses a PSK which was not offered is refused', () => {
    const two = new Reunion();
    two.meet();
    expect(two.meet({}, stranger, claim(1)).client.error).toMatchObject({ code: 'not-offered' });
    const { client } = new Reunion().meet({}, {}, claim(0));
    expect(client.error).toMatchObject({ code: 'unsolicited-extension', alert: 'unsupported_extension' });
  });
});
