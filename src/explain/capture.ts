/** Reads captures: the records of one session, in a file that `PcapConnection` or a program such as tcpdump wrote. A capture has no
 * secrets, so protected records stay encrypted. */
import { assertBytes, type Bytes, concat } from '../bytes/index.ts';
import { type AnyCodec, annotate, DecodeError, decode } from '../codec/index.ts';
import { CONTENT, cipherSuiteName, type Dialect, handshakeCodec, tlsRecord } from '../tls/index.ts';
import { formatIpAddress } from '../x509/index.ts';
import { captureHeaders, FILE_HEADER, isKnownLink, PACKET_HEADER, tcpPacketIn } from './capture-file.ts';
import type { Arrow, BytesPart, Exhibit, Fact, Part } from './document/exhibit.ts';
import { isHelloOf13, spanOf13 } from './handshake/names-of-tls13.ts';
import { ipv4Header, ipv6Header, pcapHeader, pcapPacketHeader, tcpSegment } from './pcap.ts';
import { captureFormat, PCAPNG_ADVICE } from './session-files.ts';
import { TcpStream } from './tcp-stream.ts';

const IPV4_HEADER = 20;
const IPV6_HEADER = 40;
const TCP_HEADER = 20;
const RECORD_HEADER = 5;
/** Maximum number of records that are shown; the others are only counted. */
const MOST_RECORDS = 400;

/** Shows the contents of a capture: the two endpoints, and each record. Where reading ends before the end of the file, the
 * exhibit says why.
 * @throws UsageError for a value that is not bytes. */
export function captureExhibit(file: Uint8Array): Exhibit {
  assertBytes(file, 'file');
  const reader = new CaptureReader();
  const fault = reader.read(file);
  const [client, server] = reader.ends;
  const facts: Fact[] = [
    { label: 'client', value: client ?? '—', rule: 'RFC 9293 §3.5' },
    { label: 'server', value: server ?? '—', rule: 'RFC 9293 §3.5' },
    { label: 'packets', value: reader.packets, rule: '' },
    { label: 'bytes of TCP', value: reader.bytes, rule: '' },
    { label: 'records', value: reader.records, rule: 'RFC 5246 §6.2' },
  ];
  const parts: Part[] = [
    { kind: 'facts', title: 'The capture', rows: facts },
    ...(reader.others === 0 ? [] : [{ kind: 'prose', text: othersText(reader.others) } as const]),
    ...(reader.repeats === 0 ? [] : [{ kind: 'prose', text: repeatsText(reader.repeats) } as const]),
    ...(fault === undefined
      ? []
      : [{ kind: 'prose', text: `Reading ends at byte ${fault.at}: ${fault.why}.` } as const]),
    { kind: 'sequence', title: 'Records, as they were sent', actors: ['client', 'server'], arrows: reader.arrows },
  ];
  return { title: 'A capture', parts };
}

const othersText = (count: number): string =>
  `Packets that are not of the first TCP connection are left out: ${count}. tshark -r FILE -Y tcp.stream==1 -F pcap -w NEW takes the second connection.`;

const repeatsText = (count: number): string =>
  `Packets whose bytes had all come before are passed over: ${count} (retransmissions, RFC 9293 §3.10.7.4).`;

interface CaptureFault {
  readonly at: number;
  readonly why: string;
}

/** One direction of the connection. */
interface Lane {
  /** What has come, in order; undefined before SYN. */
  stream: TcpStream | undefined;
  /** The received part of an incomplete record. */
  begun: Bytes;
  isChanged: boolean;
}

const lane = (): Lane => ({ stream: undefined, begun: new Uint8Array(0), isChanged: false });

class CaptureReader {
  /** The client, which sends the first packet, and the server. */
  readonly ends: string[] = [];
  readonly arrows: Arrow[] = [];
  packets = 0;
  bytes = 0;
  records = 0;
  /** Packets of other connections and protocols. */
  others = 0;
  /** Packets whose bytes had all come before. */
  repeats = 0;
  readonly #lanes: readonly [Lane, Lane] = [lane(), lane()];
  #dialect: Dialect = 'hello';

  /** @returns why and where reading ends early; undefined for a whole capture. */
  read(file: Uint8Array): CaptureFault | undefined {
    let at = 0;
    if (captureFormat(file) === 'pcapng') return { at, why: `it is in the format pcapng; ${PCAPNG_ADVICE}` };
    const headers = captureHeaders(file);
    try {
      // The other bits say whether frames end with a check sequence (draft-ietf-opsawg-pcap §4).
      const linkType = decode(pcapHeader, headers.file()).linkType & 0xffff;
      if (!isKnownLink(linkType)) return { at, why: `no IP is looked for in packets of link type ${linkType}` };
      for (at = FILE_HEADER; at < file.length; this.packets++) {
        const { capturedLength } = decode(pcapPacketHeader, headers.packet(at));
        const end = at + PACKET_HEADER + capturedLength;
        if (end > file.length) return { at, why: 'the packet is cut off' };
        const packet = tcpPacketIn(file.subarray(at + PACKET_HEADER, end), linkType);
        if (packet === undefined) this.others++;
        const why = packet && this.#packet(packet, at);
        if (why !== undefined) return { at, why };
        at = end;
      }
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      return { at, why: `${error.code}, ${error.rule}` };
    }
    const waiting = this.#lanes.flatMap(({ stream }) => stream?.firstWaiting ?? []);
    if (waiting.length > 0) return { at: Math.min(...waiting), why: 'bytes are missing before the packet' };
    return this.#lanes.some(({ begun }) => begun.length > 0) ? { at, why: 'a record is not whole' } : undefined;
  }

  /** @param at - the packet's place in the file. @returns what is wrong with the packet; undefined if nothing is. @throws DecodeError */
  #packet(packet: Uint8Array, at: number): string | undefined {
    const isV4 = packet[0] >> 4 === 4;
    const length = isV4 ? IPV4_HEADER : IPV6_HEADER;
    const { source, destination } = decode<{ source: Uint8Array; destination: Uint8Array }>(
      isV4 ? ipv4Header : ipv6Header,
      packet.subarray(0, length),
    );
    const segment = decode(tcpSegment, packet.subarray(length));
    const { sourcePort, destinationPort, sequenceNumber, offsetAndFlags, data } = segment;
    const from = `${formatIpAddress(source)} port ${sourcePort}`;
    const to = `${formatIpAddress(destination)} port ${destinationPort}`;
    if (this.ends.length === 0) this.ends.push(from, to);
    const side = this.ends.indexOf(from);
    if (side === -1 || this.ends[1 - side] !== to) {
      this.others++;
      return undefined;
    }
    const own = this.#lanes[side];
    const isSyn = (offsetAndFlags & 0x02) !== 0;
    if (isSyn && own.stream?.isFrom(sequenceNumber) !== true) own.stream = new TcpStream(sequenceNumber);
    const content = data.subarray(Math.max(0, (offsetAndFlags >> 12) * 4 - TCP_HEADER));
    if (content.length === 0) return undefined;
    if (own.stream === undefined) return 'the connection began before the capture';
    const found = own.stream.take({ number: isSyn ? sequenceNumber + 1 : sequenceNumber, content, at });
    if (typeof found === 'string') return found;
    if (found === undefined) this.repeats++;
    else if (found.length > 0) {
      this.bytes += found.length;
      this.#take(side === 0 ? 0 : 1, found);
    }
    return undefined;
  }

  #take(from: 0 | 1, content: Uint8Array): void {
    const own = this.#lanes[from];
    const all = concat(own.begun, content);
    let at = 0;
    while (all.length - at >= RECORD_HEADER) {
      const end = at + RECORD_HEADER + all[at + 3] * 256 + all[at + 4];
      if (end > all.length) break;
      this.records++;
      if (this.records <= MOST_RECORDS) this.arrows.push(this.#arrow(from, all.subarray(at, end)));
      at = end;
    }
    own.begun = all.slice(at);
  }

  #arrow(from: 0 | 1, record: Uint8Array): Arrow {
    const own = this.#lanes[from];
    const { value, span, fault } = annotate(tlsRecord, record);
    const note = `${record.length} bytes`;
    const bytes: BytesPart = {
      kind: 'bytes',
      title: 'The record',
      bytes: new Uint8Array(record),
      span,
      ...faultOf(fault),
    };
    const type = Object.entries(CONTENT).find(([, code]) => code === record[0])?.[0] ?? `type ${record[0]}`;
    if (value === undefined) return { from, label: type, note, protected: false, detail: [bytes] };
    if (record[0] === CONTENT.change_cipher_spec) own.isChanged = true;
    const messages = record[0] === CONTENT.handshake ? this.#messages(value.fragment, own.isChanged) : undefined;
    if (messages === undefined) {
      const isProtected =
        record[0] === CONTENT.application_data || (own.isChanged && record[0] !== CONTENT.change_cipher_spec);
      return { from, label: type, note, protected: isProtected, detail: [bytes] };
    }
    const label = messages.map(({ title }) => title).join(', ');
    return { from, label, note, protected: false, detail: [...messages, bytes] };
  }

  /** The handshake messages of a record, if it consists of complete ones in the clear. After ChangeCipherSpec only a second
   * ClientHello is in the clear (RFC 8446 §4.1.2). */
  #messages(fragment: Uint8Array, isChanged: boolean): readonly BytesPart[] | undefined {
    const parts: BytesPart[] = [];
    for (let at = 0; at < fragment.length; ) {
      const end = at + 4 + fragment[at + 1] * 2 ** 16 + fragment[at + 2] * 2 ** 8 + fragment[at + 3];
      if (!(end <= fragment.length) || (isChanged && fragment[at] !== 1)) return undefined;
      const message = fragment.slice(at, end);
      const { value, span, fault } = annotate(handshakeCodec(this.#dialectOf(message), message) as AnyCodec, message);
      if (value === undefined) return undefined;
      const { kind, value: content } = value as {
        readonly kind: string;
        readonly value: { readonly cipherSuite: number };
      };
      if (kind === 'server_hello') this.#dialect = dialectAfter(content.cipherSuite);
      const named = isHelloOf13(content) ? spanOf13(span) : span;
      parts.push({ kind: 'bytes', title: kind, bytes: message, span: named, ...faultOf(fault) });
      at = end;
    }
    return parts.length > 0 ? parts : undefined;
  }

  /** ClientHello and ServerHello are the same in all versions. */
  #dialectOf(message: Uint8Array): Dialect {
    return message[0] <= 2 ? 'hello' : this.#dialect;
  }
}

/** The dialect of the messages in the clear after ServerHello. They are TLS 1.2, where ClientKeyExchange differs between RSA key
 * transport and ECDHE. */
const dialectAfter = (suite: number): Dialect =>
  cipherSuiteName(suite)?.startsWith('TLS_RSA_') === true ? 'tls12' : 'tls12-ecdhe';

const faultOf = (fault: DecodeError | undefined): Pick<BytesPart, 'fault'> =>
  fault === undefined ? {} : { fault: { at: fault.at, code: fault.code, rule: fault.rule, path: fault.path } };
