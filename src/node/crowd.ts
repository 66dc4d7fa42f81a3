/** Which of too many peers makes room for the one that came last. */
import { isIPv6 } from 'node:net';
import { parseIpAddress } from '../x509/index.ts';

/** A peer that holds a place. */
export interface Peer {
  /** As `networkOf` its address. */
  readonly network: string;
  /** How little it would lose: the lowest goes first. Undefined: it stays. */
  readonly rank: number | undefined;
}

/** Chooses among the peers of the lowest rank: of those, one whose network holds most places; of those, the one that came first.
 * So a crowd from one network gives way before anyone else, but no network is bounded while there is room.
 * @param peers - in the order in which they came.
 * @returns undefined where all stay. */
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

/** What one party has: an IPv4 address stands for itself, an IPv6 address for its /64 (RFC 4291 §2.5.4), '' for a stream in memory. */
export function networkOf(address: string | undefined): string {
  if (address === undefined) return '';
  const [, mapped] = IPV4_MAPPED.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  // A link-local address names its interface after a percent sign.
  return `${parseIpAddress(address.split('%')[0])?.subarray(0, 8) ?? address}`;
}
