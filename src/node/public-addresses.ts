/** Addresses that an untrusted certificate must not make us connect to: loopback, private and link-local networks, and addresses that embed
 * one of them. */
import { BlockList, isIPv6 } from 'node:net';

/** IANA's special-purpose registries (RFC 6890 and those after it): the ranges in which no address is global. */
const SPECIAL_IPV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];
/** All addresses outside 2000::/3, and those inside it that embed an IPv4 address or are for documentation. */
const SPECIAL_IPV6: readonly (readonly [string, number])[] = [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

// Two lists: Node compares an IPv4 address with IPv6 networks too, as an IPv4-mapped IPv6 address.
const [specialIpv4, specialIpv6] = [new BlockList(), new BlockList()];
for (const [network, bits] of SPECIAL_IPV4) specialIpv4.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of SPECIAL_IPV6) specialIpv6.addSubnet(network, bits, 'ipv6');

/** Whether an IP address belongs to the public Internet. */
export const isPublicAddress = (address: string): boolean =>
  isIPv6(address) ? !specialIpv6.check(address.replace(/%.*$/, ''), 'ipv6') : !specialIpv4.check(address, 'ipv4');
