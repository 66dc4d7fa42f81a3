/** Chooses which connection to close when there are too many. */
import { isIPv6 } from 'node:net';
import { parseIpAddress } from '../x509/index.ts';

/** A peer that occupies a slot. */
export interface Peer {
  /** `networkOf` its address; asked for only when somebody must go. */
  readonly network: string;
  /** Lower ranks lose less and are closed first. Undefined: never closed. */
  readonly rank: number | undefined;
}

/** A network with few slots is spared while a crowd of another holds more than half of all: a crowd whose every peer has sent a byte must not
 * push out a peer that is about to send its first. */
const FEW = 8;
const CROWD = 4 * FEW;

/** Chooses among the peers of the lowest rank: a peer of the network with the most slots, and of those the oldest. A crowd from
 * one network is thus closed before other peers, but while there is room no network is limited. If that network has few slots, and a
 * crowd of another more than half of all, the oldest of the lowest rank in the latter is chosen.
 * @param peers - oldest first.
 * @returns undefined if none may be closed. */
export function peerToDrop<P extends Peer>(peers: Iterable<P>): P | undefined {
  const networks = new Map<string, Network<P>>();
  let total = 0;
  for (const peer of peers) {
    const network = networks.get(peer.network) ?? { slots: 0, rank: Number.POSITIVE_INFINITY, first: undefined };
    networks.set(peer.network, network);
    network.slots++;
    total++;
    const { rank } = peer;
    if (rank !== undefined && rank < network.rank) [network.rank, network.first] = [rank, peer];
  }
  const droppable = [...networks.values()].filter(({ first }) => first !== undefined);
  const lowest = droppable.reduce((least, { rank }) => Math.min(least, rank), Number.POSITIVE_INFINITY);
  const chosen = largest(droppable.filter(({ rank }) => rank === lowest));
  const crowd = largest(droppable);
  const isSpared = chosen !== undefined && chosen.slots <= FEW && crowd!.slots > Math.max(total / 2, CROWD);
  return (isSpared ? crowd : chosen)?.first;
}

/** The peers of a network: how many there are, the lowest rank of those that may be closed, and the oldest of that rank. */
interface Network<P> {
  slots: number;
  rank: number;
  first: P | undefined;
}

const largest = <P>(networks: readonly Network<P>[]): Network<P> | undefined =>
  networks.reduce<Network<P> | undefined>(
    (most, one) => (most === undefined || one.slots > most.slots ? one : most),
    undefined,
  );

const IPV4_MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** The unit that one party controls: an IPv4 address, the /64 of an IPv6 address (RFC 4291 §2.5.4), or '' for an in-memory
 * stream. */
export function networkOf(address: string | undefined): string {
  if (address === undefined) return '';
  const [, mapped] = IPV4_MAPPED.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  // A link-local address ends in a percent sign and its interface.
  return `${parseIpAddress(address.split('%')[0])?.subarray(0, 8) ?? address}`;
}
