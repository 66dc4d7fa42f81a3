/** A CA, a server and a client, and the connections that they make in memory. */

import { type Bytes, concat, utf8ToBytes } from '../../src/bytes/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import type { PrivateKey } from '../../src/keys/index.ts';
import { RSA_PKCS1_SHA256 } from '../../src/signatures/index.ts';
import {
  type ClientOptions,
  type Credentials,
  createClient,
  createServer,
  RSA_CIPHER_SUITES,
  type ServerOptions,
  type TlsConnection,
  type TlsError,
  type TlsOutput,
} from '../../src/tls/index.ts';
import {
  type Certificate,
  createRequest,
  type Extension,
  issueFromRequest,
  KEY_PURPOSES,
  makeExtension,
  makeName,
  selfSign,
} from '../../src/x509/index.ts';
import { opensslKey } from '../rsa/keys.ts';

const random = seededRandom('parties');
export const NOW = new Date('2030-06-01T00:00:00Z');
const validity = { notBefore: new Date('2030-01-01T00:00:00Z'), notAfter: new Date('2031-01-01T00:00:00Z') };
const common = { scheme: RSA_PKCS1_SHA256, validity, random };

/** Keys that are good for certificates are dear to make, and these roles may share one: nothing here turns on their difference. */
const caKey: PrivateKey = opensslKey(3072);
const leafKey: PrivateKey = opensslKey(2048);

const caExtensions = [
  makeExtension('basicConstraints', true, { cA: true }),
  makeExtension('keyUsage', true, ['keyCertSign', 'cRLSign']),
];
const makeCa = (name: string, key: PrivateKey): Certificate =>
  selfSign({ subject: makeName(['CN', name]), key, extensions: caExtensions, ...common });

export function issue(
  issuer: Certificate,
  issuerKey: PrivateKey,
  name: string,
  extensions: readonly Extension[],
  dates = validity,
): Credentials {
  const request = createRequest({
    subject: makeName(['CN', name]),
    key: leafKey,
    scheme: RSA_PKCS1_SHA256,
    extensions: [],
    random,
  });
  const leaf = issueFromRequest({
    ...common,
    validity: dates,
    request,
    issuer,
    issuerKey,
    extensions: () => extensions,
  });
  return { chain: [leaf], key: leafKey };
}

const serverExtensions = (...usage: ('digitalSignature' | 'keyEncipherment')[]) => [
  makeExtension('keyUsage', true, usage),
  makeExtension('extKeyUsage', false, [KEY_PURPOSES.serverAuth]),
  makeExtension('subjectAltName', false, [{ kind: 'dNSName', value: 'kubernetes' }]),
];
const clientExtensions = [
  makeExtension('keyUsage', true, ['digitalSignature']),
  makeExtension('extKeyUsage', false, [KEY_PURPOSES.clientAuth]),
];

export const ca = makeCa('kubernetes-ca', caKey);
export const otherCa = makeCa('other-ca', leafKey);
export const serverCredentials = issue(
  ca,
  caKey,
  'kube-apiserver',
  serverExtensions('digitalSignature', 'keyEncipherment'),
);
export const signOnlyCredentials = issue(ca, caKey, 'kube-apiserver', serverExtensions('digitalSignature'));
export const clientCredentials = issue(ca, caKey, 'kubernetes-admin', clientExtensions);
export const foreignCredentials = issue(otherCa, leafKey, 'stranger', clientExtensions);
export const expiredCredentials = issue(ca, caKey, 'late', clientExtensions, {
  notBefore: new Date('2029-01-01T00:00:00Z'),
  notAfter: new Date('2029-02-01T00:00:00Z'),
});

export const clientOptions = (over: Partial<ClientOptions> = {}): ClientOptions => ({
  ciphers: RSA_CIPHER_SUITES,
  random: seededRandom('client'),
  time: () => NOW,
  serverName: { dns: 'kubernetes' },
  verification: { mode: 'roots', roots: [ca] },
  credentials: clientCredentials,
  ...over,
});
export const serverOptions = (over: Partial<ServerOptions> = {}): ServerOptions => ({
  ciphers: RSA_CIPHER_SUITES,
  random: seededRandom('server'),
  time: () => NOW,
  credentials: serverCredentials,
  clientCertificate: { mode: 'require', roots: [ca] },
  ...over,
});

/** One end and all that came out of it. */
export class End {
  readonly connection: TlsConnection;
  /** For the other end. */
  readonly sent: Bytes[] = [];
  readonly received: Bytes[] = [];
  readonly kinds: TlsOutput['kind'][] = [];
  error: TlsError | undefined;
  /** Bytes that wait for the other end. */
  #pending: Bytes[] = [];

  constructor(connection: TlsConnection) {
    this.connection = connection;
  }

  take(outputs: readonly TlsOutput[]): this {
    for (const output of outputs) {
      this.kinds.push(output.kind);
      if (output.kind === 'send') {
        this.sent.push(output.bytes);
        this.#pending.push(output.bytes);
      } else if (output.kind === 'data') this.received.push(output.bytes);
      else if (output.kind === 'error') this.error = output.error;
    }
    return this;
  }

  drain(): Bytes {
    const bytes = concat(...this.#pending);
    this.#pending = [];
    return bytes;
  }

  get plaintext(): Bytes {
    return concat(...this.received);
  }
}

/** What happens to bytes on their way: cut, joined, changed. */
export type Transport = (bytes: Bytes, from: 'client' | 'server') => readonly Uint8Array[];
const asTheyCome: Transport = (bytes) => [bytes];

export class Pair {
  readonly client: End;
  readonly server: End;
  readonly #transport: Transport;

  constructor(client: ClientOptions, server: ServerOptions, transport: Transport = asTheyCome) {
    this.client = new End(createClient(client));
    this.server = new End(createServer(server));
    this.#transport = transport;
  }

  /** Begins, and goes on until nobody has more to say. */
  handshake(): this {
    this.server.take(this.server.connection.start());
    this.client.take(this.client.connection.start());
    return this.exchange();
  }

  exchange(): this {
    for (;;) {
      const up = this.client.drain();
      for (const piece of this.#transport(up, 'client')) this.server.take(this.server.connection.receive(piece));
      const down = this.server.drain();
      for (const piece of this.#transport(down, 'server')) this.client.take(this.client.connection.receive(piece));
      if (up.length + down.length === 0) return this;
    }
  }

  /** Each end says something to the other, and then goodbye. */
  talk(
    fromClient: Uint8Array = utf8ToBytes('GET /version'),
    fromServer: Uint8Array = utf8ToBytes('{"minor":"32"}'),
  ): this {
    this.client.take(this.client.connection.write(fromClient));
    this.exchange();
    this.server.take(this.server.connection.write(fromServer));
    return this.exchange();
  }

  close(): this {
    this.client.take(this.client.connection.close());
    this.exchange();
    this.server.take(this.server.connection.close());
    return this.exchange();
  }
}
