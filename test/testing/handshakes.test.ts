import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Handshake13Options,
  type HandshakeEnds,
  handshakeRun,
  handshakeRun13,
  handshakes,
} from '../../src/testing/index.ts';
import { createClient, createServer, type TlsConnection } from '../../src/tls/index.ts';
import { JUDGED_BY } from '../judged.ts';
import { runsOf } from '../property-runs.ts';
import { ca, clientOptions, serverOptions, signOnlyCredentials } from '../tls/parties.ts';

const clientCertificate = { require: { mode: 'require', ...JUDGED_BY, roots: [ca] }, none: { mode: 'none' } } as const;
const make = (mode: 'none' | 'require') => () => ({
  client: createClient(clientOptions()),
  server: createServer(serverOptions({ clientCertificate: clientCertificate[mode] })),
});

const SUITES_13 = { ciphers: ['TLS_AES_128_GCM_SHA256'] } as const;
/** Ends of TLS 1.3; for a retry, the client guesses a group that the server does not have. */
const make13 =
  ({ mutual, retry }: Handshake13Options) =>
  () => ({
    client: createClient(clientOptions({ ...SUITES_13, groups: ['x25519', 'secp256r1'] })),
    server: createServer(
      serverOptions({
        ...SUITES_13,
        groups: retry ? ['secp256r1'] : ['x25519'],
        credentials: signOnlyCredentials,
        clientCertificate: clientCertificate[mutual ? 'require' : 'none'],
      }),
    ),
  });

/** An end that notes its states and its errors. */
const watchedBy = (reached: Set<string>, end: TlsConnection): HandshakeEnds['client'] => ({
  get at() {
    return end.at;
  },
  start: () => end.start(),
  receive(bytes) {
    const outputs = end.receive(bytes);
    reached.add(`${end.role} ${end.at}`);
    for (const output of outputs) if (output.kind === 'error') reached.add(output.error.code);
    return outputs;
  },
});

describe('properties', () => {
  it.each(['none', 'require'] as const)('our ends do as RFC 5246 §7.3 says, client certificates: %s', (mode) => {
    fc.assert(
      fc.property(handshakes(), (commands) => {
        fc.modelRun(handshakeRun(make(mode), mode === 'require'), commands);
      }),
      runsOf(0.6),
    );
  });

  it.each([
    { mutual: false, retry: false },
    { mutual: true, retry: false },
    { mutual: true, retry: true },
  ])('our ends do as RFC 8446 appendix A says, %j', (options) => {
    fc.assert(
      fc.property(handshakes(), (commands) => {
        fc.modelRun(handshakeRun13(make13(options), options), commands);
      }),
      runsOf(0.2),
    );
  });

  it('gets to every state of TLS 1.3, and to refusals of both kinds', () => {
    const options = { mutual: true, retry: true };
    const reached = new Set<string>();
    fc.assert(
      fc.property(handshakes(), (commands) => {
        fc.modelRun(() => {
          const { model, real } = handshakeRun13(make13(options), options)();
          const watch = (end: HandshakeEnds['client']) => watchedBy(reached, end as TlsConnection);
          return { model, real: { client: watch(real.client), server: watch(real.server) } };
        }, commands);
      }),
      { numRuns: 60, seed: 5 },
    );
    expect([...reached]).toEqual(
      expect.arrayContaining([
        ...['client WAIT_SECOND_SERVER_HELLO', 'server WAIT_SECOND_CLIENT_HELLO', 'client WAIT_CERTIFICATE'],
        ...['client CONNECTED', 'server WAIT_CERTIFICATE_VERIFY', 'server CONNECTED'],
        ...['unexpected-message', 'bad-record-mac', 'alert-received'],
      ]),
    );
  });

  it('gets to every state, secured ones too, and to refusals of both kinds', () => {
    const reached = new Set<string>();
    const watched = (end: TlsConnection) => watchedBy(reached, end);
    fc.assert(
      fc.property(handshakes(), (commands) => {
        fc.modelRun(() => {
          const { model, real } = handshakeRun(make('require'), true)();
          return {
            model,
            real: { client: watched(real.client as TlsConnection), server: watched(real.server as TlsConnection) },
          };
        }, commands);
      }),
      { numRuns: 60, seed: 3 },
    );
    expect([...reached]).toEqual(
      expect.arrayContaining([
        'client CONNECTED',
        'server CONNECTED',
        'client WAIT_SERVER_HELLO_DONE',
        'server WAIT_CERTIFICATE_VERIFY',
        'unexpected-message',
        'bad-record-mac',
        'alert-received',
      ]),
    );
  });
});

/** An end that has forgotten a rule: the run must notice. */
const broken = (change: (end: TlsConnection, bytes: Uint8Array) => Uint8Array) => () => {
  const { client, server } = make('require')();
  const receive = server.receive.bind(server);
  server.receive = (bytes) => receive(change(server, bytes));
  return { client, server };
};

describe('what a run notices', () => {
  const failed = (ends: ReturnType<typeof broken>) =>
    fc.check(
      fc.property(handshakes(), (commands) => {
        fc.modelRun(handshakeRun(ends, true), commands);
      }),
      { numRuns: 40, seed: 1, endOnFailure: true },
    ).failed;

  it('in TLS 1.3: a server that takes ciphertext twice, and one that minds what must be dropped', () => {
    const options = { mutual: true, retry: false };
    const failed13 = (change: (end: TlsConnection, bytes: Uint8Array) => Uint8Array) =>
      fc.check(
        fc.property(handshakes(), (commands) => {
          fc.modelRun(
            handshakeRun13(() => {
              const { client, server } = make13(options)();
              const receive = client.receive.bind(client);
              client.receive = (bytes) => receive(change(client, bytes));
              return { client, server };
            }, options),
            commands,
          );
        }),
        { numRuns: 60, seed: 1, endOnFailure: true },
      ).failed;
    expect(failed13((_, bytes) => bytes)).toBe(false);
    const seen = new Set<string>();
    const isRepeated = (bytes: Uint8Array): boolean => {
      const key = `${bytes}`;
      const was = seen.has(key);
      seen.add(key);
      return was && bytes[0] === 23;
    };
    expect(failed13((_, bytes) => (isRepeated(bytes) ? bytes.subarray(bytes.length) : bytes))).toBe(true);
    expect(
      failed13((end, bytes) =>
        bytes[0] === 20 && end.at !== 'CLOSED' ? Uint8Array.of(23, ...bytes.subarray(1)) : bytes,
      ),
    ).toBe(true);
  });

  it('a server that passes over what it did not expect', () => {
    expect(failed(broken((_, bytes) => bytes))).toBe(false);
    expect(
      failed(
        broken((end, bytes) =>
          end.at === 'WAIT_CLIENT_HELLO' && bytes[5] !== 1 ? bytes.subarray(bytes.length) : bytes,
        ),
      ),
    ).toBe(true);
  });
});
