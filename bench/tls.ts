import { deepStrictEqual, strictEqual } from 'node:assert';
import { once } from 'node:events';
import { type Duplex, duplexPair } from 'node:stream';
import { connect, type SecureContextOptions, TLSSocket } from 'node:tls';
import { systemRandom } from '../src/bytes/index.ts';
import { writePrivateKeyPem } from '../src/keys/index.ts';
import { CIPHER_SUITE_NAMES, type CipherSuiteName } from '../src/tls/index.ts';
import { type Certificate, certificatePem } from '../src/x509/index.ts';
import { ca, clientCredentials, clientOptions, Pair, serverCredentials, serverOptions } from '../test/tls/parties.ts';
import type { BenchRow } from './rows.ts';

const MEBIBYTE = systemRandom.bytes(2 ** 20);

/** node:tls names suites as OpenSSL does. */
const OPENSSL_NAMES: Readonly<Record<CipherSuiteName, string>> = {
  TLS_RSA_WITH_AES_128_CBC_SHA256: 'AES128-SHA256',
  TLS_RSA_WITH_AES_256_CBC_SHA256: 'AES256-SHA256',
  TLS_RSA_WITH_AES_128_GCM_SHA256: 'AES128-GCM-SHA256',
  TLS_RSA_WITH_AES_128_CBC_SHA: 'AES128-SHA',
};

function ourHandshake(suite: CipherSuiteName, encryptThenMac = true): Pair {
  const common = { ciphers: [suite], random: systemRandom, encryptThenMac };
  return new Pair(clientOptions(common), serverOptions(common)).handshake();
}

const isMutual = ({ client, server }: Pair): void => {
  deepStrictEqual(server.connection.session?.peer?.leaf.der, clientCredentials.chain[0].der);
  deepStrictEqual(client.connection.session?.peer?.leaf.der, serverCredentials.chain[0].der);
};

/** One session, and in each run a mebibyte through both of its ends. */
function transferRow(suite: CipherSuiteName, encryptThenMac: boolean, name: string): BenchRow {
  const { client, server } = ourHandshake(suite, encryptThenMac);
  const run = (): number => {
    let received = 0;
    for (const sent of client.connection.write(MEBIBYTE)) {
      if (sent.kind !== 'send') throw new Error(sent.kind);
      for (const output of server.connection.receive(sent.bytes))
        if (output.kind === 'data') received += output.bytes.length;
    }
    return received;
  };
  return {
    row: `transfer/${name}/1 MiB`,
    implementation: 'vitrine',
    run,
    check: () => strictEqual(run(), MEBIBYTE.length),
  };
}

interface TheirPair {
  readonly client: TLSSocket;
  readonly server: TLSSocket;
}

const pem = (chain: readonly Certificate[]): string => chain.map(certificatePem).join('');
const contextOf = ({ chain, key }: typeof serverCredentials, suite: CipherSuiteName): SecureContextOptions => ({
  cert: pem(chain),
  key: writePrivateKeyPem(key, 'pkcs8'),
  ca: pem([ca]),
  ciphers: OPENSSL_NAMES[suite],
  maxVersion: 'TLSv1.2',
});

/** The same handshake by node:tls, in memory too. The certificates are of 2030: whether they verify is not asked. */
async function theirHandshake(suite: CipherSuiteName): Promise<TheirPair> {
  const [near, far]: Duplex[] = duplexPair();
  const asked = { requestCert: true, rejectUnauthorized: false };
  const server = new TLSSocket(far, { isServer: true, ...asked, ...contextOf(serverCredentials, suite) });
  const client = connect({ socket: near, rejectUnauthorized: false, ...contextOf(clientCredentials, suite) });
  await Promise.all([once(client, 'secureConnect'), once(server, 'secure')]);
  return { client, server };
}

async function runTheirHandshake(suite: CipherSuiteName): Promise<[Uint8Array, Uint8Array]> {
  const { client, server } = await theirHandshake(suite);
  const shown = [server, client].map((end) => new Uint8Array(end.getPeerCertificate().raw));
  client.destroy();
  server.destroy();
  return [shown[0], shown[1]];
}

async function checkTheirHandshake(suite: CipherSuiteName): Promise<void> {
  const [clientShowed, serverShowed] = await runTheirHandshake(suite);
  deepStrictEqual(clientShowed, clientCredentials.chain[0].der);
  deepStrictEqual(serverShowed, serverCredentials.chain[0].der);
}

function theirTransferRow(suite: CipherSuiteName): BenchRow {
  let pair: Promise<TheirPair> | undefined;
  const run = async (): Promise<number> => {
    const { client, server } = await (pair ??= theirHandshake(suite));
    client.write(MEBIBYTE);
    let received = 0;
    while (received < MEBIBYTE.length) {
      const chunk: Buffer | null = server.read();
      if (chunk === null) await once(server, 'readable');
      else received += chunk.length;
    }
    return received;
  };
  const check = async (): Promise<void> => strictEqual(await run(), MEBIBYTE.length);
  return { row: `transfer/${suite}/1 MiB`, implementation: 'node:tls', run, check };
}

const [first] = CIPHER_SUITE_NAMES;

export const rows: BenchRow[] = [
  {
    row: 'handshake/mutual/2048',
    implementation: 'vitrine',
    run: () => ourHandshake(first),
    check: () => isMutual(ourHandshake(first)),
  },
  {
    row: 'handshake/mutual/2048',
    implementation: 'node:tls',
    run: () => runTheirHandshake(first),
    check: () => checkTheirHandshake(first),
  },
  ...CIPHER_SUITE_NAMES.flatMap((suite) => [
    transferRow(suite, true, suite),
    ...(suite.includes('CBC') ? [transferRow(suite, false, `${suite} MAC-then-encrypt`)] : []),
    theirTransferRow(suite),
  ]),
];
