/** TLS in memory: whole handshakes, both sides authenticated, and a mebibyte through both ends of a session. */
import { deepStrictEqual } from 'node:assert';
import { once as onceEmitted } from 'node:events';
import { type Duplex, duplexPair } from 'node:stream';
import { connect, createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { systemRandom } from '../src/bytes/index.ts';
import {
  type CipherSuiteName,
  type CommonOptions,
  type Credentials,
  createClient,
  createServer,
  RSA_CIPHER_SUITES,
  type TlsConnection,
  type TlsOutput,
} from '../src/tls/index.ts';
import { JUDGED_BY } from '../test/judged.ts';
import { sameBytes } from './inputs/bytes.ts';
import { ca, client, type Identity, server, TIME } from './inputs/certificates.ts';
import { HANDSHAKE_ROW, HANDSHAKE_SUITE, MEBIBYTE, transferRow } from './inputs/tls.ts';
import { handshakeRows } from './inputs/tls-handshakes.ts';
import { type BenchRow, once } from './rows.ts';

/** node:tls names suites as OpenSSL does. */
const OPENSSL_NAMES: Readonly<Record<CipherSuiteName, string>> = {
  TLS_AES_128_GCM_SHA256: 'TLS_AES_128_GCM_SHA256',
  TLS_AES_256_GCM_SHA384: 'TLS_AES_256_GCM_SHA384',
  TLS_CHACHA20_POLY1305_SHA256: 'TLS_CHACHA20_POLY1305_SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_RSA_WITH_AES_128_CBC_SHA256: 'AES128-SHA256',
  TLS_RSA_WITH_AES_256_CBC_SHA256: 'AES256-SHA256',
  TLS_RSA_WITH_AES_128_GCM_SHA256: 'AES128-GCM-SHA256',
  TLS_RSA_WITH_AES_128_CBC_SHA: 'AES128-SHA',
};

const credentials = ({ certificate, key }: Identity): Credentials => ({ chain: [certificate], key });

interface OurPair {
  readonly near: TlsConnection;
  readonly far: TlsConnection;
}

/** Hands what one end sends to the other, and back, until nobody has more to say. */
function converse({ near, far }: OurPair): void {
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

function ourHandshake(suite: CipherSuiteName, encryptThenMac = true): OurPair {
  const common: CommonOptions = { ciphers: [suite], random: systemRandom, time: () => TIME, encryptThenMac };
  const roots = [ca().certificate];
  const verification = { mode: 'roots', ...JUDGED_BY, roots } as const;
  const name = { dns: 'kubernetes' };
  const near = createClient({ ...common, name, verification, credentials: credentials(client()) });
  const clientCertificate = { mode: 'require', ...JUDGED_BY, roots } as const;
  const far = createServer({ ...common, credentials: credentials(server()), clientCertificate });
  far.start();
  converse({ near, far });
  return { near, far };
}

function isMutual({ near, far }: OurPair): void {
  sameBytes(far.session!.peer!.leaf.der, client().certificate.der);
  sameBytes(near.session!.peer!.leaf.der, server().certificate.der);
}

/** A mebibyte from one end of a session to the other. */
function ourTransfer({ near, far }: OurPair, take: (data: Uint8Array) => void): void {
  for (const sent of near.write(MEBIBYTE)) {
    if (sent.kind !== 'send') throw new Error(sent.kind);
    for (const output of far.receive(sent.bytes)) if (output.kind === 'data') take(output.bytes);
  }
}

/** One session for all runs: what is measured is records, not the handshake. */
function ourTransferRow(suite: CipherSuiteName, encryptThenMac: boolean, name: string): BenchRow {
  const pair = once(() => ourHandshake(suite, encryptThenMac));
  const run = (): number => {
    let received = 0;
    ourTransfer(pair(), (data) => (received += data.length));
    return received;
  };
  const check = (): void => {
    const pieces: Uint8Array[] = [];
    ourTransfer(pair(), (data) => pieces.push(data));
    sameBytes(Buffer.concat(pieces), MEBIBYTE);
  };
  return { row: transferRow(name), implementation: 'vitrine', run, check };
}

interface TheirPair {
  readonly near: TLSSocket;
  readonly far: TLSSocket;
}

interface Contexts {
  readonly client: SecureContext;
  readonly server: SecureContext;
}

/** Certificates and keys are read once for all handshakes, as ours are. */
function contextsFor(suite: CipherSuiteName): () => Contexts {
  const contextOf = ({ pem, keyPem }: Identity): SecureContext => {
    const trust = { ca: ca().pem, ciphers: OPENSSL_NAMES[suite], maxVersion: 'TLSv1.2' } as const;
    return createSecureContext({ cert: pem, key: keyPem, ...trust });
  };
  return once(() => ({ client: contextOf(client()), server: contextOf(server()) }));
}

/** The same by node:tls, in memory too. It asks the clock, and the certificates are valid until 2040. */
async function theirHandshake(contexts: Contexts): Promise<TheirPair> {
  const [one, other]: Duplex[] = duplexPair();
  const asked = { requestCert: true, rejectUnauthorized: true };
  const far = new TLSSocket(other, { isServer: true, ...asked, secureContext: contexts.server });
  const near = connect({ socket: one, servername: 'kubernetes', secureContext: contexts.client });
  await Promise.all([onceEmitted(near, 'secureConnect'), onceEmitted(far, 'secure')]);
  return { near, far };
}

const handshakeContexts = contextsFor(HANDSHAKE_SUITE);
async function runTheirHandshake(): Promise<readonly Uint8Array[]> {
  const { near, far } = await theirHandshake(handshakeContexts());
  const shown = [far, near].map((end) => new Uint8Array(end.getPeerCertificate().raw));
  near.destroy();
  far.destroy();
  return shown;
}

async function theirTransfer({ near, far }: TheirPair, take: (data: Uint8Array) => void): Promise<void> {
  near.write(MEBIBYTE);
  for (let left = MEBIBYTE.length; left > 0; ) {
    const chunk: Buffer | null = far.read();
    if (chunk === null) await onceEmitted(far, 'readable');
    else {
      take(chunk);
      left -= chunk.length;
    }
  }
}

function theirTransferRow(suite: CipherSuiteName): BenchRow {
  const contexts = contextsFor(suite);
  const pair = once(() => theirHandshake(contexts()));
  const run = async (): Promise<number> => {
    let received = 0;
    await theirTransfer(await pair(), (data) => (received += data.length));
    return received;
  };
  const check = async (): Promise<void> => {
    const pieces: Uint8Array[] = [];
    await theirTransfer(await pair(), (data) => pieces.push(data));
    sameBytes(Buffer.concat(pieces), MEBIBYTE);
  };
  return { row: transferRow(suite), implementation: 'node:tls', run, check };
}

export const rows: readonly BenchRow[] = [
  {
    row: HANDSHAKE_ROW,
    implementation: 'vitrine',
    run: () => ourHandshake(HANDSHAKE_SUITE),
    check: () => isMutual(ourHandshake(HANDSHAKE_SUITE)),
  },
  {
    row: HANDSHAKE_ROW,
    implementation: 'node:tls',
    run: runTheirHandshake,
    check: async () =>
      deepStrictEqual(
        await runTheirHandshake(),
        [client(), server()].map(({ certificate }) => new Uint8Array(certificate.der)),
      ),
  },
  ...handshakeRows,
  ...RSA_CIPHER_SUITES.flatMap((suite) => [
    ourTransferRow(suite, true, suite),
    ...(suite.includes('CBC') ? [ourTransferRow(suite, false, `${suite} MAC-then-encrypt`)] : []),
    theirTransferRow(suite),
  ]),
];
