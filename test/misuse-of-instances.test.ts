/** Methods of instances of every exported class outside `vitrine/kubernetes`, but for codec's Reader and Writer: their calls are the inner loop of
 * every codec, and unchecked. */

import { describe, expect, it } from 'vitest';
import type * as asn1 from '../src/asn1/index.ts';
import type * as bigint from '../src/bigint/index.ts';
import type * as bytes from '../src/bytes/index.ts';
import type * as cipher from '../src/cipher/index.ts';
import type * as ec from '../src/ec/index.ts';
import * as explain from '../src/explain/index.ts';
import type * as explorer from '../src/explorer/index.ts';
import * as hash from '../src/hash/index.ts';
import type * as keys from '../src/keys/index.ts';
import type * as lab from '../src/lab/index.ts';
import type * as lattice from '../src/lattice/index.ts';
import type * as lint from '../src/lint/index.ts';
import * as node from '../src/node/index.ts';
import type * as reference from '../src/reference/index.ts';
import type * as rsa from '../src/rsa/index.ts';
import type * as signatures from '../src/signatures/index.ts';
import type * as testing from '../src/testing/index.ts';
import * as tls from '../src/tls/index.ts';
import * as web from '../src/web/index.ts';
import type * as x509 from '../src/x509/index.ts';
import { closing, closingWithFile } from './closing.ts';
import * as loopback from './fixtures/loopback-pki.ts';
import { listOf, now } from './fixtures/revocation.ts';
import { refuseJunk, type Table } from './instances.ts';
import { JUDGED_BY } from './judged.ts';
import { pair } from './node/loopback.ts';
import { refused, to } from './refused.ts';
import { ca, clientOptions, NOW, Pair, serverCredentials, serverOptions, sessionsOf } from './tls/parties.ts';

const random = hash.seededRandom('instances');

const X509: Table<typeof x509> = {
  Certificate: { make: () => ca, calls: { extension: ['keyUsage'], derive: [() => 1], equals: [ca] } },
  CertificateList: {
    make: () => listOf({ revoked: [{ serialNumber: 1n, revocationDate: now }] }),
    calls: { find: [1n] },
  },
};

const state = {
  ...{ suite: 0x1301, secret: new Uint8Array(32), issuedAt: 1n, expiresAt: 2n, ticketAgeAdd: 0 },
  clientCertificates: [new Uint8Array(1)],
};
const context = {
  ...{ use: new Uint8Array(1), serverName: new Uint8Array(), protocol: new Uint8Array(), policy: new Uint8Array(32) },
};
const ticketKey = (byte: number) => new Uint8Array(32).fill(byte);
const ticketKeys = () => new tls.TicketKeys([ticketKey(1)]);
const CONNECTED = {
  updateKeys: [{ peer: true }],
  channelBinding: ['tls-exporter'],
  refusePeer: ['access_denied'],
} as const;

const TLS: Table<typeof tls, 'get' | 'put' | 'take'> = {
  SessionStore: { make: () => new tls.SessionStore({ capacity: 4 }), calls: { add: [sessionsOf({}, {})[0]] } },
  TicketKeys: {
    make: ticketKeys,
    calls: {
      replace: [[ticketKey(1), ticketKey(2)]],
      seal: [state, context, random],
      open: [ticketKeys().seal(state, context, random), context],
    },
  },
  TlsConnection: {
    make: () => new Pair(clientOptions(), serverOptions()).handshake().client.connection,
    calls: {
      ...CONNECTED,
      receive: [new Uint8Array(1)],
      provide: [new Uint8Array(1)],
      write: [new Uint8Array(1)],
      exportKeyingMaterial: ['EXPERIMENTAL', 32, new Uint8Array()],
    },
  },
};

const { cert, key: pem } = loopback.server;
const pool = new node.KeyPool({ threads: 1 });
closingWithFile(() => pool.close());
const relay = () => {
  const made = node.createRelay({ destinations: ['a:1'], origins: ['http://a'], resolve: async () => '127.0.0.1' });
  closing(() => made.close());
  return made;
};

const NODE: Table<
  typeof node,
  'abandon' | 'createConnection' | 'getName' | 'setKeepAlive' | 'setNoDelay' | 'setTimeout'
> = {
  KeyPool: {
    make: () => {
      pool.lend(serverCredentials);
      return pool;
    },
    calls: {
      lend: [serverCredentials],
      answer: [
        {
          ...{ kind: 'sign', certificate: serverCredentials.chain[0], scheme: 'rsa_pss_rsae_sha256' },
          message: new Uint8Array(1),
        },
      ],
    },
  },
  Relay: { make: relay, calls: { listen: [0, '127.0.0.1'] } },
  TlsServer: {
    make: () => node.createServer({ cert, key: pem, requestCert: false }),
    calls: {
      addContext: ['a.example', { cert, key: pem }],
      setSecureContext: [{ cert, key: pem, requestCert: false }],
    },
  },
  TlsSocket: {
    make: async () => {
      const { client, peer } = await pair();
      for (const end of [client, peer]) end.on('error', () => undefined);
      return client;
    },
    calls: { ...CONNECTED, exportKeyingMaterial: [32, 'EXPERIMENTAL', new Uint8Array()] },
  },
};

const streams = () => {
  const [there, back] = [new TransformStream<Uint8Array>(), new TransformStream<Uint8Array>()];
  const made = web.clientOver(
    { readable: back.readable, writable: there.writable },
    { ...clientOptions({ ciphers: undefined }) },
  );
  for (const end of [made.opened, made.closed]) end.catch(() => undefined);
  closing(() => made.abort());
  return made;
};

const WEB: Table<typeof web> = {
  TlsStreams: {
    make: streams,
    calls: {
      exportKeyingMaterial: ['EXPERIMENTAL', 32, new Uint8Array()],
      channelBinding: ['tls-exporter'],
      abort: [new Error('enough')],
    },
  },
};

const record = { kind: 'record', direction: 'sent', type: 'handshake', bytes: new Uint8Array(1) };
const log = (): explain.TlsLog => {
  const made = new explain.TlsLog();
  new Pair(clientOptions({ observe: made.observe }), serverOptions()).handshake();
  return made;
};

const EXPLAIN: Table<typeof explain> = {
  PcapConnection: {
    make: () => new explain.PcapConnection(explain.DOCUMENTATION_ENDPOINTS),
    calls: { open: [NOW], data: ['client', NOW, new Uint8Array(1)], close: [NOW] },
  },
  SessionRecorder: {
    make: () => new explain.SessionRecorder('client', NOW),
    calls: { take: [record, NOW], senderOf: [record], end: [undefined], recording: ['peer'] },
  },
  TlsLog: {
    make: log,
    calls: {
      observe: [record],
      all: ['record'],
      find: ['record', () => true],
      first: ['record', () => true],
      message: ['client_hello', 'sent'],
      message13: ['finished', 'sent'],
    },
  },
};

/** They export no class with methods that take arguments: whoever adds one adds its row. */
const OTHERS: Table<typeof asn1> &
  Table<typeof bigint> &
  Table<typeof bytes> &
  Table<typeof cipher> &
  Table<typeof ec> &
  Table<typeof explorer> &
  Table<typeof hash> &
  Table<typeof keys> &
  Table<typeof lab> &
  Table<typeof lattice> &
  Table<typeof lint> &
  Table<typeof reference> &
  Table<typeof rsa> &
  Table<typeof signatures> &
  Table<typeof testing> = {};

for (const rows of [X509, TLS, NODE, WEB, EXPLAIN, OTHERS]) refuseJunk(rows);

describe('what is misspelt, or of another kind', () => {
  const pcap = () => new explain.PcapConnection(explain.DOCUMENTATION_ENDPOINTS);
  const recorder = () => new explain.SessionRecorder('client', NOW);
  const onRequest = { chain: serverCredentials.chain, key: 'on-request' };
  const connector = node.undiciConnector({ ...JUDGED_BY, roots: loopback.ca.cert });
  refused([
    ['a certificate that is compared', () => to(ca.equals.bind(ca))(null), 'other'],
    ['credentials of a pool', () => pool.lend(null as never), 'credentials'],
    ['credentials of a pool without a key', () => pool.lend(onRequest as never), 'credentials.key'],
    ['a request to a pool', () => pool.answer({ kind: 'Sign' } as never), 'request.kind', 'out-of-range'],
    ['a request of undici', () => connector(null as never, () => undefined), 'request'],
    ['an end of a capture', () => new explain.PcapConnection({ client: null, server: null } as never), 'client'],
    ['a sender of data', () => pcap().data('Client' as never, NOW, new Uint8Array(1)), 'sender', 'out-of-range'],
    ['a kind in a log', () => new explain.TlsLog().find('recrod' as never), 'kind', 'out-of-range'],
    ['a kind that is an inherited name', () => new explain.TlsLog().all('toString' as never), 'kind', 'out-of-range'],
    ['a direction in a log', () => log().message('finished', 'Sent' as never), 'direction', 'out-of-range'],
    ['a kind that was not reported', () => new explain.TlsLog().first('record'), 'kind', 'misuse'],
    ['a kind that is recorded', () => recorder().take({ kind: 'recrod' } as never, NOW), 'event.kind', 'out-of-range'],
    [
      'a direction of a record',
      () => recorder().senderOf({ direction: 'Sent' } as never),
      'record.direction',
      'out-of-range',
    ],
  ]);

  it('a relay that listens already', async () => {
    const one = relay();
    const [first, second] = await Promise.allSettled([one.listen(), one.listen()]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ reason: { code: 'misuse', argument: 'listen' } });
    await one.close();
    await expect(one.listen()).resolves.toMatch('ws://');
  });

  it('a relay that could not listen may try again', async () => {
    const other = relay();
    const port = Number(new URL(await other.listen()).port);
    const one = relay();
    await expect(one.listen(port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(one.listen()).resolves.toMatch('ws://');
  });
});
