/** What an error of TLS 1.3 cites. The rules that both versions have stand in RFC 8446 there. */
import { describe, expect, it } from 'vitest';
import type { ClientHello, ClientOptions, ServerOptions } from '../../../src/tls/index.ts';
import { extensionValue } from '../../../src/tls/messages/extensions.ts';
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
const without = (kind: Extension['kind'], { extensions = [] }: ClientHello): Extension[] =>
  extensions.filter((one) => one.kind !== kind);

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
const TLS_1_2_ALONE: Extension = { kind: 'supported_versions', value: [0x0303] };

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
