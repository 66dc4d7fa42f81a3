/** The headers in a classic capture, whatever machine wrote it, and the TCP packets in its frames. */
import { concat } from '../bytes/index.ts';
import { captureFormat, isAt, MICROSECONDS, NANOSECONDS, reversed } from './session-files.ts';

/** Bytes of each field of the file header, and of a packet's. */
const FILE_FIELDS = [4, 2, 2, 4, 4, 4, 4];
const PACKET_FIELDS = [4, 4, 4, 4];
export const FILE_HEADER = 24;
export const PACKET_HEADER = 16;

/** The headers of a classic capture as the descriptions in `pcap.ts` have them. */
export interface CaptureHeaders {
  file(): Uint8Array;
  packet(at: number): Uint8Array;
}

/** Turns the fields of each header round if the file was written with the least significant byte first. The unit of the times,
 * which are not shown, is passed over. */
export function captureHeaders(file: Uint8Array): CaptureHeaders {
  const isReversed = isAt(file, 0, reversed(MICROSECONDS)) || isAt(file, 0, reversed(NANOSECONDS));
  const read = (at: number, fields: readonly number[]): Uint8Array => {
    let end = at;
    return concat(
      ...fields.map((length) => {
        const field = file.slice(end, end + length);
        end += length;
        return isReversed ? field.reverse() : field;
      }),
    );
  };
  return {
    file() {
      const header = read(0, FILE_FIELDS);
      return captureFormat(file) === 'pcap' ? concat(Uint8Array.from(MICROSECONDS), header.subarray(4)) : header;
    },
    packet: (at) => read(at, PACKET_FIELDS),
  };
}

/** What stands before the IP header of a packet: its length, and where in it the EtherType is, by the link type. */
const LINKS: ReadonlyMap<number, { readonly length: number; readonly typeAt?: number }> = new Map([
  // LINKTYPE_RAW, LINKTYPE_IPV4 and LINKTYPE_IPV6; LINKTYPE_NULL.
  [101, { length: 0 }],
  [228, { length: 0 }],
  [229, { length: 0 }],
  [0, { length: 4 }],
  // LINKTYPE_ETHERNET, LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2.
  [1, { length: 14, typeAt: 12 }],
  [113, { length: 16, typeAt: 14 }],
  [276, { length: 20, typeAt: 0 }],
]);
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const PROTOCOL_TCP = 6;

/** Whether packets of a link type can be read. */
export const isKnownLink = (linkType: number): boolean => LINKS.has(linkType);

/** The IP packet of a frame, without padding; undefined for another protocol than TCP over IP.
 * @param linkType - one for which `isKnownLink`. */
export function tcpPacketIn(frame: Uint8Array, linkType: number): Uint8Array | undefined {
  const { length, typeAt } = LINKS.get(linkType)!;
  const type = typeAt === undefined ? undefined : frame[typeAt] * 256 + frame[typeAt + 1];
  if (type !== undefined && type !== ETHERTYPE_IPV4 && type !== ETHERTYPE_IPV6) return undefined;
  const packet = frame.subarray(length);
  const isV4 = packet[0] >> 4 === 4;
  // RFC 791 §3.1: total length and protocol; RFC 8200 §3: payload length and next header.
  const end = isV4 ? packet[2] * 256 + packet[3] : 40 + packet[4] * 256 + packet[5];
  return packet[isV4 ? 9 : 6] === PROTOCOL_TCP ? packet.subarray(0, end) : undefined;
}
