/** A CA, a server and a client, and the connections that they make in memory. */
import { type Bytes, concat, utf8ToBytes } from '../../src/bytes/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import type { PrivateKey } from '../../src/keys/index.ts';
import {
  type ClientOptions,
  type ClientResumption,
  type Credentials,
  createClient,
  createServer,
  RSA_CIPHER_SUITES,
  type ServerOptions,
  SessionStore,
  type TlsConnection,
  type TlsError,
  type TlsOutput,
} from '../../src/tls/index.ts';
import { fixturePki, type Party } from '../fixtures/pki.ts';
import { opensslKey } from '../fixtures/rsa-vectors.ts';
import { JUDGED_BY } from '../judged.ts';

export const NOW = new Date('2030-06-01T00:00:00Z');
const validity = { notBefore: new Date('2030-01-01T00:00:00Z'), notAfter: new Date('2031-01-01T00:00:00Z') };
const pki = fixturePki({ validity, random: seededRandom('parties') });

/** These roles share OpenSSL's keys, which need not be made: nothing here turns on their difference. */
const caKey: PrivateKey = opensslKey(3072);
const key: PrivateKey = opensslKey(2048);
const credentialsOf = ({ certificate, privateKey }: Party): Credentials => ({ chain: [certificate], key: privateKey });

const [own, other] = [pki.authority('kubernetes-ca', caKey), pki.authority('other-ca', key)];
const server = { subject: 'kube-apiserver', key, purpose: 'serverAuth', names: 'DNS:kubernetes' } as const;
const client = { key, purpose: 'clientAuth', usage: ['digitalSignature'] } as const;

export const ca = own.certificate;
export const otherCa = other.certificate;
export const serverCredentials = credentialsOf(pki.leaf(own, server));
export const signOnlyCredentials = credentialsOf(pki.leaf(own, { ...server, usage: ['digitalSignature'] }));
export const clientCredentials = credentialsOf(pki.leaf(own, { ...client, subject: 'kubernetes-admin' }));
export const foreignCredentials = credentialsOf(pki.leaf(other, { ...client, subject: 'stranger' }));
const past = { notBefore: new Date('2029-01-01T00:00:00Z'), notAfter: new Date('2029-02-01T00:00:00Z') };
export const expiredCredentials = credentialsOf(pki.leaf(own, { ...client, subject: 'late', validity: past }));

export const clientOptions = (over: Partial<ClientOptions> = {}): ClientOptions => ({
  ciphers: RSA_CIPHER_SUITES,
  random: seededRandom('client'),
  time: () => NOW,
  name: { dns: 'kubernetes' },
  verification: { mode: 'roots', ...JUDGED_BY, roots: [ca] },
  credentials: clientCredentials,
  ...over,
});
export const serverOptions = (over: Partial<ServerOptions> = {}): ServerOptions => ({
  ciphers: RSA_CIPHER_SUITES,
  random: seededRandom('server'),
  time: () => NOW,
  credentials: serverCredentials,
  clientCertificate: { mode: 'require', ...JUDGED_BY, roots: [ca] },
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

/** The sessions of a handshake, which a client may resume. */
export function sessionsOf(client: Partial<ClientOptions>, server: Partial<ServerOptions>): readonly Uint8Array[] {
  const sessions: Uint8Array[] = [];
  const onSession = (one: Uint8Array) => void sessions.push(one);
  const resumption = { sessions: new SessionStore({ capacity: 1 }), port: 1, onSession };
  new Pair(clientOptions({ ...client, resumption }), serverOptions(server)).handshake();
  return sessions;
}

/** For a client that has those sessions, and no others. */
export function resumptionOf(exported: readonly Uint8Array[]): ClientResumption {
  const sessions = new SessionStore({ capacity: 4 });
  for (const session of exported) sessions.add(session);
  return { sessions, port: 1 };
}
