/** What an error of TLS 1.3 cites. The rules that both versions have stand in RFC 8446 there. */
import { describe, expect, it } from 'vitest';
import type { ClientOptions, ServerOptions } from '../../../src/tls/index.ts';
import { JUDGED_BY } from '../../judged.ts';
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
