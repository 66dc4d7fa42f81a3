/** Frames of the WebSocket protocol (RFC 6455 §5), as a server reads and writes them. */
import { type Bytes, concat } from '../../bytes/index.ts';

/** §5.2, §11.8. */
const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
type Opcode = keyof typeof OPCODES;
const NAMES = new Map<number, Opcode>(Object.entries(OPCODES).map(([name, code]) => [code, name as Opcode]));

/** §7.4.1. */
export const CLOSE = {
  normal: 1000,
  protocolError: 1002,
  invalidData: 1007,
  policyViolation: 1008,
  failed: 1011,
} as const;

/** The peer broke the protocol: the connection is closed with that code (§7.1.7). */
export class FrameFault extends Error {
  readonly close: number;
  /** The section of RFC 6455 that the peer violated. */
  readonly rule: string;
  constructor(close: number, rule: string) {
    super(`the connection is closed with ${close} (${rule})`);
    this.close = close;
    this.rule = rule;
  }
}
const broken = (section: string): FrameFault => new FrameFault(CLOSE.protocolError, `RFC 6455 ${section}`);

/** What a client sent. Binary messages are passed on in pieces as they arrive, since message boundaries have no meaning for the
 * bytes of a connection. */
export type Incoming =
  | { readonly kind: 'bytes'; readonly bytes: Bytes }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'ping'; readonly payload: Bytes }
  | { readonly kind: 'pong' }
  | { readonly kind: 'close' };

/** §5.5: maximum payload of a control frame, in bytes. */
const MOST_CONTROL = 125;
/** Maximum bytes of a text message. Not in the RFC: the relay's protocol has no longer ones. */
const MOST_TEXT = 16;
const MASK = 4;

/** The frame whose payload is being read. */
interface OpenFrame {
  readonly opcode: Opcode;
  readonly isFinal: boolean;
  readonly mask: Uint8Array;
  /** Payload bytes read so far, and still to come. */
  read: number;
  left: number;
}

/** Cuts a client's bytes into messages. Takes linear time, and holds at most one header and one short payload. */
export class FrameReader {
  #header: number[] = [];
  #frame: OpenFrame | undefined;
  /** The kind of the message whose fragments are coming (§5.4). */
  #message: 'text' | 'binary' | undefined;
  /** The payload so far of a control frame, and of a text message. */
  #control: Bytes[] = [];
  #text: Bytes[] = [];

  /** @throws FrameFault */
  push(chunk: Uint8Array): Incoming[] {
    const found: Incoming[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (this.#frame === undefined) {
        this.#header.push(chunk[at++]);
        this.#frame = this.#opened();
        if (this.#frame?.left === 0) found.push(...this.#piece(this.#frame, new Uint8Array()));
        continue;
      }
      const piece = unmasked(this.#frame, chunk.subarray(at, at + this.#frame.left));
      at += piece.length;
      found.push(...this.#piece(this.#frame, piece));
    }
    return found;
  }

  /** The frame of a complete header. */
  #opened(): OpenFrame | undefined {
    const [first, second, ...more] = this.#header;
    if (second === undefined) return undefined;
    const opcode = NAMES.get(first & 0x0f);
    const isFinal = first >= 0x80;
    const short = second & 0x7f;
    // Only an extension could use the reserved bits and opcodes, and none was negotiated (§5.2).
    if ((first & 0x70) !== 0 || opcode === undefined) throw broken('§5.2');
    // "a server MUST close the connection upon receiving a frame that is not masked" (§5.1).
    if (second < 0x80) throw broken('§5.1');
    // §5.5: control frames are short and whole.
    if (opcode in CONTROL && (short > MOST_CONTROL || !isFinal)) throw broken('§5.5');
    const size = short === 126 ? 2 : short === 127 ? 8 : 0;
    if (more.length < size + MASK) return undefined;
    const left = size === 0 ? short : lengthOf(more.slice(0, size));
    this.#header = [];
    this.#checkOrder(opcode);
    return { opcode, isFinal, mask: Uint8Array.from(more.slice(size)), read: 0, left };
  }

  /** §5.4: fragments of two messages do not mix. */
  #checkOrder(opcode: Opcode): void {
    if (opcode === 'continuation' && this.#message === undefined) throw broken('§5.4');
    if (opcode !== 'text' && opcode !== 'binary') return;
    if (this.#message !== undefined) throw broken('§5.4');
    this.#message = opcode;
  }

  #piece(frame: OpenFrame, piece: Bytes): Incoming[] {
    const isWhole = frame.left === 0;
    if (isWhole) this.#frame = undefined;
    if (frame.opcode in CONTROL) {
      this.#control.push(piece);
      if (!isWhole) return [];
      return [controlOf(frame.opcode, concat(...this.#control.splice(0)))];
    }
    const kind = this.#message;
    const isLast = isWhole && frame.isFinal;
    if (isLast) this.#message = undefined;
    if (kind === 'binary') return piece.length > 0 ? [{ kind: 'bytes', bytes: piece }] : [];
    this.#text.push(piece);
    const length = this.#text.reduce((sum, { length: own }) => sum + own, 0);
    if (length > MOST_TEXT || this.#text.length > MOST_TEXT)
      throw new FrameFault(CLOSE.policyViolation, 'Not in the RFC: texts are short');
    return isLast ? [{ kind: 'text', text: textOf(concat(...this.#text.splice(0))) }] : [];
  }
}

const CONTROL: Readonly<Partial<Record<Opcode, true>>> = { close: true, ping: true, pong: true };

/** §5.2: "the minimal number of bytes MUST be used to encode the length", and its top bit is 0. */
function lengthOf(bytes: readonly number[]): number {
  const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  if (bytes[0] >= 0x80 && bytes.length === 8) throw broken('§5.2');
  if (value < (bytes.length === 2 ? 126 : 2 ** 16) || !Number.isSafeInteger(value)) throw broken('§5.2');
  return value;
}

/** §5.3. */
function unmasked(frame: OpenFrame, masked: Uint8Array): Bytes {
  const { mask, read } = frame;
  const bytes = new Uint8Array(masked.length);
  for (let i = 0; i < masked.length; i++) bytes[i] = masked[i] ^ mask[(read + i) % MASK];
  frame.read += bytes.length;
  frame.left -= bytes.length;
  return bytes;
}

function controlOf(opcode: Opcode, payload: Bytes): Incoming {
  if (opcode === 'ping') return { kind: 'ping', payload };
  if (opcode === 'pong') return { kind: 'pong' };
  if (payload.length === 0) return { kind: 'close' };
  // §5.5.1: a code of two bytes, and a reason in UTF-8.
  if (payload.length === 1 || !isCloseCode(payload[0] * 256 + payload[1])) throw broken('§7.4');
  textOf(payload.subarray(2));
  return { kind: 'close' };
}

/** §7.4: whether a close code may be sent. */
const isCloseCode = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999);

/** §8.1. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FrameFault(CLOSE.invalidData, 'RFC 6455 §8.1');
  }
}

/** A whole message in one frame, unmasked as a server sends it (§5.1). */
export function frame(opcode: Exclude<Opcode, 'continuation'>, payload: Uint8Array): Bytes {
  const { length } = payload;
  const size = length < 126 ? [] : length < 2 ** 16 ? [length >> 8, length & 0xff] : bigEndian(length);
  const short = length < 126 ? length : length < 2 ** 16 ? 126 : 127;
  return concat(Uint8Array.of(0x80 | OPCODES[opcode], short, ...size), payload);
}

const bigEndian = (length: number): number[] =>
  Array.from({ length: 8 }, (_, i) => Math.floor(length / 2 ** (8 * (7 - i))) % 256);

/** The payload of a Close frame. */
export const closePayload = (code: number): Bytes => Uint8Array.of(code >> 8, code & 0xff);
