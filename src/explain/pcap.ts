/** Captures for Wireshark in the classic file format (draft-ietf-opsawg-pcap): a session's bytes in synthesized TCP segments.
 * Only the bytes and their times were observed; the caller supplies addresses, and the TCP packets (handshake, acknowledgements,
 * end) are those of a network without losses. */
import { assertArray, assertBytes, assertDate, assertFields, type Bytes, concat, UsageError } from '../bytes/index.ts';
import {
  type Codec,
  cite,
  constant,
  encode,
  fixed,
  named,
  rest,
  struct,
  uint8,
  uint16,
  uint32,
} from '../codec/index.ts';
import { parseIpAddress } from '../x509/index.ts';
import { assertRole, type EngineEvent, type Role } from './document/events.ts';

const PCAP = 'draft-ietf-opsawg-pcap';
const IPV4 = 'RFC 791 §3.1';
const IPV6 = 'RFC 8200 §3';
const TCP = 'RFC 9293 §3.1';

/** LINKTYPE_RAW: a packet begins with its IP header. */
const LINKTYPE_RAW = 101;
/** Maximum bytes kept of a packet: all of it. */
const SNAP_LENGTH = 262_144;

/** The file header. The magic number indicates the byte order, ours being big-endian, and times in microseconds. */
export const pcapHeader = struct('FileHeader', `${PCAP} §4`, {
  magicNumber: constant(uint32, 0xa1b2c3d4, `${PCAP} §4`),
  majorVersion: constant(uint16, 2),
  minorVersion: constant(uint16, 4),
  reserved1: constant(uint32, 0),
  reserved2: constant(uint32, 0),
  snapLen: uint32,
  linkType: uint32,
});

/** The header of each packet. */
export const pcapPacketHeader = struct('PacketRecord', `${PCAP} §5`, {
  seconds: uint32,
  microseconds: uint32,
  capturedLength: uint32,
  originalLength: uint32,
});

const address4: Codec<Uint8Array> = cite(IPV4, named('Address', fixed(4)));
const address6: Codec<Uint8Array> = cite(IPV6, named('Address', fixed(16)));

export const ipv4Header = struct('IPv4', IPV4, {
  /** Version 4, and a header of five words. */
  versionAndLength: constant(uint8, 0x45, IPV4),
  typeOfService: uint8,
  totalLength: uint16,
  identification: uint16,
  flagsAndOffset: uint16,
  timeToLive: uint8,
  protocol: uint8,
  checksum: uint16,
  source: address4,
  destination: address4,
});

export const ipv6Header = struct('IPv6', IPV6, {
  /** Version 6, no traffic class and no flow label. */
  versionAndFlow: constant(uint32, 0x6000_0000, IPV6),
  payloadLength: uint16,
  nextHeader: uint8,
  hopLimit: uint8,
  source: address6,
  destination: address6,
});

export const tcpSegment = struct('TCP', TCP, {
  sourcePort: uint16,
  destinationPort: uint16,
  sequenceNumber: uint32,
  acknowledgmentNumber: uint32,
  /** The header's length in words, in four bits, then the flags. */
  offsetAndFlags: uint16,
  window: uint16,
  checksum: uint16,
  urgentPointer: uint16,
  data: rest(),
});

const PROTOCOL_TCP = 6;
const HOP_LIMIT = 64;
const NO_OPTIONS = 5 << 12;
const FLAGS = { FIN: 0x01, SYN: 0x02, PSH: 0x08, ACK: 0x10 } as const;
const WINDOW = 65_535;
/** Maximum data in a segment: fits an Ethernet frame with an IPv6 header. */
const MSS = 1440;

/** The checksum of IPv4, TCP and their like (RFC 1071): the complement of the ones' complement sum of all 16-bit words. */
export function internetChecksum(...parts: readonly Uint8Array[]): number {
  const bytes = concat(...parts);
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += bytes[i] * 256 + (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum % 0x1_0000) + Math.floor(sum / 0x1_0000);
  return 0xffff - sum;
}

/** One end of a TCP connection. */
export interface Endpoint {
  /** IPv4 or IPv6, as text. */
  readonly address: string;
  readonly port: number;
}

/** Addresses for a session that was not on a network (RFC 5737). */
export const DOCUMENTATION_ENDPOINTS: Readonly<Record<Role, Endpoint>> = {
  client: { address: '192.0.2.1', port: 49_152 },
  server: { address: '192.0.2.2', port: 6443 },
};

/** The file header; append the output of connections to it. */
export const pcapFileHeader = (): Bytes =>
  encode(pcapHeader, {
    ...{ magicNumber: 0xa1b2c3d4, majorVersion: 2, minorVersion: 4, reserved1: 0, reserved2: 0 },
    snapLen: SNAP_LENGTH,
    linkType: LINKTYPE_RAW,
  });

interface Party {
  readonly address: Uint8Array;
  readonly port: number;
  /** The next sequence number. */
  next: number;
}

/** One TCP connection, as the packets that carry its bytes. Each method returns bytes to append to the file.
 * Methods throw UsageError for arguments of another type; EncodeError for a time before 1970 or after 2106. */
export class PcapConnection {
  readonly #ends: Readonly<Record<Role, Party>>;

  /** @throws UsageError `out-of-range` for an invalid address or port, or addresses of two families. */
  constructor(endpoints: Readonly<Record<Role, Endpoint>>) {
    assertFields(endpoints, 'endpoints', 'both ends', 'client', 'server');
    const [client, server] = [toParty(endpoints.client, 'client'), toParty(endpoints.server, 'server')];
    if (client.address.length !== server.address.length) {
      throw new UsageError('out-of-range', 'endpoints', 'must both be IPv4 or both be IPv6 addresses');
    }
    this.#ends = { client, server };
  }

  /** SYN, SYN-ACK, ACK (RFC 9293 §3.5). */
  open(at: Date): Bytes {
    return concat(
      this.#packet('client', at, FLAGS.SYN),
      this.#packet('server', at, FLAGS.SYN | FLAGS.ACK),
      this.#packet('client', at, FLAGS.ACK),
    );
  }

  /** Bytes in as many segments as they need, acknowledged. */
  data(sender: Role, at: Date, raw: Uint8Array): Bytes {
    assertRole(sender, 'sender');
    assertBytes(raw, 'raw');
    const packets: Bytes[] = [];
    for (let i = 0; i < raw.length; i += MSS) {
      packets.push(this.#packet(sender, at, FLAGS.PSH | FLAGS.ACK, raw.subarray(i, i + MSS)));
    }
    return concat(...packets, this.#packet(other(sender), at, FLAGS.ACK));
  }

  /** FIN from either side (RFC 9293 §3.6). */
  close(at: Date): Bytes {
    return concat(
      this.#packet('client', at, FLAGS.FIN | FLAGS.ACK),
      this.#packet('server', at, FLAGS.FIN | FLAGS.ACK),
      this.#packet('client', at, FLAGS.ACK),
    );
  }

  #packet(from: Role, at: Date, flags: number, data: Uint8Array = new Uint8Array(0)): Bytes {
    const [source, destination] = [this.#ends[from], this.#ends[other(from)]];
    const header = {
      sourcePort: source.port,
      destinationPort: destination.port,
      sequenceNumber: source.next,
      acknowledgmentNumber: flags & FLAGS.ACK ? destination.next : 0,
      offsetAndFlags: NO_OPTIONS | flags,
      ...{ window: WINDOW, urgentPointer: 0, data },
    };
    // SYN and FIN count as one byte each.
    const length = data.length + (flags & (FLAGS.SYN | FLAGS.FIN) ? 1 : 0);
    source.next = (source.next + length) % 2 ** 32;
    const blank = encode(tcpSegment, { ...header, checksum: 0 });
    const checksum = internetChecksum(pseudoHeader(source, destination, blank.length), blank);
    const segment = encode(tcpSegment, { ...header, checksum });
    return record(at, concat(ipHeader(source, destination, segment.length), segment));
  }
}

const other = (role: Role): Role => (role === 'client' ? 'server' : 'client');

function toParty(endpoint: Endpoint, argument: Role): Party {
  assertFields(endpoint, argument, 'an address and a port', 'address', 'port');
  const { address, port } = endpoint;
  const raw = parseIpAddress(address);
  if (raw === undefined) throw new UsageError('out-of-range', argument, 'must be an IP address');
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new UsageError('out-of-range', argument, 'must have a port in 0..65535');
  }
  return { address: withoutMapping(raw), port, next: 0 };
}

/** An IPv4-mapped IPv6 address, `::ffff:192.0.2.1` (RFC 4291 §2.5.5.2), is IPv4 on the wire. */
function withoutMapping(address: Uint8Array): Uint8Array {
  const isMapped = address.length === 16 && address.subarray(0, 10).every((byte) => byte === 0);
  return isMapped && address[10] === 0xff && address[11] === 0xff ? address.subarray(12) : address;
}

/** The pseudo-header of the TCP checksum (RFC 9293 §3.1; RFC 8200 §8.1). */
function pseudoHeader(source: Party, destination: Party, length: number): Bytes {
  const isV4 = source.address.length === 4;
  const tail = isV4 ? [0, PROTOCOL_TCP, length >> 8, length & 0xff] : [0, 0, length >> 8, length & 0xff, 0, 0, 0, 6];
  return concat(source.address, destination.address, Uint8Array.from(tail));
}

function ipHeader({ address: source }: Party, { address: destination }: Party, length: number): Bytes {
  if (source.length === 16) {
    const fields = { versionAndFlow: 0x6000_0000, nextHeader: PROTOCOL_TCP, hopLimit: HOP_LIMIT };
    return encode(ipv6Header, { ...fields, payloadLength: length, source, destination });
  }
  const fields = {
    ...{ versionAndLength: 0x45, typeOfService: 0, totalLength: 20 + length, identification: 0 },
    /** Do not fragment. */
    flagsAndOffset: 0x4000,
    ...{ timeToLive: HOP_LIMIT, protocol: PROTOCOL_TCP, source, destination },
  };
  const checksum = internetChecksum(encode(ipv4Header, { ...fields, checksum: 0 }));
  return encode(ipv4Header, { ...fields, checksum });
}

function record(at: Date, packet: Bytes): Bytes {
  assertDate(at, 'at');
  const time = at.getTime();
  const header = encode(pcapPacketHeader, {
    seconds: Math.floor(time / 1000),
    microseconds: (time % 1000) * 1000,
    capturedLength: packet.length,
    originalLength: packet.length,
  });
  return concat(header, packet);
}

/** A complete capture of one session.
 * @throws UsageError as `PcapConnection`; EncodeError for a time before 1970 or after 2106. */
export function sessionPcap(events: readonly EngineEvent[], endpoints: Readonly<Record<Role, Endpoint>>): Bytes {
  assertArray(events, 'events');
  const wire = events.filter((event) => event?.source === 'wire');
  const [first, last] = [wire[0], wire.at(-1)];
  if (first === undefined || last === undefined) return pcapFileHeader();
  const connection = new PcapConnection(endpoints);
  return concat(
    pcapFileHeader(),
    connection.open(first.at),
    ...wire.map(({ from, at, bytes }) => connection.data(from, at, bytes)),
    connection.close(last.at),
  );
}
