/** A mebibyte through both ends of a session in memory, beside its records sealed and opened alone. */
import { randomBytes, systemRandom } from '../../src/bytes/index.ts';
import { aes, gcm } from '../../src/cipher/index.ts';
import { createClient, createServer, type TlsConnection, type TlsOutput } from '../../src/tls/index.ts';
import { MEBIBYTE } from '../inputs/tls.ts';
import { newParties } from './parties.ts';

const RECORD = 2 ** 14; // bytes
const TIMES = 40; // in a round

function session(): { readonly near: TlsConnection; readonly far: TlsConnection } {
  const { server } = newParties();
  const common = { ciphers: ['TLS_AES_128_GCM_SHA256'], random: systemRandom, time: () => new Date() } as const;
  const near = createClient({ ...common, name: 'unchecked', verification: { mode: 'dangerous-none' } });
  const credentials = { chain: [server.certificate], key: server.privateKey };
  const far = createServer({ ...common, credentials, clientCertificate: { mode: 'none' } });
  far.start();
  let outputs: readonly TlsOutput[] = near.start();
  for (let [from, to] = [near, far]; outputs.length > 0; [from, to] = [to, from]) {
    outputs = outputs.flatMap((output) => (output.kind === 'send' ? to.receive(output.bytes) : []));
  }
  return { near, far };
}

/** @param run - moves a mebibyte. @returns MB/s of the best run. */
function best(rounds: number, run: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rounds * TIMES; i++) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return MEBIBYTE.length / 1e3 / least;
}

/** MB/s of both. */
export function bulk(rounds: number): { readonly through: number; readonly alone: number } {
  const { near, far } = session();
  const through = (): void => {
    let received = 0;
    for (const sent of near.write(MEBIBYTE)) {
      if (sent.kind !== 'send') throw new Error(sent.kind);
      for (const output of far.receive(sent.bytes)) if (output.kind === 'data') received += output.bytes.length;
    }
    if (received !== MEBIBYTE.length) throw new Error(`${received} bytes came`);
  };
  const cipher = gcm(aes(randomBytes(systemRandom, 16)));
  const [nonce, header] = [new Uint8Array(12), new Uint8Array(5)];
  const alone = (): void => {
    for (let at = 0; at < MEBIBYTE.length; at += RECORD) {
      cipher.open(nonce, cipher.seal(nonce, MEBIBYTE.subarray(at, at + RECORD), header), header);
    }
  };
  // In turns, so that other work disturbs both alike.
  const speeds = { through: 0, alone: 0 };
  for (let i = 0; i < rounds; i++) {
    speeds.through = Math.max(speeds.through, best(1, through));
    speeds.alone = Math.max(speeds.alone, best(1, alone));
  }
  return speeds;
}
