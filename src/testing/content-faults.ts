/** Faults in contents octets, by the type of the value. */
import { type Bytes, compareBytes, concat, hexToBytes, utf8ToBytes } from '../bytes/index.ts';
import { type AnyCodec, encode, type Span } from '../codec/index.ts';
import { type Described, itemsOf } from './described-spans.ts';
import type { Edit, FaultLabel } from './fault.ts';

/** The faults that can be put into the contents of one span. */
export function contentFaults({ codec, path }: Described, bytes: Uint8Array): Edit[] {
  const span = path[path.length - 1];
  const { shape } = codec;
  const edit = (label: FaultLabel, raw: Uint8Array, at = path): Edit => ({ label, path: at, raw });
  const content = bytes.subarray(span.start, span.end);
  switch (shape.kind) {
    case 'constant':
      return [edit('constant-changed', lastFlipped(content, 1))];
    case 'optional':
      return shape.default !== undefined && span.start === span.end
        ? [edit('default-encoded', encode(shape.of, shape.default))]
        : [];
    case 'vector':
      return shape.min > 0 ? [edit('vector-too-short', withoutContent(span, content))] : [];
    case 'set':
      return setFaults(path, bytes);
    case 'range':
      return leafFaults('INTEGER', content).map(([label, raw]) => edit(label, raw));
    case 'leaf':
      if (shape.name === 'BIT STRING') return bitFaults(codec, path, bytes);
      return leafFaults(shape.name, content).map(([label, raw]) => edit(label, raw));
    case 'bytes':
    case 'flags':
      return bitFaults(codec, path, bytes);
    default:
      return [];
  }
}

function lastFlipped(content: Uint8Array, bits: number): Bytes {
  const raw = new Uint8Array(content);
  raw[raw.length - 1] ^= bits;
  return raw;
}

/** A TLS vector whose length is zero. */
const withoutContent = ({ children }: Span, content: Uint8Array): Bytes =>
  new Uint8Array(Math.min(content.length, children[0].end - children[0].start));

/** Swaps the first two adjacent elements that differ. */
function setFaults(path: readonly Span[], bytes: Uint8Array): Edit[] {
  const span = path[path.length - 1];
  const items = itemsOf(span);
  const bytesOf = ({ start, end }: Span): Uint8Array => bytes.subarray(start, end);
  const at = items.findIndex((item, i) => i > 0 && compareBytes(bytesOf(items[i - 1]), bytesOf(item)) !== 0);
  if (at < 0) return [];
  const [first, second] = [items[at - 1], items[at]];
  const raw = concat(
    bytes.subarray(span.start, first.start),
    bytesOf(second),
    bytesOf(first),
    bytes.subarray(second.end, span.end),
  );
  return [{ label: 'set-not-sorted', path, raw }];
}

/** The faults of a BIT STRING, which is recognized by its byte with the number of unused bits. */
function bitFaults({ shape }: AnyCodec, path: readonly Span[], bytes: Uint8Array): Edit[] {
  const { children } = path[path.length - 1];
  const at = children.findIndex(({ name }) => name === 'unusedBits');
  if (at < 0) return [];
  const [count, bits] = [children[at], children[at + 1]];
  const raw = bytes.subarray(bits.start, bits.end);
  const edits: Edit[] = [{ label: 'unused-bits-too-many', path: [...path, count], raw: new Uint8Array([8]) }];
  if (bytes[count.start] > 0) {
    edits.push({ label: 'unused-bits-not-zero', path: [...path, bits], raw: lastFlipped(raw, 1) });
  }
  if (shape.kind === 'flags') {
    edits.push({
      label: 'bit-string-trailing-zeros',
      path: [...path, bits],
      raw: concat(raw, new Uint8Array(1)),
    });
  }
  return edits;
}

/** For each string type a character that it does not allow. */
const STRANGE_CHARACTERS: Readonly<Record<string, string>> = {
  BMPString: 'd800',
  IA5String: '80',
  NumericString: '41',
  PrintableString: '40',
  UTF8String: 'c080',
  UniversalString: '00110000',
  VisibleString: '7f',
};

function leafFaults(name: string, content: Uint8Array): [FaultLabel, Uint8Array][] {
  if (Object.hasOwn(STRANGE_CHARACTERS, name)) {
    return [['string-character', concat(content, hexToBytes(STRANGE_CHARACTERS[name]))]];
  }
  switch (name) {
    case 'BOOLEAN':
      return [
        ['boolean-not-canonical', new Uint8Array([1])],
        ['extended', concat(content, new Uint8Array(1))],
      ];
    case 'INTEGER':
    case 'ENUMERATED':
      return [
        ['integer-empty', new Uint8Array()],
        ['integer-not-minimal', concat(new Uint8Array([content[0] < 0x80 ? 0 : 0xff]), content)],
      ];
    case 'NULL':
      return [['extended', new Uint8Array(1)]];
    case 'OBJECT IDENTIFIER':
      return [
        ['oid-not-minimal', concat(new Uint8Array([0x80]), content)],
        ['oid-truncated', lastFlipped(content, 0x80)],
      ];
    case 'UTCTime':
    case 'GeneralizedTime':
      return [['time-with-offset', concat(content.subarray(0, -1), utf8ToBytes('+0000'))]];
    default:
      return [];
  }
}
