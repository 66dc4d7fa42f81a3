/** Detects the kind of an input by the tags of its first fields. */
import { assertBytes } from '../../bytes/index.ts';
import type { LintKind } from '../kinds.ts';
import { headerAt } from './header.ts';

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const VERSION = 0xa0;
const ATTRIBUTES = 0xa0;
const isTime = (tag: number): boolean => tag === 0x17 || tag === 0x18;

/** Whether bytes are a certificate, a request or a CRL, by the tags of the first fields of the signed part; undefined if they resemble none
 * of these. The rest is not checked. */
export function detectKind(bytes: Uint8Array): LintKind | undefined {
  assertBytes(bytes, 'bytes');
  const tags = firstTags(bytes);
  if (tags[0] === VERSION) return 'certificate';
  const [first, second, third, fourth] = tags[0] === INTEGER ? tags.slice(1) : tags;
  if (first !== SEQUENCE || second !== SEQUENCE) return undefined;
  if (isTime(third)) return 'crl';
  if (tags[0] !== INTEGER) return undefined;
  if (third === undefined || third === ATTRIBUTES) return 'request';
  return third === SEQUENCE && fourth === SEQUENCE ? 'certificate' : undefined;
}

/** The tags of up to five fields of the first element in the outermost one. */
function firstTags(bytes: Uint8Array): number[] {
  const ignore = (): void => {};
  const outer = headerAt(bytes, 0, bytes.length, ignore);
  const signed = outer && headerAt(bytes, outer.contentStart, outer.end, ignore);
  if (outer?.tag !== SEQUENCE || signed?.tag !== SEQUENCE) return [];
  const tags: number[] = [];
  for (let at = signed.contentStart; tags.length < 5; ) {
    const field = headerAt(bytes, at, signed.end, ignore);
    if (field === undefined) break;
    tags.push(field.tag);
    at = field.end;
  }
  return tags;
}
