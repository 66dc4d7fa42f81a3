/** Programs of others reach our servers, `vitrine apiserver` and `vitrine s_server`: our side sets the version. Each posts 64 KiB, and gets them back. */
import { beforeAll, describe, expect, it } from 'vitest';
import { sayWhySkipped } from '../skipping.ts';
import { BODY, writeCellFiles } from './cell-files.ts';
import { type Cell, CLIENTS, cellId, cellsOf, type OUR_SERVERS, OUR_SERVERS as OURS } from './cells.ts';
import { textInChromium } from './chromium.ts';
import { type Client, obstacleToClient, post } from './clients.ts';
import { told, urlFor } from './our-servers.ts';
import { PATIENCE } from './peer-programs.ts';

/** Offers it first by default, so that our servers take it. */
const POST_QUANTUM: readonly Client[] = ['chromium', 'node 24'];

/** What a session must be. */
function expectedOf({ peer, version, kind, mutual }: Cell) {
  const is13 = version === 'TLSv1.3';
  return {
    version,
    suite: is13 ? expect.not.stringContaining('_WITH_') : expect.stringContaining(`_${kind}_`),
    group: is13 && POST_QUANTUM.includes(peer as Client) ? 'X25519MLKEM768' : expect.not.stringContaining('MLKEM'),
    verification: mutual ? 'OK' : 'none',
  };
}

async function expectCell(cell: Cell<Client, (typeof OUR_SERVERS)[number]>): Promise<void> {
  const url = await urlFor(cell);
  if (cell.peer === 'chromium' && cell.ours === 's_server') {
    // It cannot tell standard input whose request it answers: a page about the session, in place of an echo.
    const text = await textInChromium(cell, url);
    const { version, suite, group, verification } = expectedOf(cell);
    const [, ...words] =
      /Protocol: (\S+), cipher suite: (\S+) .*group: (\S+)[\s\S]*Verification: (\S+)/.exec(text) ?? [];
    expect(words).toEqual([version, suite, group, verification]);
    return;
  }
  const answer = JSON.parse((await post(cell.peer, cell, url)).toString());
  expect(answer.data?.text === BODY.toString('latin1'), JSON.stringify(answer).slice(0, 500)).toBe(true);
  if (cell.ours === 's_server') expect(told.get(cellId(cell))).toEqual(expectedOf(cell));
  // The name is the server's.
  else expect(answer.metadata.name).toMatch(/^cell-./);
}

beforeAll(writeCellFiles);
const cells = cellsOf(CLIENTS, OURS);
describe.each(CLIENTS)('%s', (peer) => {
  // Without a client certificate first: see chromium.ts.
  const own = cells
    .filter((cell) => cell.peer === peer)
    .sort((one, other) => Number(one.mutual) - Number(other.mutual));
  const obstacle = obstacleToClient(peer);
  if (obstacle !== undefined) sayWhySkipped(obstacle);
  it.skipIf(obstacle !== undefined).each(own.map((cell) => [cellId(cell), cell] as const))(
    '%s',
    (_, cell) => expectCell(cell),
    PATIENCE,
  );
});
