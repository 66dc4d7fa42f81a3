/** RFC 8448's traces, §3 to §7: as data, and as what our two ends hear and say. */
import { describe, expect, it } from 'vitest';
import { modInverse } from '../../../src/bigint/index.ts';
import {
  type Bytes,
  bytesToHex,
  concat,
  hexToBytes,
  i2osp,
  os2ip,
  type Random,
  systemRandom,
} from '../../../src/bytes/index.ts';
import { p256, x25519 } from '../../../src/ec/index.ts';
import { mgf1, sha256 } from '../../../src/hash/index.ts';
import { RsaPrivateKey, rsaep, signPss } from '../../../src/rsa/index.ts';
import { CLIENT } from '../../../src/tls/client/client.ts';
import { createServer, TlsConnection } from '../../../src/tls/index.ts';
import { type Effect, Entry, Machine, on } from '../../../src/tls/machine.ts';
import { Transcript } from '../../../src/tls/messages/transcript.ts';
import { clientSettings, type ServerSettings, type Settings, serverSettings } from '../../../src/tls/options.ts';
import { PeerVerified } from '../../../src/tls/proofs.ts';
import { CONTENT } from '../../../src/tls/record/records.ts';
import { certificatesOf } from '../../../src/tls/tls13/authentication.ts';
import { CLIENT as CLIENT13 } from '../../../src/tls/tls13/client.ts';
import { messageHash, negotiated13, protectionUnder } from '../../../src/tls/tls13/handshake-keys.ts';
import { EarlySecret } from '../../../src/tls/tls13/key-schedule.ts';
import { MESSAGES, type MessageValue } from '../../../src/tls/tls13/messages.ts';
import { SERVER as SERVER13 } from '../../../src/tls/tls13/server.ts';
import vectors from '../../../vectors/rfc8448.json' with { type: 'json' };
import { clientOptions, End, serverOptions } from '../parties.ts';
import { groupOf, type Section, type Side, SUITE, Trace } from './trace.ts';

const simple = new Trace('3');
const TRACES: Readonly<Record<Section, Trace>> = {
  3: simple,
  4: new Trace('4', simple.psk),
  5: new Trace('5'),
  6: new Trace('6'),
  7: new Trace('7'),
};
const hexOf = (trace: Trace, name: Parameters<typeof trace.secrets.get>[0]) => bytesToHex(trace.secrets.get(name)!);

const { modulus, publicExponent, privateExponent, prime1, prime2 } = vectors.serverRsaKey;
const number = (hex: string): bigint => BigInt(`0x${hex}`);
const [p, q, d] = [prime1, prime2, privateExponent].map(number);
const SERVER_KEY = new RsaPrivateKey({
  ...{ modulus: number(modulus), publicExponent: number(publicExponent), privateExponent: d, prime1: p, prime2: q },
  ...{ exponent1: d % (p - 1n), exponent2: d % (q - 1n), coefficient: modInverse(q, p) },
});
/** RFC 8446 §4.2.3, rsa_pss_rsae_sha256. */
const PSS = { hash: sha256, mgfHash: sha256, saltLength: sha256.outputLength } as const;

/** RFC 8017 §9.1.2, steps 5 to 11: the salt in an encoded message. */
function saltOf(key: RsaPrivateKey, signature: Uint8Array): Bytes {
  const length = signature.length;
  const encoded = i2osp(rsaep(key, os2ip(signature)), length);
  const block = encoded.slice(0, length - PSS.saltLength - 1);
  const hash = encoded.slice(block.length, -1);
  const mask = mgf1(sha256, hash, block.length);
  return block.map((byte, i) => byte ^ mask[i]).slice(-PSS.saltLength);
}

/** What is drawn first is given; what follows, for blinding, is not seen in the result. */
function beginningWith(first: Bytes): Random {
  let drawn = 0;
  return { source: 'system', bytes: (length) => (drawn++ === 0 ? first : systemRandom.bytes(length)) };
}

describe('as data', () => {
  // `Trace` checks each message, signature, binder, Finished and record on the way.
  it.each<[Section, string]>([
    [
      '3',
      'client_hello server_hello encrypted_extensions certificate certificate_verify finished finished new_session_ticket',
    ],
    ['4', 'client_hello server_hello encrypted_extensions finished end_of_early_data finished'],
    [
      '5',
      'client_hello hello_retry_request client_hello server_hello encrypted_extensions certificate certificate_verify finished finished',
    ],
    [
      '6',
      'client_hello server_hello encrypted_extensions certificate_request certificate certificate_verify finished certificate certificate_verify finished',
    ],
    ['7', 'client_hello server_hello encrypted_extensions certificate certificate_verify finished finished'],
  ])('§%s: %s', (section, kinds) => {
    const { messages, records } = TRACES[section];
    expect(messages.map(({ kind }) => kind).join(' ')).toBe(kinds);
    // Each side ends with close_notify.
    for (const by of ['client', 'server'] as const) {
      const last = TRACES[section].by(by).at(-1)!;
      expect([last.content, [...last.plaintext]]).toEqual([CONTENT.alert, [1, 0]]);
    }
    const data = records.filter(({ content, isProtected }) => isProtected && content === CONTENT.application_data);
    const early = section === '4' ? ['414243444546'] : [];
    const counted = bytesToHex(Uint8Array.from({ length: 50 }, (_, i) => i));
    const expected = section === '3' || section === '4' ? [...early, counted, counted] : [];
    expect(data.map(({ plaintext }) => bytesToHex(plaintext))).toEqual(expected);
  });

  it('the secrets that §3 prints', () => {
    const { secrets } = simple;
    expect(secrets.size).toBe(9);
    expect(hexOf(simple, 'handshake_secret')).toBe('1dc826e93606aa6fdc0aadc12f741b01046aa6b99f691ed221a9f0ca043fbeac');
    expect(hexOf(simple, 'master_secret')).toBe('18df06843d13a08bf2a449844c5f8a478001bc4d4c627984d5a41da8d0402919');
    expect(bytesToHex(simple.psk!)).toBe('4ecd0eb6ec3b4d87f5d6028f922ca4c5851a277fd41311c9e62d2c9492e1c4f3');
  });

  // §4 has none; those of §6 are made with keys that the RFC does not tell.
  it.each<Section>(['3', '5', '7'])('§%s: the signature of the RSA key of §2, made again with its salt', (section) => {
    const made = TRACES[section].signatures.filter(({ by, scheme }) => by === 'server' && scheme.startsWith('rsa_pss'));
    for (const { content, signature } of made) {
      const salt = saltOf(SERVER_KEY, signature);
      expect(bytesToHex(signPss(PSS, SERVER_KEY, content, beginningWith(salt)))).toBe(bytesToHex(signature));
    }
    expect(made).toHaveLength(1);
  });

  it('and no record opens where the other trace’s PSK is meant', () => {
    expect(() => new Trace('4', new Uint8Array(32))).toThrow();
  });
});

const NO_SESSION = { session: undefined, session12: undefined };

/** An end that starts in the middle: its START leads to that state, with these effects. */
function staged<S extends Settings>(role: Side, settings: S, next: Entry, effects: readonly Effect[] = []): End {
  const table = { START: { start: () => ({ next, effects }) } };
  const entry = Entry.into(table as never, { at: 'START' } as never);
  const end = new End(new TlsConnection(role, new Machine(entry, settings), settings));
  return end.take(end.connection.start());
}

/** A client that has said the trace's last ClientHello, with its keys. */
function clientOf(trace: Trace): End {
  const settings = clientSettings({
    ...clientOptions({ ciphers: [SUITE.name], groups: ['x25519', 'secp256r1'], name: { dns: 'server' } }),
    // The certificates of the traces have keys of 1024 bits.
    verification: { mode: 'dangerous-none' },
    credentials: undefined as never,
  });
  const { message } = trace.find('client_hello');
  if (message.kind !== 'client_hello') throw new Error('unreachable');
  const shares = trace.clientKeys.map((key) => ({
    group: groupOf(key),
    share: {
      publicValue: new Uint8Array(),
      agree: (peer: Uint8Array): Bytes =>
        (key.group === 'x25519' ? x25519 : p256).ecdh(hexToBytes(key.privateKey), peer),
    },
  }));
  const offer = { hello: message.value, shares, ...NO_SESSION };
  const [first] = trace.messages;
  const retry = trace.find('hello_retry_request');
  const state =
    retry === undefined
      ? { at: 'WAIT_SERVER_HELLO', offer, transcript: Transcript.EMPTY.add(first.bytes) }
      : {
          at: 'WAIT_SECOND_SERVER_HELLO',
          ...{ offer, suite: SUITE },
          transcript: Transcript.EMPTY.hashedBy(sha256)
            .add(messageHash(sha256, first.bytes))
            .add(retry.bytes)
            .add(trace.find('client_hello').bytes),
        };
  const table = retry === undefined ? CLIENT : CLIENT13;
  const version = retry === undefined ? undefined : 'TLSv1.3';
  return staged('client', settings, Entry.into(table as never, state as never, version));
}

/** Lets the end say what it says in the trace once it is connected, and hear the rest. */
function play(end: End, trace: Trace, role: Side): End {
  const peer = role === 'client' ? 'server' : 'client';
  const [, ...after] = splitAtHellos(trace);
  for (const { by, bytes, content, plaintext, isProtected } of after) {
    const { connection } = end;
    if (by === peer) {
      if (role === 'client' || isProtected || content === CONTENT.change_cipher_spec) {
        end.take(connection.receive(bytes));
      }
    } else if (content === CONTENT.application_data) end.take(connection.write(plaintext));
    else if (content === CONTENT.alert) end.take(connection.close());
  }
  return end;
}

/** The last ClientHello, and what follows it. */
function splitAtHellos({ records }: Trace): Trace['records'] {
  const last = records.findLastIndex(
    ({ by, content, plaintext }) => by === 'client' && content === CONTENT.handshake && plaintext[0] === 1,
  );
  return records.slice(last);
}
/** What a side says from then on. */
const saidBy = (trace: Trace, side: Side): Bytes =>
  concat(
    ...splitAtHellos(trace)
      .slice(1)
      .filter(({ by }) => by === side)
      .map(({ bytes }) => bytes),
  );

describe('our client hears the server of the trace', () => {
  it.each(['3', '5', '7'] as const)('§%s, and says the same, byte by byte', (section) => {
    const trace = TRACES[section];
    const end = play(clientOf(trace), trace, 'client');
    expect(end.error).toBeUndefined();
    expect(bytesToHex(concat(...end.sent))).toBe(bytesToHex(saidBy(trace, 'client')));
    expect(end.kinds).toContain('secured');
    expect(end.connection.at).toBe('CLOSED');
    if (section === '3') expect(end.plaintext).toEqual(Uint8Array.from({ length: 50 }, (_, i) => i));
  });

  it('§6, where it is asked for a certificate that it does not have', () => {
    const end = play(clientOf(TRACES[6]), TRACES[6], 'client');
    expect(end.error).toBeUndefined();
    expect(end.kinds).toEqual(['send', 'secured', 'send', 'end']);
  });

  it.each(['3', '5', '6', '7'] as const)('§%s with any bit of the flight changed ends', (section) => {
    const trace = TRACES[section];
    const flight = trace.by('server').filter(({ isProtected }) => isProtected)[0];
    for (let at = 5; at < flight.bytes.length; at += 61) {
      const bytes = flight.bytes.slice();
      bytes[at] ^= 1;
      const changed = Object.create(trace, {
        records: { value: trace.records.map((one) => (one === flight ? { ...one, bytes } : one)) },
      }) as Trace;
      const end = clientOf(changed);
      for (const { by, bytes: heard } of splitAtHellos(changed)) {
        if (by === 'server') end.take(end.connection.receive(heard));
      }
      expect(end.error).toMatchObject({ code: 'bad-record-mac' });
    }
  });
});

/** §6's client has a certificate with a key of 1024 bits: it is not judged here, only its proof is. */
const certificateNotJudged = on(
  MESSAGES.certificate,
  (state: object, { value, bytes }: { value: MessageValue<'certificate'>; bytes: Bytes }) => {
    const client = PeerVerified.check(certificatesOf(value), { mode: 'dangerous-none' }, undefined);
    const transcript = (state as { transcript: Transcript }).transcript.add(bytes);
    return { next: { ...state, at: 'WAIT_CERTIFICATE_VERIFY', client, transcript }, effects: [] };
  },
);

/** After the client's Finished, the trace's ticket, which only its maker can open. */
function finishedThen(ticket: Uint8Array | undefined) {
  const { finished } = SERVER13.WAIT_FINISHED.messages!;
  const handle = (state: never, message: never, settings: ServerSettings) => {
    const step = finished.handle(state, message, settings);
    if ('request' in step) throw new Error('asks for a key');
    const sent = ticket === undefined ? [] : [{ kind: 'send', bytes: ticket } as const];
    return { ...step, effects: [...step.effects, ...sent] };
  };
  return { ...finished, handle };
}

/** A server that says the trace's flight, and has its keys. */
function serverOf(trace: Trace): End {
  const settings = serverSettings(serverOptions({ ciphers: [SUITE.name] }));
  const secret = EarlySecret.from(sha256, undefined).handshake(trace.sharedSecret());
  const handshake = secret.traffic(trace.helloAndAnswer.digest());
  const master = secret.master();
  const application = master.application(trace.flightTranscript.digest());
  const agreed = { suite: SUITE, group: groupOf(trace.serverKey) };
  const hasAsked = trace.find('certificate_request') !== undefined;
  const state = {
    at: hasAsked ? 'WAIT_CLIENT_CERTIFICATE' : 'WAIT_FINISHED',
    ...{ agreed, negotiated: negotiated13(agreed, {}), master, handshake: handshake.client, application },
    ...{ transcript: trace.flightTranscript, tickets: undefined, own: undefined, isResumed: false, client: undefined },
  };
  const said = trace.messages.filter(({ by, kind }) => by === 'server' && kind !== 'new_session_ticket');
  const [hello, ...flight] = said.filter(({ kind }) => kind !== 'hello_retry_request');
  const hasCompatibility = trace.by('server').some(({ content }) => content === CONTENT.change_cipher_spec);
  const effects: Effect[] = [
    { kind: 'send', bytes: hello.bytes },
    ...(hasCompatibility ? [{ kind: 'change-cipher-spec' } as const] : []),
    { kind: 'protect-writing', protection: protectionUnder(handshake.server, SUITE) },
    { kind: 'send', bytes: concat(...flight.map(({ bytes }) => bytes)) },
    { kind: 'protect-writing', protection: protectionUnder(application.server, SUITE) },
    { kind: 'protect-reading', protection: protectionUnder(handshake.client, SUITE) },
  ];
  const table = {
    ...SERVER13,
    WAIT_CLIENT_CERTIFICATE: { messages: { certificate: certificateNotJudged } },
    WAIT_FINISHED: {
      ...SERVER13.WAIT_FINISHED,
      messages: { finished: finishedThen(trace.find('new_session_ticket')?.bytes) },
    },
  };
  return staged('server', settings, Entry.into(table as never, state as never, 'TLSv1.3'), effects);
}

describe('our server hears the client of the trace', () => {
  it.each(['3', '5', '6', '7'] as const)('§%s, and says the same, byte by byte', (section) => {
    const trace = TRACES[section];
    const end = play(serverOf(trace), trace, 'server');
    expect(end.error).toBeUndefined();
    expect(bytesToHex(concat(...end.sent))).toBe(bytesToHex(saidBy(trace, 'server')));
    expect(end.kinds).toContain('secured');
    expect(end.connection.at).toBe('CLOSED');
    expect(end.connection.session?.peer?.leaf.serialNumber).toEqual(section === '6' ? 1n : undefined);
    if (section === '3') expect(end.plaintext).toEqual(Uint8Array.from({ length: 50 }, (_, i) => i));
  });

  it('§4’s early data is passed over: it opens under none of our keys', () => {
    const trace = TRACES[4];
    const end = new End(createServer(serverOptions({ ciphers: [SUITE.name], groups: ['x25519'] })));
    end.take(end.connection.start());
    const [hello, early] = trace.by('client');
    end.take(end.connection.receive(hello.bytes)).take(end.connection.receive(early.bytes));
    // Its ticket is another's: a full handshake, for which the client has no more to say here.
    expect(end.error).toBeUndefined();
    expect(end.connection.at).toBe('WAIT_CLIENT_CERTIFICATE');
  });
});
