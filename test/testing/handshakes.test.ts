import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Handshake12Options,
  type Handshake13Options,
  type HandshakeEnds,
  handshakeRun,
  handshakeRun13,
  handshakes,
} from '../../src/testing/index.ts';
import {
  createClient,
  createServer,
  type GroupName,
  RSA_CIPHER_SUITES,
  TicketKeys,
  type TlsConnection,
} from '../../src/tls/index.ts';
import { JUDGED_BY } from '../judged.ts';
import { runsOf } from '../property-runs.ts';
import {
  ca,
  clientOptions,
  resumptionOf,
  serverCredentials,
  serverOptions,
  sessionsOf,
  signOnlyCredentials,
} from '../tls/parties.ts';

const clientCertificate = { require: { mode: 'require', ...JUDGED_BY, roots: [ca] }, none: { mode: 'none' } } as const;
const tickets = { keys: new TicketKeys([new Uint8Array(32).fill(5)]), lifetime: 3600 };
const SUITES = {
  RSA: RSA_CIPHER_SUITES,
  ECDHE: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
  'TLSv1.3': ['TLS_AES_128_GCM_SHA256'],
} as const;
type Kind = keyof typeof SUITES;

/** The sessions of a full handshake of the kind, which are resumed. */
const known = new Map<string, readonly Uint8Array[]>();
function resumable(kind: Kind, mutual: boolean): readonly Uint8Array[] {
  const key = `${kind} ${mutual}`;
  const [ciphers, mode] = [SUITES[kind], mutual ? 'require' : 'none'] as const;
  const credentials = kind === 'RSA' ? serverCredentials : signOnlyCredentials;
  const server = { ciphers, credentials, tickets, clientCertificate: clientCertificate[mode] };
  const sessions = known.get(key) ?? sessionsOf({ ciphers }, server);
  known.set(key, sessions);
  return sessions;
}

/** Ends that do as the options say. */
function endsOf(
  kind: Kind,
  { mutual, ticket, resumed, stapled }: Omit<Handshake12Options, 'exchange'>,
  groups: Partial<Record<'client' | 'server', readonly GroupName[]>> = {},
) {
  const resumption = resumptionOf(resumed ? resumable(kind, mutual) : []);
  const credentials = kind === 'RSA' ? serverCredentials : signOnlyCredentials;
  return {
    client: createClient(
      clientOptions({
        ...{ ciphers: SUITES[kind], requestOcsp: stapled, ...(groups.client && { groups: groups.client }) },
        ...((ticket || resumed) && { resumption }),
      }),
    ),
    server: createServer(
      serverOptions({
        ...{ ciphers: SUITES[kind], ...(groups.server && { groups: groups.server }) },
        credentials: { ...credentials, ...(stapled && { ocspResponse: Uint8Array.of(48, 3, 10, 1, 1) }) },
        clientCertificate: clientCertificate[mutual ? 'require' : 'none'],
        ...((ticket || resumed) && { tickets }),
      }),
    ),
  };
}

const PLAIN = { exchange: 'RSA', ticket: false, resumed: false, stapled: false } as const;
const make = (options: Handshake12Options) => () => endsOf(options.exchange, options);
/** Ends of TLS 1.3; for a retry, the client guesses a group that the server does not have. */
const make13 =
  ({ mutual, retry, resumed }: Handshake13Options) =>
  () => {
    const groups = { client: ['x25519', 'secp256r1'], server: [retry ? 'secp256r1' : 'x25519'] } as const;
    return endsOf('TLSv1.3', { mutual, resumed, ticket: mutual, stapled: retry }, groups);
  };

/** Our server sends no other ticket in a session that it resumes. */
const options12 = fc
  .record<Handshake12Options>({
    mutual: fc.boolean(),
    exchange: fc.constantFrom('RSA', 'ECDHE'),
    ticket: fc.boolean(),
    resumed: fc.boolean(),
    stapled: fc.boolean(),
  })
  .map((options) => ({ ...options, ticket: options.ticket && !options.resumed }));
const options13 = fc.record<Handshake13Options>({ mutual: fc.boolean(), retry: fc.boolean(), resumed: fc.boolean() });

/** An end that notes its states and its errors. */
const watchedBy = (reached: Set<string>, end: TlsConnection): HandshakeEnds['client'] => ({
  get at() {
    return end.at;
  },
  start: () => end.start(),
  updateKeys: (options) => end.updateKeys(options),
  receive(bytes) {
    const outputs = end.receive(bytes);
    reached.add(`${end.role} ${end.at}`);
    for (const output of outputs) if (output.kind === 'error') reached.add(output.error.code);
    return outputs;
  },
});

describe('properties', () => {
  it('our ends do as RFC 5246 §7.3 says, whatever their options', () => {
    fc.assert(
      fc.property(options12, handshakes(), (options, commands) => {
        fc.modelRun(handshakeRun(make(options), options), commands);
      }),
      runsOf(0.9),
    );
  });

  it('our ends do as RFC 8446 appendix A says, whatever their options', () => {
    fc.assert(
      fc.property(options13, handshakes(), (options, commands) => {
        fc.modelRun(handshakeRun13(make13(options), options), commands);
      }),
      runsOf(0.5),
    );
  });

  it('gets to every state of TLS 1.3, and to refusals of both kinds', () => {
    const options = { mutual: true, retry: true, resumed: false };
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
    const options = { mutual: true, exchange: 'ECDHE', ticket: true, resumed: false, stapled: true } as const;
    fc.assert(
      fc.property(handshakes(), (commands) => {
        fc.modelRun(() => {
          const { model, real } = handshakeRun(make(options), options)();
          return {
            model,
            real: { client: watched(real.client as TlsConnection), server: watched(real.server as TlsConnection) },
          };
        }, commands);
      }),
      { numRuns: 60, seed: 4 },
    );
    expect([...reached]).toEqual(
      expect.arrayContaining([
        'client CONNECTED',
        'server CONNECTED',
        'client WAIT_SERVER_HELLO_DONE',
        'client WAIT_CERTIFICATE_STATUS',
        'client WAIT_SERVER_KEY_EXCHANGE',
        'client WAIT_NEW_SESSION_TICKET',
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
  const { client, server } = endsOf('RSA', { ...PLAIN, mutual: true });
  const receive = server.receive.bind(server);
  server.receive = (bytes) => receive(change(server, bytes));
  return { client, server };
};

describe('what a run notices', () => {
  const failed = (ends: ReturnType<typeof broken>) =>
    fc.check(
      fc.property(handshakes(), (commands) => {
        fc.modelRun(handshakeRun(ends, { ...PLAIN, mutual: true }), commands);
      }),
      { numRuns: 40, seed: 1, endOnFailure: true },
    ).failed;

  it('in TLS 1.3: a server that takes ciphertext twice, and one that minds what must be dropped', () => {
    const options = { mutual: true, retry: false, resumed: false };
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
