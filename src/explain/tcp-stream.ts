/** The bytes that one end of a TCP connection sent, in order, from segments of which some come twice or too early (RFC 9293 §3.10.7.4). */
import { type Bytes, concat, equalBytes } from '../bytes/index.ts';

export interface Segment {
  /** The sequence number of its first byte. */
  readonly number: number;
  readonly content: Uint8Array;
  /** The packet's place in its file. */
  readonly at: number;
}

/** Maximum number of segments that wait for bytes before them; a window has fewer. */
const MOST_WAITING = 1024;

export class TcpStream {
  readonly #first: number;
  /** All bytes so far, and room for more. */
  #bytes: Bytes = new Uint8Array(2 ** 12);
  #length = 0;
  #waiting: readonly Segment[] = [];

  /** @param initial - the sequence number of SYN, which counts as one byte (RFC 9293 §3.4). */
  constructor(initial: number) {
    this.#first = (initial + 1) >>> 0;
  }

  /** Whether it began with this sequence number of SYN. */
  isFrom(initial: number): boolean {
    return this.#first === (initial + 1) >>> 0;
  }

  /** Where the first packet is that waits for bytes before it. */
  get firstWaiting(): number | undefined {
    return this.#waiting.length === 0 ? undefined : Math.min(...this.#waiting.map(({ at }) => at));
  }

  /** @returns the bytes that are known now, and were not before: none while some are missing before them; undefined for a segment whose bytes
   * have all come; or what is wrong with it. */
  take(segment: Segment): Bytes | string | undefined {
    const before = this.#length;
    const gap = this.#placeOf(segment) - before;
    if (gap > 0) {
      if (this.#waiting.length === MOST_WAITING)
        return `bytes are missing before this and ${MOST_WAITING} other packets`;
      this.#waiting = [...this.#waiting, segment];
      return new Uint8Array();
    }
    if (gap === -1 && segment.content.length === 1) return undefined; // A keep-alive, whose byte may be any (RFC 9293 §3.8.4).
    const why = this.#add(segment);
    if (why !== undefined) return why;
    if (this.#length === before) return undefined;
    for (let next = this.#due(); next !== undefined; next = this.#due()) {
      this.#waiting = this.#waiting.filter((one) => one !== next);
      const why = this.#add(next);
      if (why !== undefined) return why;
    }
    return this.#bytes.slice(before, this.#length);
  }

  /** The waiting segment before which nothing is missing any more. */
  #due(): Segment | undefined {
    return this.#waiting.find((one) => this.#placeOf(one) <= this.#length);
  }

  /** The place of its first byte. Sequence numbers are compared modulo 2³² (RFC 9293 §3.4): what is less than 2³¹ away counts as before or after. */
  #placeOf({ number }: Segment): number {
    return this.#length + ((number - this.#first - this.#length) | 0);
  }

  /** Appends what has not come yet. @returns what is wrong. */
  #add(segment: Segment): string | undefined {
    const { content } = segment;
    const place = this.#placeOf(segment);
    const [start, end] = [Math.max(place, 0), Math.min(place + content.length, this.#length)];
    if (start < end && !equalBytes(this.#bytes.subarray(start, end), content.subarray(start - place, end - place))) {
      return 'the packet repeats bytes that came before, with other values (RFC 9293 §3.10.7.4)';
    }
    const fresh = content.subarray(this.#length - place);
    const length = this.#length + fresh.length;
    if (length > this.#bytes.length) this.#bytes = concat(this.#bytes, new Uint8Array(length));
    this.#bytes.set(fresh, this.#length);
    this.#length = length;
    return undefined;
  }
}
