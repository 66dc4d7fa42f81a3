/** What files of sessions begin with: recordings of ours, and captures. */

/** The form of a recording, which errors name as the rule. */
export const RECORDING_RULE =
  'the form of a recording: a line of JSON about the run, then one for each event, as -record writes them';

/** Whether a text begins like a recording. */
export const isRecording = (text: string): boolean => text.startsWith('{"vitrine":"recording"');

/** `pcap`: the classic format, in either byte order, with microseconds or nanoseconds. `pcapng`: the newer one of Wireshark. */
export type CaptureFormat = 'pcap' | 'pcapng';

/** The magic numbers, by the unit of the times, with the most significant byte first (draft-ietf-opsawg-pcap §4). */
export const MICROSECONDS = [0xa1, 0xb2, 0xc3, 0xd4];
export const NANOSECONDS = [0xa1, 0xb2, 0x3c, 0x4d];
/** The type of a section header block, which reads the same in either byte order, and its byte-order magic
 * (draft-ietf-opsawg-pcapng §4.1). */
const SECTION = [0x0a, 0x0d, 0x0d, 0x0a];
const SECTION_ORDER = [0x1a, 0x2b, 0x3c, 0x4d];
const SECTION_ORDER_AT = 8;

/** The format of a capture; undefined for other bytes. */
export function captureFormat(file: Uint8Array): CaptureFormat | undefined {
  if ([MICROSECONDS, NANOSECONDS].some((magic) => isAt(file, 0, magic) || isAt(file, 0, reversed(magic))))
    return 'pcap';
  if (!isAt(file, 0, SECTION)) return undefined;
  const hasOrder = [SECTION_ORDER, reversed(SECTION_ORDER)].some((order) => isAt(file, SECTION_ORDER_AT, order));
  return hasOrder ? 'pcapng' : undefined;
}

/** What to do with a capture in the newer format. */
export const PCAPNG_ADVICE = 'editcap -F pcap FILE NEW turns it into the classic format, which can be shown';

/** Whether bytes are at an offset. */
export const isAt = (file: Uint8Array, at: number, wanted: readonly number[]): boolean =>
  wanted.every((byte, i) => file[at + i] === byte);
/** The other byte order. */
export const reversed = (bytes: readonly number[]): readonly number[] => [...bytes].reverse();
