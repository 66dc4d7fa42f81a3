/** Private keys that are slow, or elsewhere: what is done with them is asked for, and the handshake goes on with the answer. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concat, UsageError } from '../../src/bytes/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import type { PrivateKey } from '../../src/keys/index.ts';
import {
  answerKeyRequest,
  type CipherSuiteName,
  type ClientOptions,
  type Credentials,
  createClient,
  createServer,
  type KeyRequest,
  type ServerOptions,
  type TlsConnection,
  type TlsOutput,
} from '../../src/tls/index.ts';
import { runsOf } from '../property-runs.ts';
import { clientCredentials, clientOptions, serverCredentials, serverOptions } from './parties.ts';

/** RSA key transport, ECDHE of TLS 1.2, and TLS 1.3. */
const SUITES = [
  'TLS_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_AES_128_GCM_SHA256',
] as const satisfies readonly CipherSuiteName[];
/** What each end asks for in a mutual handshake, in order. */
const ASKED: Readonly<Record<(typeof SUITES)[number], { client: string[]; server: string[] }>> = {
  TLS_RSA_WITH_AES_128_GCM_SHA256: { client: ['sign'], server: ['decrypt'] },
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: { client: ['sign'], server: ['sign'] },
  TLS_AES_128_GCM_SHA256: { client: ['sign'], server: ['sign'] },
};

const onRequest = ({ chain }: Credentials) => ({ chain, key: 'on-request' }) as const;
const QUESTION = new Uint8Array(300).fill(0x3f);

/** One end, whose requests wait until they are answered. */
class Slow {
  readonly connection: TlsConnection;
  readonly asked: string[] = [];
  readonly sent: Uint8Array[] = [];
  readonly received: Uint8Array[] = [];
  readonly #key: PrivateKey;
  readonly #random;
  request: KeyRequest | undefined;
  error: (Error & { code: string; alert: unknown }) | undefined;
  #pending: Uint8Array[] = [];

  constructor(connection: TlsConnection, key: PrivateKey, random: ReturnType<typeof seededRandom>) {
    this.connection = connection;
    this.#key = key;
    this.#random = random;
    this.take(connection.start());
  }

  take(outputs: readonly TlsOutput[]): this {
    for (const output of outputs) {
      if (output.kind === 'send') this.#pending.push(output.bytes);
      else if (output.kind === 'data') this.received.push(output.bytes);
      else if (output.kind === 'error') this.error = output.error;
      else if (output.kind === 'request') this.request = output.request;
    }
    return this;
  }

  /** @returns whether there was something to answer. */
  answer(): boolean {
    const { request } = this;
    if (request === undefined) return false;
    this.asked.push(request.kind);
    this.request = undefined;
    this.take(this.connection.provide(answerKeyRequest(request, this.#key, this.#random)));
    return true;
  }

  drain(): Uint8Array {
    const bytes = concat(...this.#pending);
    this.sent.push(...this.#pending);
    this.#pending = [];
    return bytes;
  }
}

interface Slows {
  readonly client: boolean;
  readonly server: boolean;
}

/** Both ends of a mutual handshake. The same seeds each time, so that only the way of asking makes a difference. */
function ends(
  suite: CipherSuiteName,
  slow: Slows,
  over: { client?: Partial<ClientOptions>; server?: Partial<ServerOptions> } = {},
) {
  const random = { client: seededRandom('slow client'), server: seededRandom('slow server') };
  const common = { ciphers: [suite] };
  const client = createClient(
    clientOptions({
      ...common,
      random: random.client,
      credentials: slow.client ? onRequest(clientCredentials) : clientCredentials,
      ...over.client,
    }),
  );
  const server = createServer(
    serverOptions({
      ...common,
      random: random.server,
      credentials: slow.server ? onRequest(serverCredentials) : serverCredentials,
      ...over.server,
    }),
  );
  return {
    client: new Slow(client, clientCredentials.key, random.client),
    server: new Slow(server, serverCredentials.key, random.server),
  };
}
type Ends = ReturnType<typeof ends>;

/** Delivers in pieces of these sizes, as long as there is something; answers come only when nothing is left to deliver. */
function run({ client, server }: Ends, sizes: readonly number[] = [2 ** 20]): Ends {
  let turn = 0;
  const deliver = (from: Slow, to: Slow): boolean => {
    const bytes = from.drain();
    for (let at = 0; at < bytes.length; ) {
      to.take(to.connection.receive(bytes.subarray(at, (at += sizes[turn++ % sizes.length]))));
    }
    return bytes.length > 0;
  };
  for (;;) {
    const moved = [deliver(client, server), deliver(server, client)];
    if (!moved.includes(true) && !client.answer() && !server.answer()) return { client, server };
  }
}

const hexOf = ({ client, server }: Ends) => [client, server].map(({ sent }) => bytesToHex(concat(...sent)));

describe('vectors', () => {
  it.each(SUITES)('%s: the same bytes as with keys at hand, and the requests that the handshake has', (suite) => {
    const atOnce = run(ends(suite, { client: false, server: false }));
    const slow = run(ends(suite, { client: true, server: true }));
    expect([slow.client.error, slow.server.error]).toEqual([undefined, undefined]);
    expect(slow.server.connection.session?.peer?.leaf.der).toEqual(clientCredentials.chain[0].der);
    expect(slow.client.connection.session?.suite).toBe(suite);
    expect({ client: slow.client.asked, server: slow.server.asked }).toEqual(ASKED[suite]);
    expect(hexOf(slow)).toEqual(hexOf(atOnce));
  });

  it('a request names the certificate, the scheme and the message', () => {
    const { client, server } = ends('TLS_AES_128_GCM_SHA256', { client: false, server: true });
    server.take(server.connection.receive(client.drain()));
    expect(server.request).toMatchObject({
      kind: 'sign',
      certificate: serverCredentials.chain[0],
      scheme: 'rsa_pss_rsae_sha256',
    });
    expect(server.connection.isAwaitingKey).toBe(true);
    // RFC 8446 §4.4.3.
    const { message } = server.request as Extract<KeyRequest, { kind: 'sign' }>;
    expect(Buffer.from(message.subarray(64, 97)).toString()).toBe('TLS 1.3, server CertificateVerify');
  });
});

describe('properties', () => {
  it('ends the same however bytes are cut, whoever is slow', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1 });
    const slows = fc.record({ client: fc.boolean(), server: fc.boolean() });
    const honest = new Map(SUITES.map((suite) => [suite, hexOf(run(ends(suite, { client: false, server: false })))]));
    fc.assert(
      fc.property(fc.constantFrom(...SUITES), slows, sizes, (suite, slow, cuts) => {
        const both = run(ends(suite, slow), cuts);
        expect([both.client.error, both.server.error]).toEqual([undefined, undefined]);
        expect(hexOf(both)).toEqual(honest.get(suite));
      }),
      runsOf(0.05),
    );
  });

  it('what arrives meanwhile is held, the end of the transport too', () => {
    // The client sends its whole flight, and data: false start, which a server must take.
    const { client, server } = ends('TLS_RSA_WITH_AES_128_GCM_SHA256', { client: false, server: true });
    server.take(server.connection.receive(client.drain()));
    client.take(client.connection.receive(server.drain()));
    const flight = client.drain();
    for (const byte of flight) server.take(server.connection.receive(Uint8Array.of(byte)));
    expect(server.connection.at).toBe('WAIT_CLIENT_KEY_EXCHANGE');
    expect(server.request?.kind).toBe('decrypt');
    expect(server.connection.endOfInput()).toEqual([]);
    server.answer();
    expect(server.connection.session?.peer?.leaf.der).toEqual(clientCredentials.chain[0].der);
    expect(server.error?.code).toBe('truncated');
  });

  it('data that a server sends before the client has signed is delivered after it', () => {
    const both = run(ends('TLS_AES_128_GCM_SHA256', { client: true, server: false }));
    both.server.take(both.server.connection.write(QUESTION));
    run(both);
    expect(concat(...both.client.received)).toEqual(QUESTION);
  });
});

describe('bounds', () => {
  it('128 KiB are held, and no byte more', () => {
    const { client, server } = ends('TLS_AES_128_GCM_SHA256', { client: false, server: true });
    server.take(server.connection.receive(client.drain()));
    server.take(server.connection.receive(new Uint8Array(2 ** 17)));
    expect(server.error).toBeUndefined();
    server.take(server.connection.receive(new Uint8Array(1)));
    expect(server.error).toMatchObject({ code: 'too-much-held', alert: 'internal_error' });
    expect(() => server.answer()).toThrow(UsageError);
  });
});

describe('misuse', () => {
  const waiting = () => {
    const both = ends('TLS_AES_128_GCM_SHA256', { client: false, server: true });
    both.server.take(both.server.connection.receive(both.client.drain()));
    return both.server;
  };

  it('an answer without a request, a second one, and a late one', () => {
    const idle = ends('TLS_AES_128_GCM_SHA256', { client: false, server: true });
    expect(() => idle.server.connection.provide(QUESTION)).toThrow('must answer an open request, once');
    const twice = waiting();
    twice.answer();
    expect(() => twice.connection.provide(QUESTION)).toThrow(UsageError);
    const late = waiting();
    late.take(late.connection.close());
    expect(late.connection.at).toBe('CLOSED');
    expect(() => late.answer()).toThrow(UsageError);
  });

  it.each([
    ['no bytes', 'text' as never],
    ['an empty signature', new Uint8Array()],
    ['one of 64 KiB', new Uint8Array(2 ** 16)],
  ])('%s as an answer leaves the request open', (_, answer) => {
    const server = waiting();
    expect(() => server.connection.provide(answer)).toThrow(UsageError);
    server.answer();
    expect(server.connection.at).toBe('WAIT_CLIENT_CERTIFICATE');
  });

  it('a plaintext of another length than the fallback', () => {
    const { client, server } = ends('TLS_RSA_WITH_AES_128_GCM_SHA256', { client: false, server: true });
    server.take(server.connection.receive(client.drain()));
    client.take(client.connection.receive(server.drain()));
    server.take(server.connection.receive(client.drain()));
    expect(() => server.connection.provide(new Uint8Array(47))).toThrow('must have 48 bytes');
  });

  it('an Error ends the connection, and the peer learns no more than that', () => {
    const server = waiting();
    server.take(server.connection.provide(new Error('the key is gone')));
    expect(server.error).toMatchObject({
      code: 'internal',
      alert: 'internal_error',
      cause: { message: 'the key is gone' },
    });
  });

  it('a wrong signature is what the peer refuses', () => {
    const { client, server } = ends('TLS_AES_128_GCM_SHA256', { client: false, server: true });
    server.take(server.connection.receive(client.drain()));
    server.take(server.connection.provide(new Uint8Array(256)));
    client.take(client.connection.receive(server.drain()));
    expect(client.error).toMatchObject({ code: 'signature-wrong', alert: 'decrypt_error' });
  });

  it('a request is answered with a key that fits only', () => {
    const { request } = waiting();
    const random = seededRandom('misuse');
    expect(() => answerKeyRequest(request!, 'key' as never, random)).toThrow(UsageError);
    const decrypt = { kind: 'decrypt', ciphertext: new Uint8Array(256), fallback: new Uint8Array(48) } as never;
    expect(() => answerKeyRequest(decrypt, { type: 'ec' } as never, random)).toThrow('must be an RSA key');
  });
});

describe('regressions', () => {
  it('a plaintext with a wrong padding is answered by the fallback', () => {
    const fallback = new Uint8Array(48).fill(7);
    const request = {
      kind: 'decrypt',
      certificate: serverCredentials.chain[0],
      ciphertext: new Uint8Array(256),
      fallback,
    } as const;
    expect(answerKeyRequest(request, serverCredentials.key, seededRandom('padding'))).toEqual(fallback);
  });
});
