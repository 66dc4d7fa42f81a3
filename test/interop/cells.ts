/** The table of peers: which one, with which program of ours, by which version, with which certificates. */
import { isWholeTable } from '../property-runs.ts';

export const VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;
export const KINDS = ['RSA', 'ECDSA'] as const;
/** Programs that reach our servers. */
export const CLIENTS = [
  ...['curl', 'wget', 'kubectl', 'node:https', 'fetch', 'go', 'java', 'python'],
  ...['openssl s_client', 'gnutls-cli', 'chromium', 'node 24'],
] as const;
/** Our servers. */
export const OUR_SERVERS = ['apiserver', 's_server'] as const;
/** Programs that our clients reach. */
export const SERVERS = [
  ...['openssl s_server', 'gnutls-serv', 'node:tls', 'nginx', 'go', 'java', 'etcd', 'node 24'],
] as const;
/** Our clients: the library's, and the program. */
export const OUR_CLIENTS = ['connect', 's_client'] as const;

export interface Cell<Peer extends string = string, Ours extends string = string> {
  readonly peer: Peer;
  readonly ours: Ours;
  readonly version: (typeof VERSIONS)[number];
  /** Of all certificates, and of their CA. */
  readonly kind: (typeof KINDS)[number];
  /** Whether the client presents a certificate. */
  readonly mutual: boolean;
}

/** The name of a cell, which can stand in a path. */
export const cellId = ({ peer, ours, version, kind, mutual }: Cell): string =>
  [peer, ours, version, kind, mutual ? 'mutual' : 'server-only'].join('-').replace(/[^\w.-]/g, '_');

/** All cells of some peers, with each of our programs. */
export const allCells = <Peer extends string, Ours extends string>(
  peers: readonly Peer[],
  programs: readonly Ours[],
): readonly Cell<Peer, Ours>[] =>
  peers.flatMap((peer) =>
    programs.flatMap((ours) =>
      VERSIONS.flatMap((version) =>
        KINDS.flatMap((kind) => [true, false].map((mutual) => ({ peer, ours, version, kind, mutual }))),
      ),
    ),
  );

/** The pairs of values in a cell. */
export function pairsOf(cell: Cell): string[] {
  const values = Object.entries(cell).map(([name, value]) => `${name}=${value}`);
  return values.flatMap((one, i) => values.slice(i + 1).map((other) => `${one} ${other}`));
}

/** A sixth of the cells, in which each pair of values occurs: again and again the one with the most pairs that are missing, of the peer with
 * the fewest cells so far. */
export function sixthOf<C extends Cell>(cells: readonly C[]): readonly C[] {
  const missing = new Set(cells.flatMap(pairsOf));
  const left = [...cells];
  const chosen: C[] = [];
  const gain = (cell: C): number => pairsOf(cell).filter((pair) => missing.has(pair)).length;
  const count = ({ peer }: C): number => chosen.filter((cell) => cell.peer === peer).length;
  const rank = (cell: C): number => gain(cell) - count(cell) / cells.length;
  while (missing.size > 0 || chosen.length < cells.length / 6) {
    const best = left.reduce((most, cell) => (rank(cell) > rank(most) ? cell : most));
    left.splice(left.indexOf(best), 1);
    chosen.push(best);
    for (const pair of pairsOf(best)) missing.delete(pair);
  }
  return chosen;
}

/** The cells of this run: a sixth, or all where main is guarded. */
export const cellsOf = <Peer extends string, Ours extends string>(
  peers: readonly Peer[],
  programs: readonly Ours[],
): readonly Cell<Peer, Ours>[] => {
  const cells = allCells(peers, programs);
  return isWholeTable ? cells : sixthOf(cells);
};
