/** Blocks of IANA's special-purpose address registries (RFC 6890) that are not globally reachable, and multicast. */
import { parseIpAddress } from '../../x509/index.ts';

const BLOCKS: readonly (readonly [Uint8Array, number])[] = (
  `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.168.0.0/16
198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 ::/128 ::1/128 ::ffff:0:0/96 64:ff9b:1::/48 100::/64
2001:2::/48 2001:db8::/32 3fff::/20 5f00::/16 fc00::/7 fe80::/10 ff00::/8` as const
)
  .split(/\s+/)
  .map((block) => {
    const [address, bits] = block.split('/');
    return [parseIpAddress(address)!, Number(bits)] as const;
  });

/** Whether an address (4 or 16 bytes) is in one of them. */
export const isSpecialAddress = (address: Uint8Array): boolean =>
  BLOCKS.some(([base, bits]) => base.length === address.length && hasPrefix(address, base, bits));

function hasPrefix(address: Uint8Array, base: Uint8Array, bits: number): boolean {
  for (let i = 0; i * 8 < bits; i++) {
    const mask = bits - i * 8 >= 8 ? 0xff : (0xff00 >> (bits - i * 8)) & 0xff;
    if ((address[i] & mask) !== (base[i] & mask)) return false;
  }
  return true;
}
