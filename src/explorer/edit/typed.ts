/** The editor that fits a field: by the type of its element, and, where that says too little, by its place in the structure. */
import { assertBytes, assertFields, type Bytes, bytesToHex, concat, UsageError } from '../../bytes/index.ts';
import { DecodeError, decode, encode } from '../../codec/index.ts';
import {
  basicConstraints,
  formatIpAddress,
  type KeyUsageBit,
  keyUsage,
  keyUsageBits,
  parseIpAddress,
} from '../../x509/index.ts';
import { contentOf, type ValueKind, valueAt } from './value.ts';

/** A field of a tree, as `behaviour.ts` tells it. */
export interface FieldPlace {
  readonly path: readonly string[];
  readonly type: string;
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
}

/** How a value is entered. `choice`: one of the options; `names`: any of them, separated by commas. */
export type FieldKind = ValueKind | 'address' | 'choice' | 'names';

export interface FieldValue {
  readonly kind: FieldKind;
  readonly text: string;
  /** The name of what is entered, if it is only a part of the field. */
  readonly part?: string;
  readonly options?: readonly string[];
  /** The bytes that `encode` replaces. */
  readonly start: number;
  readonly end: number;
  /** The new bytes. @throws VitrineError for a text that is no such value. */
  encode(text: string): Bytes;
}

/** The value of a field that can be entered; undefined for one that can only be changed by its bytes. */
export function fieldValue(bytes: Uint8Array, field: FieldPlace): FieldValue | undefined {
  assertBytes(bytes, 'bytes');
  assertFields(field, 'field', 'a FieldPlace', 'path', 'type', 'start', 'contentStart', 'end');
  for (const reading of READINGS) {
    try {
      const found = reading(bytes, field);
      if (found !== undefined) return found;
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
    }
  }
  const { start, contentStart, end } = field;
  const value = valueAt(bytes, start, contentStart, end);
  return value && { ...value, start: contentStart, end, encode: (text) => contentOf(bytes[start], text) };
}

type Reading = (bytes: Uint8Array, field: FieldPlace) => FieldValue | undefined;

/** A value of its own element, or of one inside an OCTET STRING or a tag of its own. */
const READINGS: readonly Reading[] = [address, usages, constraints, version];

/** An iPAddress: four or sixteen bytes; in name constraints, followed by a mask of the same size (RFC 5280 §4.2.1.10). */
function address(bytes: Uint8Array, { path, contentStart, end }: FieldPlace): FieldValue | undefined {
  const content = bytes.subarray(contentStart, end);
  if (!/(^|\.)iPAddress$/.test(path.at(-1) ?? '') || ![4, 8, 16, 32].includes(content.length)) return undefined;
  const isMasked = content.length === 8 || content.length === 32;
  const half = content.length / 2;
  const parts = isMasked ? [content.subarray(0, half), content.subarray(half)] : [content];
  return {
    ...{ kind: 'address', text: parts.map(formatIpAddress).join('/'), start: contentStart, end },
    encode(text) {
      const made = text.trim().split('/').map(parseIpAddress);
      const [first] = made;
      const isWhole = made.length === parts.length && made.every((one) => one?.length === first?.length);
      if (!isWhole || first === undefined) throw new UsageError('out-of-range', 'text', 'must be an IP address');
      return concat(...made.map((one) => one!));
    },
  };
}

/** KeyUsage: the extension's value, its BIT STRING, or the bits in that. */
function usages(bytes: Uint8Array, { path, type, start, end }: FieldPlace): FieldValue | undefined {
  const isBits = path.at(-1) === 'bytes' && /(^|\.)keyUsage$/.test(path.at(-3) ?? '');
  if (type !== 'KeyUsage' && !isBits) return undefined;
  // The BIT STRING begins three bytes before its bits; it never has a long length.
  const from = isBits ? start - 3 : bytes[start] === OCTET_STRING ? start + 2 : start;
  const set = decode(keyUsage, bytes.subarray(from, end));
  return {
    ...{ kind: 'names', text: set.join(','), options: keyUsageBits, start: from + 2, end },
    encode(text) {
      const names = keyUsageBits.filter((name) => text.split(',').includes(name)) as KeyUsageBit[];
      if (names.length === 0) throw new UsageError('out-of-range', 'text', 'must have one bit');
      return encode(keyUsage, names).subarray(2) as Bytes;
    },
  };
}

const OCTET_STRING = 0x04;

/** cA of BasicConstraints, which is absent where it is false. */
function constraints(bytes: Uint8Array, { type, start, end }: FieldPlace): FieldValue | undefined {
  if (type !== 'BasicConstraints') return undefined;
  const from = bytes[start] === OCTET_STRING ? start + 2 : start;
  const { cA, ...others } = decode(basicConstraints, bytes.subarray(from, end));
  return {
    ...{ kind: 'boolean', part: 'cA', text: `${cA}`, start: from + 2, end },
    encode: (text) => encode(basicConstraints, { ...others, cA: text === 'true' }).subarray(2) as Bytes,
  };
}

/** Version ::= INTEGER { v1(0), v2(1), v3(2) } of a certificate, also in its explicit tag. */
function version(bytes: Uint8Array, { path, start, end }: FieldPlace): FieldValue | undefined {
  const [own, outer, outermost] = path.toReversed();
  const isValue = own === 'value' && outer === 'version' && outermost === 'tbsCertificate';
  if (!isValue && !(own === 'version' && outer === 'tbsCertificate')) return undefined;
  const from = isValue ? start : start + 2;
  const number = /^0201(0[0-2])$/.exec(bytesToHex(bytes.subarray(from, end)))?.[1];
  if (number === undefined) return undefined;
  return {
    ...{ kind: 'choice', text: VERSIONS[Number(number)], options: VERSIONS, start: from + 2, end },
    encode: (text) => new Uint8Array([VERSIONS.indexOf(text)]),
  };
}

const VERSIONS: readonly string[] = ['v1 (0)', 'v2 (1)', 'v3 (2)'];
