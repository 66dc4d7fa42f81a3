import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concat, hexToBytes } from '../../src/bytes/index.ts';
import { decode, type ValueOf } from '../../src/codec/index.ts';
import {
  type Endpoint,
  internetChecksum,
  ipv4Header,
  ipv6Header,
  PcapConnection,
  pcapFileHeader,
  pcapHeader,
  pcapPacketHeader,
  sessionPcap,
  tcpSegment,
} from '../../src/explain/pcap.ts';
import { codeOf } from '../fixtures/rsa-vectors.ts';

const V4 = { client: { address: '192.0.2.1', port: 49_152 }, server: { address: '192.0.2.2', port: 443 } };
const V6 = { client: { address: '2001:db8::1', port: 1 }, server: { address: '::1', port: 65_535 } };

interface Packet {
  readonly seconds: number;
  readonly microseconds: number;
  readonly from: 'client' | 'server';
  readonly tcp: ValueOf<typeof tcpSegment>;
}

/** Reads the packets after the file header, and checks their lengths and checksums. */
function packetsIn(bytes: Uint8Array, ends: { readonly client: Endpoint }): Packet[] {
  const packets: Packet[] = [];
  for (let at = 0; at < bytes.length; ) {
    const record = decode(pcapPacketHeader, bytes.subarray(at, at + 16));
    expect(record.capturedLength).toBe(record.originalLength);
    const packet = bytes.subarray(at + 16, at + 16 + record.capturedLength);
    at += 16 + record.capturedLength;
    const isV6 = packet[0] >> 4 === 6;
    const size = isV6 ? 40 : 20;
    const segment = packet.subarray(size);
    const ip = isV6 ? decode(ipv6Header, packet.subarray(0, size)) : decode(ipv4Header, packet.subarray(0, size));
    if ('totalLength' in ip)
      expect([ip.totalLength, internetChecksum(packet.subarray(0, size))]).toEqual([packet.length, 0]);
    else expect(ip.payloadLength).toBe(segment.length);
    // RFC 9293 §3.1 and RFC 8200 §8.1, written as both allow for segments below 2^16 bytes.
    const pseudo = concat(ip.source, ip.destination, Uint8Array.of(0, 6, segment.length >> 8, segment.length & 0xff));
    expect(internetChecksum(pseudo, segment)).toBe(0);
    const tcp = decode(tcpSegment, segment);
    const { seconds, microseconds } = record;
    packets.push({ seconds, microseconds, from: tcp.sourcePort === ends.client.port ? 'client' : 'server', tcp });
  }
  return packets;
}

describe('vectors', () => {
  it('RFC 1071 §3: the sum of the example is ddf2', () => {
    expect(internetChecksum(hexToBytes('0001f203f4f5f6f7'))).toBe(0xffff - 0xddf2);
  });

  it('begins as the format says', () => {
    expect(bytesToHex(pcapFileHeader())).toBe('a1b2c3d4000200040000000000000000000400000000 0065'.replace(' ', ''));
    expect(decode(pcapHeader, pcapFileHeader()).linkType).toBe(101);
  });

  it('opens with SYN, SYN-ACK, ACK, and closes with FIN from either side', () => {
    const connection = new PcapConnection(V4);
    const at = new Date(1_700_000_000_123);
    const packets = packetsIn(concat(connection.open(at), connection.close(at)), V4);
    expect(
      packets.map(({ from, tcp }) => [from, tcp.offsetAndFlags & 0xff, tcp.sequenceNumber, tcp.acknowledgmentNumber]),
    ).toEqual([
      ['client', 0x02, 0, 0],
      ['server', 0x12, 0, 1],
      ['client', 0x10, 1, 1],
      ['client', 0x11, 1, 1],
      ['server', 0x11, 1, 2],
      ['client', 0x10, 2, 2],
    ]);
    expect([packets[0].seconds, packets[0].microseconds]).toEqual([1_700_000_000, 123_000]);
  });
});

describe('properties', () => {
  const pieces = fc.array(
    fc.tuple(fc.constantFrom('client' as const, 'server' as const), fc.uint8Array({ minLength: 1, maxLength: 4000 })),
    { maxLength: 6 },
  );

  it.each([
    ['IPv4', V4],
    ['IPv6', V6],
  ])('%s: the bytes come out as they went in, each right after the one before', (_name, ends) => {
    fc.assert(
      fc.property(pieces, (sent) => {
        const connection = new PcapConnection(ends);
        connection.open(new Date(0));
        const file = concat(...sent.map(([from, bytes]) => connection.data(from, new Date(0), bytes)));
        const next = { client: 1, server: 1 };
        const got: Record<'client' | 'server', Uint8Array[]> = { client: [], server: [] };
        for (const { from, tcp } of packetsIn(file, ends)) {
          expect(tcp.sequenceNumber).toBe(next[from]);
          expect(tcp.acknowledgmentNumber).toBe(next[from === 'client' ? 'server' : 'client']);
          next[from] += tcp.data.length;
          got[from].push(tcp.data);
        }
        for (const role of ['client', 'server'] as const) {
          const all = sent.filter(([from]) => from === role).map(([, bytes]) => bytes);
          expect(bytesToHex(concat(...got[role]))).toBe(bytesToHex(concat(...all)));
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('misuse', () => {
  it('takes addresses of one family, an IPv4-mapped one for what it is', () => {
    const client = { address: '::ffff:192.0.2.1', port: 1 };
    expect(codeOf(() => new PcapConnection({ client, server: V4.server }))).toBe('accepted');
    expect(codeOf(() => new PcapConnection({ client: V6.client, server: V4.server }))).toBe('out-of-range');
    expect(codeOf(() => new PcapConnection({ client: { address: 'here', port: 1 }, server: V4.server }))).toBe(
      'out-of-range',
    );
    expect(codeOf(() => new PcapConnection({ client: { ...V4.client, port: 65_536 }, server: V4.server }))).toBe(
      'out-of-range',
    );
  });

  it('makes an empty capture of a session in which nothing travelled', () => {
    expect(sessionPcap([], V4)).toEqual(pcapFileHeader());
  });
});
