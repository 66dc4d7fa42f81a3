/** The sessions of `s_server`: R32. */
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { SessionPool } from '../../src/cli/session-pool.ts';
import type { TlsSocket } from '../../src/node/index.ts';
import { closed, dial, serve } from '../node/loopback.ts';

it('a further session has the one that was silent longest make room', async () => {
  const pool = new SessionPool(2);
  const served: TlsSocket[] = [];
  const { port } = await serve({}, (socket) => {
    served.push(socket.on('error', () => {}));
    pool.add(socket);
  });
  const session = async (): Promise<TlsSocket> => {
    const client = dial(port);
    await once(client, 'secureConnect');
    return client.resume();
  };
  const [first, second] = [await session(), await session()];
  pool.touch(served[0]);
  const over = closed(second);
  const third = await session();
  await over;
  // It was told so.
  expect([second.truncated, first.destroyed, third.destroyed]).toEqual([false, false, false]);
});
