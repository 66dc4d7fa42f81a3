/** DER written by hand, tag by tag: specimens need encodings that no codec would write. */

import { oid as oidCodec } from '../../asn1/index.ts';
import { type Bytes, concat, utf8ToBytes } from '../../bytes/index.ts';
import { encode } from '../../codec/index.ts';

/** An element of a tag with these contents. */
export function tlv(tag: number, ...contents: readonly Uint8Array[]): Bytes {
  const body = concat(...contents);
  return concat(Uint8Array.of(tag), lengthOf(body.length), body);
}

function lengthOf(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let left = length; left > 0; left >>>= 8) bytes.unshift(left & 0xff);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}

export const raw = (...bytes: readonly number[]): Bytes => new Uint8Array(bytes);
export const text = (of: string): Bytes => utf8ToBytes(of);
/** The characters as bytes of ISO 8859-1. */
export const latin1 = (of: string): Bytes => Uint8Array.from(of, (character) => character.charCodeAt(0));

export const sequence = (...items: readonly Uint8Array[]): Bytes => tlv(0x30, ...items);
export const set = (...items: readonly Uint8Array[]): Bytes => tlv(0x31, ...items);
export const oid = (dotted: string): Bytes => encode(oidCodec, dotted);
export const boolean = (value: boolean): Bytes => raw(1, 1, value ? 0xff : 0);
export const NULL: Bytes = raw(5, 0);
export const octets = (...contents: readonly Uint8Array[]): Bytes => tlv(4, ...contents);
export const bits = (unused: number, ...contents: readonly Uint8Array[]): Bytes => tlv(3, raw(unused), ...contents);
export const utf8 = (of: string): Bytes => tlv(12, text(of));
export const printable = (of: string): Bytes => tlv(19, latin1(of));
export const ia5 = (of: string): Bytes => tlv(22, latin1(of));
export const utcTime = (of: string): Bytes => tlv(0x17, latin1(of));
export const generalizedTime = (of: string): Bytes => tlv(0x18, latin1(of));
/** A context-specific tag: primitive, or constructed. */
export const primitive = (number: number, ...contents: readonly Uint8Array[]): Bytes => tlv(0x80 | number, ...contents);
export const context = (number: number, ...contents: readonly Uint8Array[]): Bytes => tlv(0xa0 | number, ...contents);

export function integer(value: number | bigint): Bytes {
  const bytes: number[] = [];
  let left = BigInt(value);
  do {
    bytes.unshift(Number(left & 0xffn));
    left >>= 8n;
  } while (left !== (bytes[0] < 0x80 ? 0n : -1n));
  return tlv(2, Uint8Array.from(bytes));
}

/** An attribute of a name, in an RDN of its own. */
export const attribute = (type: string, value: Uint8Array): Bytes => set(sequence(oid(type), value));
export const name = (...rdns: readonly Uint8Array[]): Bytes => sequence(...rdns);
export const dns = (of: string): Bytes => primitive(2, latin1(of));
export const uri = (of: string): Bytes => primitive(6, latin1(of));
export const email = (of: string): Bytes => primitive(1, latin1(of));
export const ip = (...bytes: readonly number[]): Bytes => primitive(7, raw(...bytes));
