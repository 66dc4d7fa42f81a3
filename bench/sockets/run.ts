/** `npm run bench:sockets [-- ROUNDS]`: TLS 1.3 over loopback beside node:tls and, where `npm run bench:peers` has installed it,
 * @reclaimprotocol/tls. The servers' handshakes, the bulk of records, what is received from OpenSSL, and the time from the start of a process to its
 * first secureConnect, of the package as it was built (`npm run build`). Least of all rounds: other work of the machine disturbs that least. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bulk } from './bulk.ts';
import { firstConnections } from './first.ts';
import { handshakesOf } from './handshakes.ts';
import { newParties } from './parties.ts';
import { reception } from './reception.ts';

const rounds = Number(process.argv[2] ?? 5);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('usage: npm run bench:sockets [-- ROUNDS]');

/** Numbers of two implementations, and how the first compares. */
function tell(
  what: string,
  unit: string,
  ours: number,
  theirs: number | undefined,
  aim: string,
  name = 'node:tls',
): void {
  const other = theirs === undefined ? `${name} is not installed` : `${name} ${theirs.toFixed(1)} ${unit}`;
  const ratio = theirs === undefined ? '' : `; ${(ours / theirs).toFixed(2)} ×`;
  console.log(`${what}: vitrine ${ours.toFixed(1)} ${unit}, ${other}${ratio} (aim: ${aim})`);
}

const folder = mkdtempSync(join(tmpdir(), 'vitrine-bench-'));
const files = { ca: join(folder, 'ca.crt'), cert: join(folder, 'server.crt'), key: join(folder, 'server.key') };
try {
  const { ca, server } = newParties();
  for (const [path, text] of [
    [files.ca, ca.cert],
    [files.cert, server.cert],
    [files.key, server.key],
  ] as const) {
    writeFileSync(path, text, { mode: 0o600 });
  }
  const [near, far] = [await handshakesOf('vitrine', files, rounds), await handshakesOf('node:tls', files, rounds)];
  tell('handshakes of a server on one core', 'a second', near, far, 'at least 0.6 ×');
  const { through, alone } = bulk(rounds);
  tell('1 MiB through both ends', 'MB/s', through, alone, 'at least 0.8 ×', 'seal and open alone');
  const { ours, theirs } = await reception(files, folder, rounds);
  tell('received from openssl s_server', 'MB/s', ours, theirs, 'at least 3 ×', '@reclaimprotocol/tls');
  const first = await firstConnections(files, rounds);
  if (first === undefined) console.log('a process to its first secureConnect: run `npm run build` first');
  else tell('a process to its first secureConnect', 'ms', first.ours, first.theirs, 'at most 3 ×');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
