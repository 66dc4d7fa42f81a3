/** Handshakes as they are today: P-256 certificates, X25519, both sides authenticated, in memory. */
import { deepStrictEqual } from 'node:assert';
import { once as onceEmitted } from 'node:events';
import { duplexPair } from 'node:stream';
import { connect, createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { systemRandom } from '../../src/bytes/index.ts';
import {
  type ClientResumption,
  type CommonOptions,
  createClient,
  createServer,
  SessionStore,
  TicketKeys,
  type TlsConnection,
  type TlsOutput,
  type TlsVersion,
} from '../../src/tls/index.ts';
import { fixturePki, type Party } from '../../test/fixtures/pki.ts';
import { JUDGED_BY } from '../../test/judged.ts';
import { type BenchRow, once } from '../rows.ts';
import { newP256Key, TIME, validity } from './p256-parties.ts';

const VERSIONS: readonly TlsVersion[] = ['TLSv1.3', 'TLSv1.2'];

const parties = once(() => {
  const { authority, leaf } = fixturePki({ validity });
  const ca = authority('ca', newP256Key());
  const usage = ['digitalSignature'] as const;
  const names = 'DNS:localhost';
  return {
    ca,
    server: leaf(ca, { subject: 'server', key: newP256Key(), purpose: 'serverAuth', names, usage }),
    client: leaf(ca, { subject: 'client', key: newP256Key(), purpose: 'clientAuth', usage }),
  };
});
const credentials = ({ certificate, privateKey }: Party) => ({ chain: [certificate], key: privateKey });
const ticketKeys = once(() => new TicketKeys([systemRandom.bytes(32)]));

/** Hands what one end sends to the other, and back, until nobody has more to say. */
function converse(near: TlsConnection, far: TlsConnection): void {
  let outputs: readonly TlsOutput[] = near.start();
  for (let [from, to] = [near, far]; ; [from, to] = [to, from]) {
    const answers: TlsOutput[] = [];
    for (const output of outputs) {
      if (output.kind === 'error') throw output.error;
      if (output.kind === 'send') answers.push(...to.receive(output.bytes));
    }
    if (answers.length === 0) return;
    outputs = answers;
  }
}

/** @param resumption - the client's store, if sessions are kept. @returns the client. */
function ourHandshake(version: TlsVersion, resumption?: ClientResumption): TlsConnection {
  const { ca, server, client } = parties();
  const common: CommonOptions = {
    ...{ versions: [version], groups: ['x25519', 'secp256r1'], random: systemRandom, time: () => TIME },
  };
  const trust = { roots: [ca.certificate], ...JUDGED_BY };
  const near = createClient({
    name: { dns: 'localhost' },
    credentials: credentials(client),
    verification: { mode: 'roots', ...trust },
    ...common,
    ...(resumption && { resumption }),
  });
  const far = createServer({
    credentials: credentials(server),
    clientCertificate: { mode: 'require', ...trust },
    ...common,
    ...(resumption && { tickets: { keys: ticketKeys(), lifetime: 7200 } }),
  });
  far.start();
  converse(near, far);
  return near;
}

const contexts = once(() => {
  const { ca, server, client } = parties();
  const contextOf = ({ cert, key }: Party, version: TlsVersion): SecureContext => {
    const only = { minVersion: version, maxVersion: version, ecdhCurve: 'X25519:P-256' } as const;
    return createSecureContext({ cert, key, ca: ca.cert, sessionIdContext: 'bench', ...only });
  };
  const of = (version: TlsVersion) => ({ server: contextOf(server, version), client: contextOf(client, version) });
  return { 'TLSv1.2': of('TLSv1.2'), 'TLSv1.3': of('TLSv1.3') };
});

/** @param session - to resume. @returns what the client tells, and its newest session if it is asked for. */
async function theirHandshake(version: TlsVersion, session?: Buffer, wantsSession = false) {
  const [one, other] = duplexPair();
  const { client, server } = contexts()[version];
  const far = new TLSSocket(other, {
    ...{ isServer: true, requestCert: true, rejectUnauthorized: true, secureContext: server },
  });
  const near = connect({ socket: one, servername: 'localhost', secureContext: client, ...(session && { session }) });
  const kept = wantsSession ? onceEmitted(near, 'session') : undefined;
  await Promise.all([onceEmitted(near, 'secureConnect'), onceEmitted(far, 'secure')]);
  const told = { resumed: near.isSessionReused(), version: near.getProtocol(), session: (await kept)?.[0] as Buffer };
  near.destroy();
  far.destroy();
  return told;
}

function fullRows(version: TlsVersion): BenchRow[] {
  const row = `handshake/${version} mutual/P-256 X25519`;
  return [
    {
      row,
      implementation: 'vitrine',
      run: () => ourHandshake(version),
      check: () => deepStrictEqual(ourHandshake(version).session?.version, version),
    },
    {
      row,
      implementation: 'node:tls',
      run: () => theirHandshake(version),
      check: async () => deepStrictEqual((await theirHandshake(version)).version, version),
    },
  ];
}

function resumedRows(version: TlsVersion): BenchRow[] {
  const row = `handshake/${version} resumed/P-256 X25519`;
  const store = once((): ClientResumption => {
    const resumption = { sessions: new SessionStore({ capacity: 16 }), port: 1 };
    ourHandshake(version, resumption);
    return resumption;
  });
  const session = once(async () => (await theirHandshake(version, undefined, true)).session);
  return [
    {
      row,
      implementation: 'vitrine',
      run: () => ourHandshake(version, store()),
      check: () => deepStrictEqual(ourHandshake(version, store()).session?.resumed, true),
    },
    {
      row,
      implementation: 'node:tls',
      run: async () => theirHandshake(version, await session()),
      check: async () => deepStrictEqual((await theirHandshake(version, await session())).resumed, true),
    },
  ];
}

export const handshakeRows: readonly BenchRow[] = VERSIONS.flatMap((version) => [
  ...fullRows(version),
  ...resumedRows(version),
]);
