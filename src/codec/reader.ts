import { assertArray, assertBytes, assertOptions, UsageError } from '../bytes/index.ts';
import { DecodeError } from './errors.ts';
import { completeLimits, type Limits, limitRule } from './limits.ts';

/** The part of a codec that a reader needs. */
export interface Decoder<T> {
  /** The type's name in its standard: `TBSCertificate`, `uint16`, `INTEGER`. */
  readonly type: string;
  /** Standard and section that defines it. */
  readonly rule: string;
  /** True if its parts are shown in its place; false if it is shown as one span, `value`. */
  readonly composite: boolean;
  /** Reads one value and moves the reader past it. Byte strings in the value are views of the input. */
  decode(reader: Reader): T;
}

/** An observer of a decode, notified where each field begins and ends. */
export interface Trace {
  open(name: string, codec: Decoder<unknown>, at: number): void;
  close(at: number, value: unknown): void;
}

export interface DecodeOptions {
  readonly limits?: Partial<Limits> | undefined;
  /** Codes of unambiguous violations of DER to tolerate: see `TOLERABLE` in `asn1/`. Default: none. */
  readonly tolerate?: readonly string[] | undefined;
  /** Called for each tolerated deviation. A failing decode may report one twice. */
  readonly onDeviation?: ((deviation: ToleratedDeviation) => void) | undefined;
}

/** A tolerated deviation of the input from its standard. */
export interface ToleratedDeviation {
  readonly code: string;
  /** Absolute offset. */
  readonly at: number;
  readonly rule: string;
}

const OPTIONS = ['limits', 'tolerate', 'onDeviation'];
const NONE: readonly string[] = [];

/** A cursor over bytes, with absolute offsets. Only `uint8`, `take`, `skip` and `within` move it. */
export class Reader {
  readonly bytes: Uint8Array;
  readonly trace: Trace | undefined;
  #at = 0;
  #end: number;
  readonly #limits: Limits;
  #depthLeft: number;
  #nodesLeft: number;
  #deviations = 0;
  readonly #tolerate: readonly string[];
  readonly #onDeviation: DecodeOptions['onDeviation'];

  constructor(bytes: Uint8Array, options?: DecodeOptions, trace?: Trace) {
    assertBytes(bytes, 'bytes');
    if (options !== undefined) assertOptions(options, 'options', OPTIONS);
    if (options?.tolerate !== undefined) assertArray(options.tolerate, 'options.tolerate');
    this.#tolerate = options?.tolerate ?? NONE;
    this.#onDeviation = options?.onDeviation;
    const limits = completeLimits(options?.limits);
    if (bytes.length > limits.bytes) throw new DecodeError('too-large', 0, limitRule('bytes', limits.bytes, 'bytes'));
    this.bytes = bytes;
    this.trace = trace;
    this.#end = bytes.length;
    this.#limits = limits;
    this.#depthLeft = limits.depth;
    this.#nodesLeft = limits.nodes;
  }

  /** Absolute offset of the next byte. */
  get at(): number {
    return this.#at;
  }

  /** Bytes left in the innermost length prefix. */
  get left(): number {
    return this.#end - this.#at;
  }

  /** The byte `ahead` of the cursor, or -1 beyond the range: for codecs that choose by the next bytes. */
  peek(ahead = 0): number {
    return this.#at + ahead < this.#end ? this.bytes[this.#at + ahead] : -1;
  }

  uint8(rule: string): number {
    if (this.#at >= this.#end) this.fail('truncated', rule);
    return this.bytes[this.#at++];
  }

  /** @returns a view of the next `length` bytes. */
  take(length: number, rule: string): Uint8Array {
    if (length > this.left) this.fail('truncated', rule);
    return this.bytes.subarray(this.#at, (this.#at += length));
  }

  /** Moves past `length` bytes, which the caller reads in place from `bytes`.
   * @returns the absolute offset of the first. */
  skip(length: number, rule: string): number {
    const at = this.#at;
    if (length > this.#end - at) this.fail('truncated', rule);
    this.#at = at + length;
    return at;
  }

  /** The only way to enter a length prefix: `body` sees exactly that range and must consume all of it. */
  within<T>(length: number, body: Decoder<T>, rule: string): T {
    if (length > this.left) this.fail('truncated', rule);
    if (this.#depthLeft-- === 0) this.fail('too-deep', limitRule('depth', this.#limits.depth, 'levels'));
    this.spend();
    const outerEnd = this.#end;
    this.#end = this.#at + length;
    const value = this.trace === undefined || body.composite ? body.decode(this) : readField(this, 'value', body);
    if (this.#at < this.#end) this.fail('trailing', rule);
    this.#end = outerEnd;
    this.#depthLeft++;
    return value;
  }

  /** Counts one node against the limit. */
  spend(): void {
    if (this.#nodesLeft-- === 0) this.fail('too-many-nodes', limitRule('nodes', this.#limits.nodes, 'elements'));
  }

  /** Number of deviations tolerated so far. */
  get deviations(): number {
    return this.#deviations;
  }

  /** Fails as `fail` does, unless the caller tolerates the deviation: then it is reported, and decoding continues.
   * Only for deviations that leave the value unambiguous. */
  deviate(code: string, rule: string, at = this.#at): void {
    if (!this.#tolerate.includes(code)) this.fail(code, rule, at);
    this.#deviations++;
    this.#onDeviation?.({ code, at, rule });
  }

  /** @param at - absolute offset of the fault; default: the cursor. */
  fail(code: string, rule: string, at = this.#at): never {
    throw new DecodeError(code, at, rule);
  }
}

/** Reads `codec` as the field `name`; without an observer this costs one branch. */
export function readField<T>(reader: Reader, name: string, codec: Decoder<T>): T {
  if (typeof reader?.peek !== 'function' || typeof codec?.decode !== 'function') {
    throw new UsageError('wrong-type', 'reader, codec', 'must be a Reader and a codec');
  }
  const { trace } = reader;
  if (trace === undefined) return codec.decode(reader);
  trace.open(name, codec, reader.at);
  const value = codec.decode(reader);
  trace.close(reader.at, value);
  return value;
}
