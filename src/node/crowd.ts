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

/** Chooses among the peers of the lowest rank: a peer of the network with the most slots, and of those the oldest. A crowd from
 * one network is thus closed before other peers, but while there is room no network is limited.
 * @param peers - oldest first.
 * @returns undefined if none may be closed. */
export function peerToDrop<P extends Peer>(peers: Iterable<P>): P | undefined {
  const places = new Map<string, number>();
  const first = new Map<string, P>();
  let lowest = Number.POSITIVE_INFINITY;
  for (const peer of peers) {
    const { network } = peer;
    places.set(network, (places.get(network) ?? 0) + 1);
    if (peer.rank === undefined || peer.rank > lowest) continue;
    if (peer.rank < lowest) first.clear();
    lowest = peer.rank;
    if (!first.has(network)) first.set(network, peer);
  }
  let chosen: P | undefined;
  let most = 0;
  for (const [network, peer] of first) {
    const held = places.get(network)!;
    if (held > most) [chosen, most] = [peer, held];
  }
  return chosen;
}

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
