/** OCSP stapling (RFC 6066 §8, RFC 8446 §4.4.2.1, RFC 7633), both ends ours. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/hash/index.ts';
import type { PrivateKey } from '../../src/keys/index.ts';
import { usualSchemeFor } from '../../src/signatures/index.ts';
import {
  type ClientOptions,
  type Credentials,
  createClient,
  createServer,
  type OcspStaple,
  type ServerOptions,
  type TlsEvent,
} from '../../src/tls/index.ts';
import {
  type Certificate,
  certIdOf,
  createOcspResponse,
  createRequest,
  decodeOcspResponse,
  type Extension,
  issueFromRequest,
  KEY_PURPOSES,
  makeExtension,
  makeName,
  parseGeneralNames,
  type Revocation,
  type StatusToTell,
} from '../../src/x509/index.ts';
import { opensslKey } from '../fixtures/rsa-vectors.ts';
import { isWholeTable } from '../property-runs.ts';
import { ca, clientOptions, End, NOW, Pair, serverCredentials, serverOptions } from './parties.ts';
import { Reunion } from './resumption/reunion.ts';
import { Script } from './script.ts';

const caKey: PrivateKey = opensslKey(3072);
const HOUR = 3_600_000;
const random = seededRandom('stapling');

/** A response of the CA. */
function responseAbout(
  certificate: Certificate,
  status: StatusToTell = { kind: 'good' },
  thisUpdate = new Date(NOW.getTime() - HOUR),
): Uint8Array {
  return createOcspResponse({
    ...{ responder: ca, responderKey: caKey, scheme: usualSchemeFor(caKey), responderId: 'key', random },
    producedAt: thisUpdate,
    answers: [
      {
        ...{ certId: certIdOf(certificate, ca, 'sha1'), status, thisUpdate },
        nextUpdate: new Date(thisUpdate.getTime() + 2 * HOUR),
      },
    ],
  }).der;
}

/** A server whose certificate must come with a response (RFC 7633). */
const mustStaple: Credentials = (() => {
  const { key } = serverCredentials;
  const request = createRequest({
    ...{ scheme: usualSchemeFor(key), random, subject: makeName(['CN', 'must-staple']), key, extensions: [] },
  });
  const extensions: Extension[] = [
    makeExtension('keyUsage', true, ['digitalSignature']),
    makeExtension('extKeyUsage', false, [KEY_PURPOSES.serverAuth]),
    makeExtension('subjectAltName', false, parseGeneralNames('DNS:kubernetes')),
    makeExtension('tlsFeature', false, [5]),
  ];
  const certificate = issueFromRequest({
    ...{ scheme: usualSchemeFor(caKey), random, request, issuer: ca, issuerKey: caKey },
    validity: { notBefore: new Date('2030-01-01T00:00:00Z'), notAfter: new Date('2031-01-01T00:00:00Z') },
    extensions: () => extensions,
  });
  return { chain: [certificate], key };
})();

const GOOD = responseAbout(serverCredentials.chain[0]);
const REVOKED = responseAbout(serverCredentials.chain[0], { kind: 'revoked', revocationTime: new Date('2030-05-01') });
const REQUIRE: Revocation = { policy: 'require', scope: 'leaf' };
const IF_PRESENT: Revocation = { policy: 'if-present' };

const trusting = (revocation: Revocation): Partial<ClientOptions> => ({
  verification: { mode: 'roots', profile: 'rfc5280', revocation, roots: [ca] },
});
const stapling = (ocspResponse: OcspStaple | undefined, of = serverCredentials): Partial<ServerOptions> => ({
  credentials: { ...of, ocspResponse },
});

describe.each([
  ['TLSv1.2', 'TLS_RSA_WITH_AES_128_GCM_SHA256'],
  ['TLSv1.2', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
  ['TLSv1.3', 'TLS_AES_128_GCM_SHA256'],
] as const)('%s, %s', (version, suite) => {
  const meet = (client: Partial<ClientOptions>, server: Partial<ServerOptions>) =>
    new Pair(
      clientOptions({ ciphers: [suite], ...client }),
      serverOptions({ ciphers: [suite], ...server }),
    ).handshake();
  const responseTo = ({ client }: Pair) => client.connection.session?.peer?.ocspResponse;

  it('a response is asked for where revocation is checked, judged, and kept', () => {
    const events: TlsEvent[] = [];
    const pair = meet({ ...trusting(REQUIRE), observe: (event) => void events.push(event) }, stapling(GOOD))
      .talk()
      .close();
    expect([pair.client.error, pair.server.error]).toEqual([undefined, undefined]);
    expect(responseTo(pair)).toEqual(GOOD);
    expect(pair.client.connection.session?.peer?.validation?.ok).toBe(true);
    const kinds = events.flatMap((event) => (event.kind === 'message' ? [event.message.kind] : []));
    expect(kinds.includes('certificate_status')).toBe(version === 'TLSv1.2');
    // The server's own view of the client: nothing was asked of it.
    expect(pair.server.connection.session?.peer?.ocspResponse).toBeUndefined();
  });

  it('a function is asked in each handshake', () => {
    let asked = 0;
    const server = stapling(() => (++asked === 1 ? undefined : GOOD));
    expect(responseTo(meet(trusting(IF_PRESENT), server))).toBeUndefined();
    expect(responseTo(meet(trusting(IF_PRESENT), server))).toEqual(GOOD);
    expect(asked).toBe(2);
    expect(responseTo(meet({}, server))).toBeUndefined();
    expect(asked).toBe(2);
  });

  it('it can be asked for where revocation is not checked, and is then not judged', () => {
    expect(responseTo(meet({ requestOcsp: true }, stapling(REVOKED)))).toEqual(REVOKED);
    expect(responseTo(meet({ requestOcsp: true, verification: { mode: 'dangerous-none' } }, stapling(GOOD)))).toEqual(
      GOOD,
    );
    expect(responseTo(meet({ ...trusting(IF_PRESENT), requestOcsp: false }, stapling(GOOD)))).toBeUndefined();
  });

  it('without a response the caller’s policy decides', () => {
    expect(meet(trusting(IF_PRESENT), {}).client.error).toBeUndefined();
    expect(meet(trusting(REQUIRE), {}).client.error).toMatchObject({
      code: 'certificate-refused',
      alert: 'bad_certificate',
    });
  });

  it.each<[string, Uint8Array, Revocation, string, string]>([
    ['a revocation', REVOKED, IF_PRESENT, 'certificate-refused', 'certificate_revoked'],
    [
      'an old one',
      responseAbout(serverCredentials.chain[0], { kind: 'good' }, new Date('2030-05-01')),
      REQUIRE,
      'certificate-refused',
      'bad_certificate_status_response',
    ],
    ['one about another', responseAbout(ca), REQUIRE, 'certificate-refused', 'bad_certificate'],
    ['noise', new Uint8Array([1, 2, 3]), IF_PRESENT, 'ocsp-response-malformed', 'bad_certificate_status_response'],
    ['one cut off', GOOD.slice(0, -1), IF_PRESENT, 'ocsp-response-malformed', 'bad_certificate_status_response'],
  ])('%s ends the connection', (_name, response, revocation, code, alert) => {
    const pair = meet(trusting(revocation), stapling(response));
    expect(pair.client.error).toMatchObject({ code, alert, direction: 'sent' });
    expect(pair.client.connection.session).toBeUndefined();
    if (version === 'TLSv1.2') expect(pair.server.error).toMatchObject({ code: 'alert-received', alert });
  });

  it('a response with any bit changed is no proof', () => {
    for (let at = 0; at < GOOD.length; at += isWholeTable ? 37 : 101) {
      const changed = GOOD.slice();
      changed[at] ^= 4;
      const pair = meet(trusting(REQUIRE), stapling(changed));
      expect(pair.client.error, `${at}`).toBeDefined();
      expect(pair.client.error?.code, `${at}`).not.toBe('internal');
    }
  });

  it.runIf(suite.includes('ECDHE') || version === 'TLSv1.3')('must-staple needs one, where it is asked for', () => {
    const response = responseAbout(mustStaple.chain[0]);
    expect(meet(trusting(IF_PRESENT), stapling(response, mustStaple)).client.error).toBeUndefined();
    expect(meet(trusting(IF_PRESENT), stapling(undefined, mustStaple)).client.error).toMatchObject({
      code: 'certificate-refused',
      alert: 'bad_certificate_status_response',
    });
    expect(
      meet({ ...trusting(IF_PRESENT), requestOcsp: false }, stapling(undefined, mustStaple)).client.error,
    ).toBeUndefined();
    // RFC 7633 §4.3.3: it is the server that has to present it.
    const ocspResponses = [decodeOcspResponse(response)];
    expect(
      meet(trusting({ ...IF_PRESENT, ocspResponses }), stapling(undefined, mustStaple)).client.error,
    ).toMatchObject({
      alert: 'bad_certificate_status_response',
    });
  });
});

describe('a resumed session', () => {
  it.each(['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_AES_128_GCM_SHA256'] as const)(
    'is judged again without a response: a full handshake where one is required (%s)',
    (suite) => {
      const two = new Reunion();
      const client = (revocation: Revocation) => ({ ciphers: [suite], ...trusting(revocation) });
      const server = { ciphers: [suite], ...stapling(GOOD) };
      expect([two.resumes(client(IF_PRESENT), server), two.resumes(client(IF_PRESENT), server)]).toEqual([false, true]);
      expect([two.resumes(client(REQUIRE), server), two.resumes(client(REQUIRE), server)]).toEqual([false, false]);
    },
  );
});

describe('TLS 1.2: what follows Certificate', () => {
  const suite = 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256';
  const client = { ciphers: [suite], ...trusting(IF_PRESENT) } as const;
  /** A client that was promised a response. @param left - records of the server's flight that do not come. */
  const promised = (drop: readonly number[], duplicate?: number) =>
    new Pair(clientOptions(client), serverOptions({ ciphers: [suite], ...stapling(GOOD) }), (bytes, from) => {
      const records: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; ) {
        const length = 5 + bytes[at + 3] * 256 + bytes[at + 4];
        const record = bytes.slice(at, at + length);
        const isDropped = from === 'server' && record[0] === 22 && drop.includes(record[5]);
        if (!isDropped) records.push(record);
        if (from === 'server' && record[5] === duplicate) records.push(record);
        at += length;
      }
      return records;
    }).handshake();

  it('CertificateStatus comes once, or not at all', () => {
    // The client goes on without it; but then its transcript is not the server's.
    const skipped = promised([22]);
    expect(skipped.server.error).toMatchObject({ code: 'signature-wrong', alert: 'decrypt_error' });
    expect(skipped.client.connection.session).toBeUndefined();
    expect(promised([], 22).client.error).toMatchObject({ code: 'unexpected-message', alert: 'unexpected_message' });
    // With ECDHE, ServerKeyExchange is not left out with it.
    expect(promised([22, 12]).client.error).toMatchObject({ code: 'unexpected-message' });
    expect(promised([22, 12, 13]).client.error).toMatchObject({ code: 'unexpected-message' });
  });

  it('a CertificateStatus that was not promised is unexpected', () => {
    const script = new Script({ mutual: false, suite });
    const heard = script.by('server');
    const at = heard.findIndex(({ kind }) => kind === 'server_key_exchange');
    const stage = script.stage('client').hear(heard.slice(0, at));
    stage.say('handshake', new Uint8Array([22, 0, 0, 5, 1, 0, 0, 1, 0]));
    expect(stage.error).toMatchObject({ code: 'unexpected-message' });
  });

  it('a promise that was not asked for is unsolicited', () => {
    const pair = new Pair(
      clientOptions({ ...client, requestOcsp: false, grease: true }),
      serverOptions({ ciphers: [suite], ...stapling(GOOD) }),
    ).handshake();
    expect(pair.client.error).toBeUndefined();
    expect(pair.client.connection.session?.peer?.ocspResponse).toBeUndefined();
  });
});

describe('a request', () => {
  const hello = (statusType: number, request: Uint8Array) => {
    const client = createClient(clientOptions({ requestOcsp: true }));
    const [first] = client.start();
    const bytes = first.kind === 'send' ? first.bytes : new Uint8Array();
    // status_request with its five bytes: type, two empty vectors.
    const at = bytes.findIndex((_, i) => [0, 5, 0, 5, 1, 0, 0, 0, 0].every((byte, k) => bytes[i + k] === byte));
    expect(at).toBeGreaterThan(0);
    bytes.set([statusType, ...request], at + 4);
    const server = createServer(serverOptions(stapling(GOOD)));
    const end = new End(server);
    end.take(server.start()).take(server.receive(bytes));
    return end;
  };

  it('of an unknown type is passed over (RFC 6066 §8)', () => {
    expect(hello(9, new Uint8Array([0, 9, 9, 9])).error).toBeUndefined();
    expect(hello(2, new Uint8Array(4)).error).toBeUndefined();
  });

  it('for OCSP is well-formed', () => {
    expect(hello(1, new Uint8Array(4)).error).toBeUndefined();
    for (const request of [
      [0, 1, 0, 0],
      [0, 0, 0, 1],
      [0, 3, 0, 0],
    ]) {
      expect(hello(1, new Uint8Array(request)).error).toMatchObject({
        code: 'malformed-message',
        alert: 'decode_error',
      });
    }
  });
});

describe('misuse', () => {
  it('refuses what is no response, and no decision', () => {
    const wrong = (argument: string) => expect.objectContaining({ name: 'UsageError', argument });
    expect(() => createServer(serverOptions(stapling('good' as never)))).toThrow(wrong('credentials.ocspResponse'));
    expect(() => createClient(clientOptions({ requestOcsp: 1 as never }))).toThrow(wrong('requestOcsp'));
    // A function that gives no bytes is a fault of ours: the connection ends, the process does not.
    const pair = new Pair(
      clientOptions({ requestOcsp: true }),
      serverOptions(stapling((() => 'x') as never)),
    ).handshake();
    expect(pair.server.error).toMatchObject({ code: 'internal', alert: 'internal_error' });
  });
});
