// OpenSSL CVE-2025-66199 and its like: what a peer can make large or endless has a bound, and hits it before it costs.

import { describe, expect, it } from 'vitest';
import { type Bytes, concat } from '../../src/bytes/index.ts';
import { encode } from '../../src/codec/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { toSpki } from '../../src/keys/index.ts';
import { RSA_PKCS1_SHA256 } from '../../src/signatures/index.ts';
import { handshake, type TlsErrorCode } from '../../src/tls/index.ts';
import { HELLOS } from '../../src/tls/messages/hellos.ts';
import { suitesOf } from '../../src/tls/negotiation/suites.ts';
import { LAST_SEQUENCE, RecordReader, RecordWriter } from '../../src/tls/record/record-layer.ts';
import { type Certificate, encodedName, makeName, signTbs } from '../../src/x509/index.ts';
import { ca, clientCredentials, clientOptions, otherCa, Pair, serverOptions } from '../tls/parties.ts';
import { HELLO_REQUEST, Script } from '../tls/script.ts';
import { Script13 } from '../tls/script13.ts';

const script = new Script({ mutual: true });
const connectedClient = () => script.stage('client').hear(script.by('server'));
const u24 = (length: number) => [length >> 16, (length >> 8) & 0xff, length & 0xff];

describe('handshake messages', () => {
  // Each at the state that takes it: only the header is sent, and is enough.
  it.each([
    ['client_hello', 'server', 1, 131_396],
    ['server_hello', 'client', 2, 2 ** 12],
    ['certificate', 'client', 11, 100 * 2 ** 10],
    ['certificate_request', 'client', 13, 2 ** 17],
    ['client_key_exchange', 'server', 16, 2 + 2 ** 11],
    ['certificate_verify', 'server', 15, 4 + 2 ** 11],
  ] as const)('%s to the %s', (kind, role, type, most) => {
    const heard = script.by(role === 'client' ? 'server' : 'client');
    const stage = () =>
      script.stage(role).hear(
        heard.slice(
          0,
          heard.findIndex((line) => line.kind === kind),
        ),
      );
    const tooLarge = stage().say('handshake', new Uint8Array([type, ...u24(most + 1)]));
    expect(tooLarge.error).toMatchObject({ code: 'message-too-large', alert: 'illegal_parameter' });
    // One byte less is waited for (or, where none is allowed, taken).
    expect(stage().say('handshake', new Uint8Array([type, ...u24(most)])).error).toBeUndefined();
  });

  // RFC 5246 §7.2.2: a message that does not have its length is malformed.
  it.each([
    ['server_hello_done', 'client', 14, 1],
    ['finished', 'client', 20, 11],
    ['finished', 'client', 20, 13],
    ['finished', 'server', 20, 11],
    ['finished', 'server', 20, 13],
  ] as const)('%s to the %s has one length', (kind, role, type, length) => {
    const heard = script.by(role === 'client' ? 'server' : 'client');
    const before = heard.slice(
      0,
      heard.findIndex((line) => line.kind === kind),
    );
    const stage = script
      .stage(role)
      .hear(before)
      .say('handshake', new Uint8Array([type, ...u24(length), ...new Uint8Array(length)]));
    expect(stage.error).toMatchObject({ code: 'malformed-message', alert: 'decode_error' });
  });

  it('the longest ClientHello there can be is taken', () => {
    const hello = {
      ...{ clientVersion: 0x0303, random: new Uint8Array(32), sessionId: new Uint8Array(32) },
      // Unknown suites, and ours at the end.
      cipherSuites: [...new Array<number>(2 ** 15 - 2).fill(0x7a7b), 0x009c],
      compressionMethods: new Array<number>(255).fill(0),
      extensions: [
        { kind: 'renegotiation_info', value: { renegotiatedConnection: new Uint8Array() } },
        { kind: 'extended_master_secret', value: {} },
        { kind: 'signature_algorithms', value: [0x0401] },
        { kind: 'unknown', type: 0x7a7a, value: new Uint8Array(2 ** 16 - 1 - 5 - 4 - 8 - 4) },
      ],
    } as const;
    const bytes = encode(HELLOS.client_hello.codec, { kind: 'client_hello', value: hello });
    expect(bytes.length).toBe(4 + 131_396);
    const { server } = new Pair(clientOptions(), serverOptions());
    server.take(server.connection.start());
    const writer = new RecordWriter({ observe: undefined });
    server.take(server.connection.receive(writer.write('handshake', bytes)));
    expect(server.error).toBeUndefined();
    expect(server.connection.at).toBe('WAIT_CLIENT_CERTIFICATE');
  });

  it('certificates are counted before they are decoded', () => {
    const heard = script.by('server');
    const stage = script.stage('client').hear(heard.slice(0, 1));
    const certificateList = Array.from({ length: 17 }, () => new Uint8Array(1));
    stage.say('handshake', encode(handshake, { kind: 'certificate', value: { certificateList } }));
    expect(stage.error).toMatchObject({ code: 'too-many-certificates', alert: 'bad_certificate' });
  });
});

// Go CVE-2023-29409: whoever sends certificates has proven nothing yet, and has the other end verify their signatures.
describe('the work of verifying', () => {
  const { chain, key } = clientCredentials;
  const random = seededRandom('r24');
  const like = (of: Certificate, change: object): Certificate =>
    signTbs({ ...of.tbs, ...change }, key, RSA_PKCS1_SHA256, random);
  const keyOf = (modulus: bigint, publicExponent: bigint) => toSpki({ type: 'rsa', modulus, publicExponent });
  const withKey = (of: Certificate, modulusBits: bigint, exponentBits: bigint): Certificate =>
    like(of, { subjectPublicKeyInfo: keyOf(2n ** (modulusBits - 1n) + 1n, 2n ** (exponentBits - 1n) + 1n) });
  const shown = (...more: readonly Certificate[]) =>
    new Pair(clientOptions({ credentials: { chain: [chain[0], ...more], key } }), serverOptions()).handshake().server;

  it.each([
    [8193n, 17n],
    [16_384n, 17n],
    [2048n, 32n],
    [8192n, 256n],
  ])('a modulus of %i bits with an exponent of %i is not used, wherever in the chain', (modulusBits, exponentBits) => {
    const refused = { code: 'certificate-unsuitable', alert: 'unsupported_certificate' };
    expect(shown(withKey(ca, modulusBits, exponentBits)).error).toMatchObject(refused);
    const heard = script.by('client');
    const stage = script.stage('server').hear(heard.slice(0, 1));
    const certificateList = [withKey(chain[0], modulusBits, exponentBits).der];
    stage.say('handshake', encode(handshake, { kind: 'certificate', value: { certificateList } }));
    expect(stage.error).toMatchObject(refused);
  });

  it('up to these bounds it is, and does no harm that is not its own', () => {
    expect(shown(withKey(ca, 8192n, 31n)).error).toBeUndefined();
  });

  it('of many certificates that may have issued one another, few are tried', () => {
    const [one, other] = [otherCa.subject, chain[0].subject];
    const many = Array.from({ length: 15 }, (_, i) => {
      const [subject, issuer] = i % 2 === 0 ? [one, other] : [other, one];
      return like(ca, { subject, issuer, subjectPublicKeyInfo: keyOf(2n ** 2047n + 1n, BigInt(2 * i + 3)) });
    });
    const heard = script.by('client');
    const stage = script.stage('server').hear(heard.slice(0, 1));
    const certificateList = [like(chain[0], { issuer: one }), ...many].map(({ der }) => der);
    stage.say('handshake', encode(handshake, { kind: 'certificate', value: { certificateList } }));
    expect(stage.error?.code).toBe('certificate-refused');
    // Fewer than validation has by default: nobody here has proven anything yet.
    const limit = stage.error?.validation?.checks.find(({ code }) => code === 'signature-limit');
    expect(limit?.detail).toContain('after 32 signatures');
  });

  it('of many that issued one another in a circle, few paths are followed', () => {
    // Three certificates of each of five CAs, all of one key: few signatures, and 3 + 9 + … + 3⁵ paths, each of which is tried once more at its end.
    const named = ['a', 'b', 'c', 'd', 'e'].map((text) => encodedName(makeName(['CN', text])));
    const circle = named.flatMap((subject, i) =>
      [1n, 2n, 3n].map((serialNumber) => like(ca, { subject, issuer: named[(i + 1) % named.length], serialNumber })),
    );
    const stage = script.stage('server').hear(script.by('client').slice(0, 1));
    const certificateList = [like(chain[0], { issuer: named[0] }), ...circle].map(({ der }) => der);
    stage.say('handshake', encode(handshake, { kind: 'certificate', value: { certificateList } }));
    const limit = stage.error?.validation?.checks.find(({ code }) => code === 'path-limit');
    expect(limit?.detail).toContain('after 1000 steps');
  });
});

describe('records that bring nothing', () => {
  const endless = (say: (stage: ReturnType<typeof connectedClient>) => void) => {
    const stage = connectedClient();
    let count = 0;
    while (stage.error === undefined && count < 1000) {
      say(stage);
      count++;
    }
    expect(stage.error).toMatchObject({ code: 'too-many-useless-records', alert: 'unexpected_message' });
    expect(count).toBe(33);
  };

  it('warnings', () => endless((stage) => stage.say('alert', new Uint8Array([1, 100]))));
  it('HelloRequests', () => endless((stage) => stage.say('handshake', HELLO_REQUEST.plaintext)));
  it('empty application data', () => {
    const stage = connectedClient();
    for (let i = 0; i < 40; i++) {
      stage.say('application_data', new Uint8Array());
      if (i % 8 === 0) stage.say('application_data', new Uint8Array([i]));
    }
    // Real data between them is no attack.
    expect(stage.error).toBeUndefined();
    endless((stage) => stage.say('application_data', new Uint8Array()));
  });

  it('empty fragments of anything else are refused at once (RFC 5246 §6.2.1)', () => {
    for (const type of [20, 21, 22]) {
      const stage = script.stage('client');
      stage.take(stage.connection.receive(new Uint8Array([type, 3, 3, 0, 0])));
      expect(stage.error).toMatchObject({ code: 'empty-fragment', alert: 'unexpected_message' });
    }
  });
});

describe('in TLS 1.3', () => {
  const script13 = new Script13({ mutual: true });
  const connected13 = () =>
    script13.stage('client').hear(script13.by('server').filter(({ kind }) => kind !== 'key_update'));

  it.each([
    ['client', 0],
    ['client', 31],
    ['client', 33],
    ['client', 65],
    ['server', 31],
    ['server', 33],
  ] as const)('Finished to the %s has the length of the hash, and not %i bytes', (role, length) => {
    const heard = script13.by(role === 'client' ? 'server' : 'client');
    const at = heard.findIndex(({ kind }) => kind === 'finished');
    const finished = new Uint8Array([20, 0, 0, length, ...new Uint8Array(length)]);
    const stage = script13.stage(role).hear(heard.slice(0, at)).say('handshake', finished, 'handshake');
    expect(stage.error).toMatchObject({ code: 'malformed-message', alert: 'decode_error' });
  });

  it('ChangeCipherSpecs without end', () => {
    const stage = script13.stage('client').hear(script13.by('server').slice(0, 1));
    for (let i = 0; i < 40; i++) stage.say('change_cipher_spec', new Uint8Array([1]), 'clear');
    expect(stage.error).toMatchObject({ code: 'too-many-useless-records', alert: 'unexpected_message' });
  });

  it('tickets without end', () => {
    const ticket = new Uint8Array([4, 0, 0, 14, 0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 1, 7, 0, 0]);
    const stage = connected13();
    for (let i = 0; i < 40; i++) stage.say('handshake', ticket, 'application');
    expect(stage.error).toMatchObject({ code: 'too-many-useless-records', alert: 'unexpected_message' });
  });

  it('KeyUpdates without end', () => {
    const pair = new Pair(
      clientOptions({ ciphers: ['TLS_AES_128_GCM_SHA256'] }),
      serverOptions({ ciphers: ['TLS_AES_128_GCM_SHA256'] }),
    ).handshake();
    for (let i = 0; i < 40 && pair.server.error === undefined; i++) {
      pair.client.take(pair.client.connection.updateKeys({ peer: false }));
      pair.exchange();
    }
    expect(pair.server.error).toMatchObject({ code: 'too-many-useless-records', alert: 'unexpected_message' });
  });
});

describe('records', () => {
  it('longer than the RFC allows are refused by their header', () => {
    const stage = script.stage('client');
    stage.take(stage.connection.receive(new Uint8Array([22, 3, 3, 0x40, 0x01])));
    expect(stage.error).toMatchObject({ code: 'record-overflow', alert: 'record_overflow' });
    const connected = connectedClient();
    connected.take(connected.connection.receive(new Uint8Array([23, 3, 3, 0x48, 0x01])));
    expect(connected.error).toMatchObject({ code: 'record-overflow', alert: 'record_overflow' });
  });

  it('with more plaintext than the RFC allows are refused', () => {
    const [suite] = suitesOf(['TLS_RSA_WITH_AES_128_GCM_SHA256'], 'name').tls12;
    const keys = { macKey: new Uint8Array(), key: new Uint8Array(16), fixedIv: new Uint8Array(4) };
    const protection = suite.bulk.protection(keys, { encryptThenMac: false, random: seededRandom('') });
    const fragment = protection.seal(0, 23, new Uint8Array(2 ** 14 + 1));
    const reader = new RecordReader({ observe: undefined });
    reader.install(protection);
    reader.push(concat(new Uint8Array([23, 3, 3, fragment.length >> 8, fragment.length & 0xff]), fragment));
    expect(() => reader.next(() => true)).toThrow(
      expect.objectContaining({ code: 'record-overflow' satisfies TlsErrorCode }),
    );
  });
});

describe('sequence numbers', () => {
  const record = new RecordWriter({ observe: undefined }).write('application_data', new Uint8Array([1]));
  const refused = expect.objectContaining({ code: 'sequence-exhausted', alert: 'internal_error' });
  const reading = (sequence: number): Bytes | undefined => {
    const reader = new RecordReader({ observe: undefined, sequence });
    reader.push(record);
    return reader.next(() => true)?.plaintext;
  };

  it('end before they would repeat, for what is read', () => {
    expect(reading(LAST_SEQUENCE - 1)).toEqual(new Uint8Array([1]));
    expect(() => reading(LAST_SEQUENCE)).toThrow(refused);
  });

  it('and for what is written, but for the alert that says so', () => {
    const writer = new RecordWriter({ observe: undefined, sequence: LAST_SEQUENCE - 1 });
    writer.write('application_data', new Uint8Array([1]));
    expect(() => writer.write('application_data', new Uint8Array([1]))).toThrow(refused);
    expect(writer.write('alert', new Uint8Array([2, 80])).length).toBe(7);
  });
});
