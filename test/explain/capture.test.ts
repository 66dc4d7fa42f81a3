/** Captures that we wrote are read back, and what is no capture is never a crash. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { concat, hexToBytes, i2osp, os2ip } from '../../src/bytes/index.ts';
import {
  captureExhibit,
  DOCUMENTATION_ENDPOINTS,
  type HandshakeSettings,
  recordHandshake,
  renderText,
  type Sequence,
  sessionPcap,
} from '../../src/explain/index.ts';
import { TcpStream } from '../../src/explain/tcp-stream.ts';
import { inspectJob } from '../../src/explorer/work/inspect.ts';
import { runsOf } from '../property-runs.ts';

async function captured(suite: HandshakeSettings['suite']) {
  const { events } = await recordHandshake({
    ...{ suite, certificate: 'ecdsa', extendedMasterSecret: true, encryptThenMac: true, fault: undefined },
    ...{ seed: 'prism', time: new Date('2026-01-01T00:00:00Z') },
  });
  const sent = events.flatMap((one) => (one.source === 'wire' ? [one.bytes] : []));
  return { file: sessionPcap(events, DOCUMENTATION_ENDPOINTS), bytes: concat(...sent).length };
}

const sequenceOf = (file: Uint8Array): Sequence =>
  captureExhibit(file).parts.find((part): part is Sequence => part.kind === 'sequence')!;

let file13: Uint8Array;
beforeAll(async () => {
  file13 = (await captured('TLS_AES_128_GCM_SHA256')).file;
});

describe('vectors', () => {
  it('a session of TLS 1.2: its messages in the clear, and then records that are protected', async () => {
    const { file, bytes } = await captured('TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256');
    const { arrows } = sequenceOf(file);
    const names = arrows.map(({ label }) => label).join(', ');
    for (const name of ['client_hello, server_hello', 'certificate', 'server_key_exchange', 'client_key_exchange'])
      expect(names).toContain(name);
    const protectedOnes = arrows.filter((arrow) => arrow.protected).map(({ label }) => label);
    expect(protectedOnes).toEqual(['handshake', 'handshake', 'application_data', 'application_data', 'alert', 'alert']);
    const text = renderText(captureExhibit(file), { showSecrets: false });
    expect(text).toContain(`${bytes}`);
    expect(text).not.toContain('Reading ends');
  });

  it('a session of TLS 1.3: nothing in the clear after the hellos; the page shows it', async () => {
    const { arrows } = sequenceOf(file13);
    expect(arrows.slice(0, 3).map(({ label }) => label)).toEqual([
      'client_hello',
      'server_hello',
      'change_cipher_spec',
    ]);
    expect(arrows.filter(({ label }) => label === 'application_data').every((arrow) => arrow.protected)).toBe(true);
    const { html, form, blocks } = await inspectJob({
      ...{ source: file13, edits: [], block: 0, showSecrets: false, language: 'en' },
    });
    expect({ form, blocks }).toEqual({ form: 'capture', blocks: [] });
    expect(html).toContain('server_hello');
  });
});

/** A capture with its headers changed. @param change - makes a packet's header and bytes of what they were. */
function rewritten(file: Uint8Array, header: Uint8Array, change: (one: Uint8Array, packet: Uint8Array) => Uint8Array) {
  const packets: Uint8Array[] = [header];
  for (let at = 24; at < file.length; ) {
    const end = at + 16 + Number(os2ip(file.subarray(at + 8, at + 12)));
    packets.push(change(file.slice(at, at + 16), file.subarray(at + 16, end)));
    at = end;
  }
  return concat(...packets);
}
const turned = (header: Uint8Array, ...lengths: readonly number[]): Uint8Array => {
  let at = 0;
  return concat(...lengths.map((length) => header.slice(at, (at += length)).reverse()));
};
/** A packet of another link type. */
function framed(header: Uint8Array, frame: Uint8Array): Uint8Array {
  const length = i2osp(BigInt(frame.length), 4);
  return concat(header.subarray(0, 8), length, length, frame);
}

describe('captures of other programs', () => {
  it('are the same in the other byte order, and with nanoseconds', () => {
    const turn = (header: Uint8Array, packet: Uint8Array) => concat(turned(header, 4, 4, 4, 4), packet);
    const head = turned(file13.subarray(0, 24), 4, 2, 2, 4, 4, 4, 4);
    for (const magic of ['d4c3b2a1', '4d3cb2a1']) {
      const little = rewritten(file13, concat(hexToBytes(magic), head.subarray(4)), turn);
      expect(captureExhibit(little), magic).toEqual(captureExhibit(file13));
    }
    const nanoseconds = concat(hexToBytes('a1b23c4d'), file13.subarray(4));
    expect(captureExhibit(nanoseconds)).toEqual(captureExhibit(file13));
  });

  it('have Ethernet below IP, padding behind it, and other packets between', () => {
    const head = concat(file13.subarray(0, 20), i2osp(1n, 4));
    const [macs, padding] = [new Uint8Array(12), new Uint8Array(6)];
    const ethernet = rewritten(file13, head, (header, packet) =>
      concat(
        framed(header, concat(macs, hexToBytes('0806'), new Uint8Array(28))),
        framed(header, concat(macs, hexToBytes('0800'), packet, padding)),
        framed(header, concat(macs, hexToBytes('0800'), otherPort(packet))),
      ),
    );
    const packets = sessionPackets(file13);
    const text = renderText(captureExhibit(ethernet), { showSecrets: false });
    expect(text).toContain(`first TCP connection are left out: ${2 * packets}.`);
    expect(text).not.toContain('Reading ends');
    expect(sequenceOf(ethernet)).toEqual(sequenceOf(file13));
  });

  it('say what they are where they cannot be read', () => {
    const told = (file: Uint8Array) => renderText(captureExhibit(file), { showSecrets: false }).replaceAll('\n', ' ');
    for (const order of ['4d3c2b1a', '1a2b3c4d']) {
      expect(told(hexToBytes(`0a0d0d0a00000000${order}`))).toContain('in the format pcapng; editcap -F pcap FILE NEW');
    }
    expect(told(concat(file13.subarray(0, 20), i2osp(105n, 4)))).toContain('packets of link type 105');
  });
});

/** The packets of a file, each with its header. */
function packetsOf(file: Uint8Array): Uint8Array[] {
  const packets: Uint8Array[] = [];
  rewritten(file, file.subarray(0, 24), (header, packet) => {
    packets.push(concat(header, packet));
    return packet;
  });
  return packets;
}
/** A packet's header in the file, IPv4 and TCP. */
const HEADERS = 16 + 20 + 20;

describe('packets that come again, or too early (RFC 9293 §3.10.7.4)', () => {
  const told = (packets: readonly Uint8Array[]) => {
    const file = concat(file13.subarray(0, 24), ...packets);
    const text = renderText(captureExhibit(file), { showSecrets: false }).replaceAll('\n', ' ');
    return { text, sequence: sequenceOf(file) };
  };

  it('what comes again with the same bytes is passed over', () => {
    const packets = packetsOf(file13);
    const data = packets.filter(({ length }) => length > HEADERS).length;
    const { text, sequence } = told(packets.flatMap((packet) => [packet, packet]));
    expect(sequence).toEqual(sequenceOf(file13));
    expect(text).toContain(`are passed over: ${data} (retransmissions`);
    expect(text).not.toContain('Reading ends');
  });

  it('other bytes in their place are a fault', () => {
    const packets = packetsOf(file13);
    const first = packets.findIndex(({ length }) => length > HEADERS);
    const other = packets[first].slice();
    other[other.length - 1] ^= 1;
    expect(told(packets.toSpliced(first + 1, 0, other)).text).toContain('with other values');
  });

  it('what comes too early waits for what is missing', () => {
    const packets = packetsOf(file13);
    const hello = packets.findIndex(({ length }, i) => i > 4 && length > HEADERS);
    const late = packets.toSpliced(hello, 1).toSpliced(hello + 4, 0, packets[hello]);
    const labels = ({ arrows }: Sequence) => arrows.map(({ label }) => label).toSorted();
    expect(labels(told(late).sequence)).toEqual(labels(sequenceOf(file13)));
    expect(told(late).text).not.toContain('Reading ends');
    expect(told(packets.toSpliced(hello, 1)).text).toContain('bytes are missing before the packet');
  });

  it('a keep-alive is passed over, whatever its byte is (RFC 9293 §3.8.4)', () => {
    const stream = new TcpStream(0xffff_fffe);
    const at = (number: number, ...bytes: readonly number[]) =>
      stream.take({ number, content: new Uint8Array(bytes), at: 0 });
    expect([at(0xffff_ffff, 1, 2), at(0, 9), at(1, 3)]).toEqual([
      new Uint8Array([1, 2]),
      undefined,
      new Uint8Array([3]),
    ]);
  });
});

const sessionPackets = (file: Uint8Array): number => {
  let count = 0;
  rewritten(file, file.subarray(0, 24), (_, packet) => {
    count++;
    return packet;
  });
  return count;
};
/** A packet of the same hosts on other ports. */
const otherPort = (packet: Uint8Array): Uint8Array =>
  concat(packet.subarray(0, 20), hexToBytes('00070007'), packet.subarray(24));

describe('properties', () => {
  it('says where reading ends, wherever it is cut, and reads any change without a crash', () => {
    fc.assert(
      fc.property(fc.nat(file13.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        captureExhibit(file13.subarray(0, at));
        const changed = new Uint8Array(file13);
        changed[at] ^= change;
        captureExhibit(changed);
      }),
      runsOf(0.3),
    );
    const cut = renderText(captureExhibit(file13.subarray(0, file13.length - 1)), { showSecrets: false });
    expect(cut).toContain('the packet is cut off');
  });
});

describe('misuse', () => {
  it('what is no capture', () => {
    expect(renderText(captureExhibit(new Uint8Array(40)), { showSecrets: false })).toContain('Reading ends at byte 0');
    expect(() => captureExhibit('file' as never)).toThrow(/file/);
  });
});
