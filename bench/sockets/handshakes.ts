/** Full handshakes of a server in a process of its own, counted by its processor time. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { HOST } from './parties.ts';

const PROGRAM = fileURLToPath(new URL('./server.js', import.meta.url));
const CONCURRENT = 8;
const PER_ROUND = 200;

export interface Files {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** @returns handshakes a second, if the server had one core to itself: of the best round. */
export async function handshakesOf(who: 'node:tls' | 'vitrine', files: Files, rounds: number): Promise<number> {
  const server = fork(PROGRAM, [who, files.cert, files.key]);
  try {
    const [{ port }] = (await once(server, 'message')) as [{ port: number }];
    const ca = readFileSync(files.ca, 'utf8');
    const meet = async (): Promise<void> => {
      const socket = connect({ host: HOST, port, servername: 'localhost', ca });
      socket.resume();
      await once(socket, 'secureConnect');
      await once(socket, 'close');
    };
    let best = 0;
    // The first rounds warm the server up.
    for (let round = -8; round < rounds; round++) {
      for (let i = 0; i < PER_ROUND; i += CONCURRENT) await Promise.all(Array.from({ length: CONCURRENT }, meet));
      server.send('tell');
      const [{ cpu, handshakes }] = (await once(server, 'message')) as [{ cpu: number; handshakes: number }];
      if (round >= 0) best = Math.max(best, handshakes / (cpu / 1e6));
    }
    return best;
  } finally {
    server.kill();
  }
}
