/** A session in memory: both ends, each of which has authenticated the other. */
import { strictEqual } from 'node:assert';
import { systemRandom } from '../../src/bytes/index.ts';
import {
  type CipherSuiteName,
  createClient,
  createServer,
  RSA_CIPHER_SUITES,
  type TlsConnection,
} from '../../src/tls/index.ts';
import { JUDGED_BY } from '../../test/judged.ts';
import { ca, client, type Identity, server, TIME } from '../inputs/certificates.ts';

export interface Pair {
  readonly client: TlsConnection;
  readonly server: TlsConnection;
}

const credentials = ({ certificate, key }: Identity) => ({ chain: [certificate], key }) as const;

/** A whole handshake.
 * @throws what ends either connection; AssertionError unless both are there in the end. */
export function handshake(ciphers: readonly CipherSuiteName[] = RSA_CIPHER_SUITES): Pair {
  const common = { ciphers, random: systemRandom, time: () => TIME };
  const roots = [ca().certificate];
  const near = createClient({
    ...common,
    name: { dns: 'kubernetes' },
    verification: { mode: 'roots', ...JUDGED_BY, roots },
    credentials: credentials(client()),
  });
  const clientCertificate = { mode: 'require', ...JUDGED_BY, roots } as const;
  const far = createServer({ ...common, credentials: credentials(server()), clientCertificate });
  far.start();
  let outputs = near.start();
  for (let [from, to] = [near, far]; outputs.length > 0; [from, to] = [to, from]) {
    outputs = outputs.flatMap((output) => {
      if (output.kind === 'error') throw output.error;
      return output.kind === 'send' ? to.receive(output.bytes) : [];
    });
  }
  strictEqual(near.at, 'CONNECTED');
  strictEqual(far.at, 'CONNECTED');
  return { client: near, server: far };
}

/** @returns how many bytes arrived, which are all unless something is wrong. */
export function transfer(from: TlsConnection, to: TlsConnection, bytes: Uint8Array): number {
  let received = 0;
  for (const sent of from.write(bytes)) {
    if (sent.kind !== 'send') throw new Error(sent.kind);
    for (const output of to.receive(sent.bytes)) if (output.kind === 'data') received += output.bytes.length;
  }
  return received;
}
