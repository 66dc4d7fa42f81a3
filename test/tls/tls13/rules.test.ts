/** What an error of TLS 1.3 cites. The rules that both versions have stand in RFC 8446 there. */
import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../../src/codec/index.ts';
import type { ClientHello, ClientOptions, ServerOptions } from '../../../src/tls/index.ts';
import { extensionValue } from '../../../src/tls/messages/extensions.ts';
import { HELLOS } from '../../../src/tls/messages/hellos.ts';
import { MESSAGES } from '../../../src/tls/tls13/messages.ts';
import { JUDGED_BY } from '../../judged.ts';
import { type HelloChange, helloWith } from '../hellos.ts';
import {
  ca,
  clientOptions,
  type End,
  expiredCredentials,
  foreignCredentials,
  otherCa,
  Pair,
  serverOptions,
} from '../parties.ts';
import { type Epoch, Script13 } from '../script13.ts';

const ONLY = { ciphers: ['TLS_AES_128_GCM_SHA256'], versions: ['TLSv1.3'] } as const;
const REQUIRE = { mode: 'require', ...JUDGED_BY, roots: [ca] } as const;

/** The error of each end that ended the session itself. */
function errorsOf(client: Partial<ClientOptions>, server: Partial<ServerOptions>) {
  const pair = new Pair(
    clientOptions({ ...ONLY, ...client }),
    serverOptions({ ...ONLY, clientCertificate: { mode: 'none' }, ...server }),
  ).handshake();
  return [pair.client.error, pair.server.error].flatMap((error) => (error?.direction === 'sent' ? [error] : []));
}

describe('negotiation and certificates', () => {
  it.each<[string, Partial<ClientOptions>, Partial<ServerOptions>, string]>([
    ['no-common-version', { ciphers: undefined, versions: ['TLSv1.2'] }, {}, 'RFC 8446 §4.2.1'],
    [
      'certificate-refused',
      { verification: { mode: 'roots', ...JUDGED_BY, roots: [otherCa] } },
      {},
      'RFC 8446 §4.4.2.4',
    ],
    ['certificate-refused', { credentials: foreignCredentials }, { clientCertificate: REQUIRE }, 'RFC 8446 §4.4.2.4'],
    ['certificate-refused', { credentials: expiredCredentials }, { clientCertificate: REQUIRE }, 'RFC 8446 §4.4.2.4'],
    [
      'certificate-refused',
      {},
      { clientCertificate: { ...REQUIRE, judge: () => 'access_denied' } },
      'RFC 8446 §4.4.2.4',
    ],
  ])('%s', (code, client, server, rule) => {
    expect(errorsOf(client, server)).toMatchObject([{ code, rule }]);
  });
});

type Extension = NonNullable<ClientHello['extensions']>[number];
/** With one more extension, the first. */
const extended =
  (extension: Extension) =>
  ({ extensions = [] }: ClientHello) => ({ extensions: [extension, ...extensions] });
const TLS_1_2_ALONE: Extension = { kind: 'supported_versions', value: [0x0303] };
const without = (kind: Extension['kind'], { extensions = [] }: ClientHello): Extension[] =>
  extensions.filter((one) => one.kind !== kind);

it('a session is offered with the modes of key exchange, or not at all (RFC 8446 §4.2.9)', () => {
  const script = new Script13({ mutual: false, resumed: true });
  const [hello] = script.by('client');
  const change: HelloChange = (own) => ({ extensions: without('psk_key_exchange_modes', own) });
  const end = script.stage('server').say('handshake', helloWith(hello.plaintext, change), 'clear');
  expect(end.error).toMatchObject({ code: 'extension-missing', rule: 'RFC 8446 §4.2.9' });
});

describe('the sessions that a client offers (RFC 8446 §4.2.11)', () => {
  const script = new Script13({ mutual: true, resumed: true });
  const [hello] = script.by('client');
  type Offered = { identities: readonly object[]; binders: readonly Uint8Array[] };
  const offered = (change: (own: Offered) => Offered): HelloChange => {
    return (own) => {
      const value = change(extensionValue(own.extensions, 'pre_shared_key')!) as never;
      return { extensions: [...without('pre_shared_key', own), { kind: 'pre_shared_key', value }] };
    };
  };
  const heard = (change: HelloChange): End =>
    script.stage('server').say('handshake', helloWith(hello.plaintext, change), 'clear');
  const strange = { identity: new Uint8Array(32), obfuscatedTicketAge: 0 };

  it('stand last', () => {
    const first: HelloChange = (own) => ({ extensions: [...(own.extensions ?? [])].reverse() });
    expect(heard(first).error).toMatchObject({ code: 'not-offered', rule: 'RFC 8446 §4.2.11' });
  });

  it('have a binder each', () => {
    const wrong = { code: 'binder-wrong', alert: 'illegal_parameter' };
    const twice = ([one]: readonly Uint8Array[]) => [one, one];
    const binders = heard(offered((own) => ({ ...own, binders: twice(own.binders) })));
    const identities = heard(offered((own) => ({ ...own, identities: [...own.identities, strange] })));
    for (const { error } of [binders, identities]) expect(error).toMatchObject(wrong);
  });

  it('are tried up to the fourth', () => {
    const behind = (count: number) =>
      heard(
        offered(({ identities, binders }) => ({
          identities: [...Array.from({ length: count }, () => strange), ...identities],
          binders: Array.from({ length: count + 1 }, () => binders[0]),
        })),
      );
    // Ours is recognized, and its binder is of the hello as it was.
    expect(behind(3).error).toMatchObject({ code: 'binder-wrong', alert: 'decrypt_error' });
    const passedOver = behind(4);
    expect([passedOver.error, passedOver.connection.at]).toEqual([undefined, 'WAIT_CLIENT_CERTIFICATE']);
  });
});

describe('the ClientHello behind a HelloRetryRequest', () => {
  const script = new Script13({ mutual: false, retry: true });
  const [first, second] = script.by('client');
  /** The server, which asked for a key share of secp256r1 and hears that. */
  const heard = (change: HelloChange): End =>
    script.stage('server').hear([first]).say('handshake', helloWith(second.plaintext, change), 'clear');
  type Share = NonNullable<ReturnType<typeof shareOf>>;
  const shareOf = ({ extensions }: ClientHello) => extensionValue(extensions, 'key_share')?.[0];
  const shares = (change: (own: Share) => Share[]) => (hello: ClientHello) => ({
    extensions: [...without('key_share', hello), { kind: 'key_share', value: change(shareOf(hello)!) } as const],
  });

  it('is taken as the client sends it', () => expect(heard(() => ({})).connection.at).toBe('WAIT_FINISHED'));

  it.each<[string, HelloChange]>([
    ['another random', ({ random }) => ({ random: random.with(0, random[0] ^ 1) })],
    ['another session id', () => ({ sessionId: new Uint8Array(32) })],
    ['more suites', ({ cipherSuites }) => ({ cipherSuites: [...cipherSuites, 0x1302] })],
    ['early data', extended({ kind: 'early_data', value: {} })],
    ['a cookie that we did not send', extended({ kind: 'cookie', value: { cookie: new Uint8Array(1) } })],
  ])('may not have %s', (_, change) => {
    expect(heard(change).error).toMatchObject({ code: 'not-offered', rule: 'RFC 8446 §4.1.2' });
  });

  it('may not have another compression', () => {
    const { error } = heard(() => ({ compressionMethods: [1, 0] }));
    expect(error).toMatchObject({ code: 'null-compression-missing', rule: 'RFC 8446 §4.1.2' });
  });

  it('may not offer TLS 1.2 alone', () => {
    const older = heard((hello) => ({ extensions: [...without('supported_versions', hello), TLS_1_2_ALONE] }));
    expect(older.error).toMatchObject({ code: 'no-common-version', rule: 'RFC 8446 §4.2.1' });
  });

  it.each<[string, HelloChange]>([
    ['a second share', shares((own) => [own, { group: 0x001d, keyExchange: new Uint8Array(32).fill(9) }])],
    ['the same share twice', shares((own) => [own, own])],
    ['a share of another group', shares((own) => [{ ...own, group: 0x001d }])],
    ['no share', shares(() => [])],
  ])('may not have %s', (_, change) => {
    expect(heard(change).error).toMatchObject({ code: 'key-share-wrong', rule: 'RFC 8446 §4.2.8' });
  });
});

describe('the client, of what the server says', () => {
  const plain = new Script13({ mutual: true });
  const retried = new Script13({ mutual: true, retry: true });
  const resumed = new Script13({ mutual: true, resumed: true });
  type Kind = 'server_hello' | 'hello_retry_request' | 'encrypted_extensions' | 'certificate_request' | 'certificate';
  type Fields = { extensions: Extension[]; certificateList: object[] };

  /** The client, which hears a message of the script with other fields. */
  function heard(script: Script13, kind: Kind, change: (fields: Fields) => object): End {
    const lines = script.by('server');
    const at = lines.findIndex((line) => line.kind === kind);
    const codec = { ...HELLOS, ...MESSAGES }[kind].codec as never;
    const message = decode(codec, lines[at].plaintext) as { value: Fields };
    const value = { ...message.value, ...change(message.value) };
    const plaintext = encode(codec, { ...message, value } as never);
    return script.stage('client').hear(lines.slice(0, at)).say('handshake', plaintext, lines[at].epoch);
  }
  const having =
    (...more: object[]) =>
    ({ extensions }: Fields) => {
      const kinds = more.map((one) => (one as Extension).kind);
      return { extensions: [...extensions.filter(({ kind }) => !kinds.includes(kind)), ...more] };
    };
  const lacking =
    (...kinds: string[]) =>
    ({ extensions }: Fields) => ({ extensions: extensions.filter(({ kind }) => !kinds.includes(kind)) });
  const P256 = 0x0017;
  const X25519 = 0x001d;
  const context = { certificateRequestContext: Uint8Array.of(1) };
  const stapled = { kind: 'status_request', value: { statusType: 1, response: new Uint8Array(3) } };

  it.each<[string, Script13, Kind, (fields: Fields) => object, string]>([
    ['no key share', plain, 'server_hello', lacking('key_share'), 'extension-missing RFC 8446 §4.2.8'],
    [
      'a share of a group that it sent none of',
      ...([plain, 'server_hello'] as const),
      having({ kind: 'key_share', value: { group: P256, keyExchange: new Uint8Array(65).fill(4) } }),
      'not-offered RFC 8446 §4.2.8',
    ],
    [
      'a ticket that it did not offer',
      ...([resumed, 'server_hello'] as const),
      having({ kind: 'pre_shared_key', value: { selectedIdentity: 1 } }),
      'not-offered RFC 8446 §4.2.11',
    ],
    [
      'a suite that it did not offer',
      plain,
      'server_hello',
      () => ({ cipherSuite: 0x1302 }),
      'not-offered RFC 8446 §4.1.3',
    ],
    [
      'another session id',
      plain,
      'server_hello',
      () => ({ sessionId: new Uint8Array(32) }),
      'not-offered RFC 8446 §4.1.3',
    ],
    [
      'a retry for the share that it sent',
      ...([retried, 'hello_retry_request'] as const),
      having({ kind: 'key_share', value: { selectedGroup: X25519 } }),
      'not-offered RFC 8446 §4.1.4',
    ],
    ['a retry for nothing', retried, 'hello_retry_request', lacking('key_share'), 'not-offered RFC 8446 §4.1.4'],
    [
      'an extension of another message',
      ...([plain, 'encrypted_extensions'] as const),
      having({ kind: 'unknown', type: 51, value: new Uint8Array() }),
      'not-offered RFC 8446 §4.2',
    ],
    ['a request with a context', plain, 'certificate_request', () => context, 'not-offered RFC 8446 §4.3.2'],
    [
      'a request without schemes',
      ...([plain, 'certificate_request'] as const),
      lacking('signature_algorithms'),
      'extension-missing RFC 8446 §4.3.2',
    ],
    ['a certificate with a context', plain, 'certificate', () => context, 'not-offered RFC 8446 §4.4.2'],
    ['no certificate', plain, 'certificate', () => ({ certificateList: [] }), 'malformed-message RFC 8446 §4.4.2.4'],
    [
      'an OCSP response that it did not ask for',
      ...([plain, 'certificate'] as const),
      ({ certificateList }) => ({ certificateList: certificateList.map((one) => ({ ...one, extensions: [stapled] })) }),
      'unsolicited-extension RFC 8446 §4.4.2',
    ],
  ])('refuses %s', (_, script, kind, change, expected) => {
    const { error } = heard(script, kind, change);
    expect(`${error?.code} ${error?.rule}`).toBe(expected);
  });

  it('refuses another suite than the one that HelloRetryRequest named', () => {
    let isRetried = false;
    const ciphers = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'] as const;
    const pair = new Pair(
      clientOptions({ ciphers, groups: ['x25519', 'secp256r1'] }),
      serverOptions({ ciphers, groups: ['secp256r1'] }),
      (bytes, from) => {
        // Behind the header of record and message, version, random and session id.
        const place = 5 + 4 + 2 + 32 + 1 + bytes[5 + 4 + 2 + 32] + 1;
        if (from === 'client' || bytes.length === 0) return [bytes];
        const heard = isRetried ? bytes.with(place, bytes[place] ^ 3) : bytes;
        isRetried = true;
        return [heard];
      },
    ).handshake();
    expect(pair.client.error).toMatchObject({ code: 'not-offered', rule: 'RFC 8446 §4.1.4' });
  });
});

describe('records and messages', () => {
  const script = new Script13({ mutual: true });

  /** The client after the server's hello, which hears that record. */
  function heard(content: 'handshake' | 'alert' | 'application_data', plaintext: Uint8Array, epoch: Epoch): End {
    return script.stage('client').hear(script.by('server').slice(0, 1)).say(content, plaintext, epoch);
  }

  it.each([
    ['a message of a number that none has', 'unexpected-message', new Uint8Array([99, 0, 0, 0]), 'RFC 8446 §4'],
    ['a message out of turn', 'unexpected-message', new Uint8Array([20, 0, 0, 0]), 'RFC 8446 §4'],
    ['an alert of one byte', 'malformed-message', new Uint8Array(1), 'RFC 8446 §6'],
    ['an empty one', 'empty-fragment', new Uint8Array(), 'RFC 8446 §5.1'],
  ])('%s', (_, code, plaintext, rule) => {
    const content = code === 'malformed-message' ? 'alert' : 'handshake';
    expect(heard(content, plaintext, 'handshake').error).toMatchObject({ code, rule });
  });

  it.each([
    ['of an unknown type', 'unknown-record-type', [99, 3, 3, 0, 1, 0], 'RFC 8446 §5'],
    ['of a major version', 'record-version', [23, 4, 3, 0, 1, 0], 'RFC 8446 §5.1'],
    ['that does not open', 'bad-record-mac', [23, 3, 3, 0, 17, ...new Array<number>(17).fill(0)], 'RFC 8446 §5.2'],
    ['that is too long', 'record-overflow', [23, 3, 3, 0xff, 0xff], 'RFC 8446 §5.2'],
  ])('a record %s', (_, code, bytes, rule) => {
    const stage = script.stage('client').hear(script.by('server').slice(0, 1));
    stage.take(stage.connection.receive(new Uint8Array(bytes)));
    expect(stage.error).toMatchObject({ code, rule });
  });

  it('cites nothing of RFC 5246 for any byte that is changed in the server’s flight', () => {
    const flight = script.by('server').filter(({ epoch }) => epoch === 'handshake');
    for (const [at, line] of flight.entries()) {
      for (let byte = 0; byte < line.plaintext.length; byte += Math.max(1, line.plaintext.length >> 4)) {
        const plaintext = line.plaintext.slice();
        plaintext[byte] ^= 0x80;
        const { error } = script
          .stage('client')
          .hear(script.by('server').slice(0, at + 1))
          .hear([{ ...line, plaintext }, ...flight.slice(at + 2)]);
        expect(`${error?.code} ${error?.rule}`).not.toContain('RFC 5246');
      }
    }
  });
});
