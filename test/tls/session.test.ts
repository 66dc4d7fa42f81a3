/** A whole session as property: however its bytes are cut, and whatever bit of it is changed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bytes, bytesToHex, concat } from '../../src/bytes/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { type CipherSuiteName, RSA_CIPHER_SUITES } from '../../src/tls/index.ts';
import { JUDGED_BY } from '../judged.ts';
import { runsOf } from '../property-runs.ts';
import { ca, clientOptions, Pair, serverOptions, type Transport } from './parties.ts';
import type { Role } from './script.ts';

/** With RSA key transport, with ECDHE, and in TLS 1.3. */
const SUITES = [
  ...RSA_CIPHER_SUITES,
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
] as const;

interface Setting {
  readonly suite: CipherSuiteName;
  readonly mutual: boolean;
  readonly encryptThenMac: boolean;
}
const settings: fc.Arbitrary<Setting> = fc.record({
  suite: fc.constantFrom(...SUITES),
  mutual: fc.boolean(),
  encryptThenMac: fc.boolean(),
});
const QUESTION = new Uint8Array(300).fill(0x3f);
const ANSWER = new Uint8Array(20_000).fill(0x21);

/** The same seeds each time, so that only the transport makes a difference. */
function session({ suite, mutual, encryptThenMac }: Setting, transport?: Transport): Pair {
  const common = { ciphers: [suite], encryptThenMac };
  return new Pair(
    clientOptions({ ...common, random: seededRandom('session client') }),
    serverOptions({
      ...common,
      random: seededRandom('session server'),
      clientCertificate: mutual ? { mode: 'require', ...JUDGED_BY, roots: [ca] } : { mode: 'none' },
    }),
    transport,
  );
}

/** Says what there is to say, as long as the session lasts; then the transport ends. */
function run(pair: Pair): Pair {
  pair.handshake();
  const { client, server } = pair;
  if (client.connection.session !== undefined) client.take(client.connection.write(QUESTION));
  pair.exchange();
  if (server.connection.session !== undefined) server.take(server.connection.write(ANSWER));
  pair.exchange();
  // Who has no session yet has nothing to close: it waits for more, and learns that none will come.
  if (client.connection.session !== undefined) client.take(client.connection.close());
  pair.exchange();
  if (server.connection.session !== undefined) server.take(server.connection.close());
  pair.exchange();
  client.take(client.connection.endOfInput());
  server.take(server.connection.endOfInput());
  return pair;
}

const bytesOf = ({ client, server }: Pair) => ({ client: concat(...client.sent), server: concat(...server.sent) });

/** The same as text, which is compared quickly. */
const hexOf = (pair: Pair): string[] => Object.values(bytesOf(pair)).map(bytesToHex);

/** Cuts what it is given, and holds back some for the next piece. */
function cutter(sizes: readonly number[]): Transport {
  let turn = 0;
  return (bytes) => {
    const pieces: Bytes[] = [];
    for (let at = 0; at < bytes.length; ) pieces.push(bytes.slice(at, (at += sizes[turn++ % sizes.length])));
    return pieces;
  };
}

describe('properties', () => {
  it('is the same however its bytes are cut', () => {
    fc.assert(
      fc.property(settings, fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1 }), (setting, sizes) => {
        const whole = run(session(setting));
        const cut = run(session(setting, cutter(sizes)));
        expect([cut.client.error, cut.server.error]).toEqual([undefined, undefined]);
        expect(hexOf(cut)).toEqual(hexOf(whole));
        expect(Buffer.compare(cut.server.plaintext, QUESTION)).toBe(0);
        expect(Buffer.compare(cut.client.plaintext, ANSWER)).toBe(0);
      }),
      runsOf(0.1),
    );
  });

  it.each(SUITES)('is the same byte by byte: %s', (suite) => {
    const setting = { suite, mutual: true, encryptThenMac: false };
    const cut = run(session(setting, cutter([1])));
    expect([cut.client.error, cut.server.error]).toEqual([undefined, undefined]);
    expect(hexOf(cut)).toEqual(hexOf(run(session(setting))));
  });

  it('is the same when records are joined: everything that one end says comes at once', () => {
    const setting = { suite: RSA_CIPHER_SUITES[0], mutual: true, encryptThenMac: true };
    const { client, server } = run(session(setting));
    // Both flights of a client fit into one piece each; here all of its session goes into one.
    const replayed = session(setting).server;
    replayed.take(replayed.connection.start());
    replayed.take(replayed.connection.receive(concat(...client.sent)));
    expect(replayed.error).toBeUndefined();
    expect(replayed.plaintext).toEqual(server.plaintext);
  });

  it('ends in an error when a bit is flipped, and never in other plaintext', () => {
    const honest = new Map<string, Record<Role, Bytes>>();
    const honestOf = (setting: Setting) => {
      const key = JSON.stringify(setting);
      if (!honest.has(key)) honest.set(key, bytesOf(run(session(setting))));
      return honest.get(key)!;
    };
    fc.assert(
      fc.property(
        settings,
        fc.constantFrom<Role>('client', 'server'),
        // Half of the time in the handshake, where the structure is.
        fc.oneof(fc.nat(1500), fc.nat()),
        fc.nat(7),
        (setting, by, place, bit) => {
          const sent = honestOf(setting)[by];
          const at = place % sent.length;
          const { client, server } = run(session(setting, flipper(by, at, 1 << bit)));
          // RFC 5246 appendix E.1: the minor version of the ClientHello's record may be anything; RFC 8446 §5.1: of any record.
          const isIgnored = setting.suite.includes('_WITH_') ? by === 'client' && at === 2 : isMinorVersion(sent, at);
          if (!isIgnored) expect([client.error, server.error]).not.toEqual([undefined, undefined]);
          expect(Buffer.compare(QUESTION.subarray(0, server.plaintext.length), server.plaintext)).toBe(0);
          expect(Buffer.compare(ANSWER.subarray(0, client.plaintext.length), client.plaintext)).toBe(0);
          // What the peer does is never our failure.
          for (const { error } of [client, server]) expect(error?.code).not.toBe('internal');
        },
      ),
    );
  });
});

/** Whether that byte is the minor version in a record's header. */
function isMinorVersion(records: Bytes, at: number): boolean {
  let start = 0;
  while (start + 5 <= at) {
    const next = start + 5 + 256 * records[start + 3] + records[start + 4];
    if (next > at) break;
    start = next;
  }
  return at === start + 2;
}

/** Changes one byte of all that one end sends. */
function flipper(by: Role, place: number, mask: number): Transport {
  let passed = 0;
  return (bytes, from) => {
    if (from !== by) return [bytes];
    const at = place - passed;
    passed += bytes.length;
    if (at >= 0 && at < bytes.length) bytes[at] ^= mask;
    return [bytes];
  };
}
