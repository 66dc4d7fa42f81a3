/** A tree of spans simplified for display: tag and length are part of the field that they begin, a wrapper is merged with its
 * content, and empty or hidden fields are omitted. */
import { derLength, identifier } from '../../asn1/index.ts';
import { isSameDescription, type Span } from '../../codec/index.ts';
import type { FieldPlace } from '../sentences/sentence.ts';
import { counted, valueText } from './value-text.ts';

export interface Field {
  /** The names of the spans merged into it. */
  readonly name: string;
  readonly type: string;
  readonly rule: string;
  readonly start: number;
  readonly end: number;
  /** The first byte after tag and length. */
  readonly contentStart: number;
  /** The value on one line; '' for a structure and for bytes. */
  readonly value: string;
  /** A secret: it has neither value nor parts, and its bytes must not be shown. */
  readonly hidden: boolean;
  readonly parts: readonly Field[];
  /** The spans merged into it, from the outermost to the innermost: `sentencesOf` explains their purpose. */
  readonly places: readonly FieldPlace[];
  /** The field is a placeholder for fields that a page leaves out: `value` says how many. */
  readonly isLeftOut?: true;
}

/** The spans around a span. */
interface Around {
  /** The type of the structure; '' for the outermost. */
  readonly structure: string;
  /** The places of the spans merged with it so far. */
  readonly places: readonly FieldPlace[];
  /** Whether it is the version of such a structure. */
  readonly isVersion?: boolean;
}

/** Structures whose version 0 is called v1. */
const VERSIONED: ReadonlySet<string> = new Set([
  ...['TBSCertificate', 'TBSCertList', 'CertificationRequestInfo', 'PrivateKeyInfo', 'TBSRequest', 'ResponseData'],
]);

/** @param name - its label. @param showSecrets - whether to show secrets like other fields. */
export function fieldOf(
  span: Span,
  name: string,
  showSecrets: boolean,
  around: Around = { structure: '', places: [] },
): Field {
  const { type, rule, start, end } = span;
  const places = [...around.places, { structure: around.structure, name: span.name, type }];
  // Tag and length are shown as part of the field that they begin.
  const inner = span.children.filter((child) => !isHeader(child));
  const contentStart = inner[0]?.start ?? (span.children.length > 0 ? end : start);
  const own = { name, type, rule, start, end, contentStart, hidden: false, value: '', parts: [], places };
  const isVersion = around.isVersion || (span.name === 'version' && VERSIONED.has(around.structure));
  const textOf = (of: Span): string =>
    isVersion && typeof of.value === 'number' ? `v${of.value + 1} (${of.value})` : valueText(of);
  const hides = (of: Span): boolean => of.secret === true && !showSecrets;
  if (hides(span)) return { ...own, hidden: true };
  const [only] = inner.length === 1 ? inner : [];
  if (inner.length === 0) return { ...own, value: textOf(span) };
  if (only !== undefined && !hides(only)) {
    if (only.children.length === 0) return { ...own, value: textOf(only) };
    // A choice or a wrapper has nothing of its own to show.
    if (only.start === start && only.end === end)
      return fieldOf(only, only.name === 'value' ? name : `${name}.${only.name}`, showSecrets, {
        structure: type,
        places,
        isVersion,
      });
  }
  const parts = inner.filter((part) => part.start !== part.end);
  const inside = { structure: type, places: [], isVersion };
  return { ...own, parts: parts.map((part) => fieldOf(part, part.name, showSecrets, inside)) };
}

const isHeader = ({ codec }: Span): boolean =>
  isSameDescription(codec, identifier) || isSameDescription(codec, derLength);

/** Maximum number of parts that a page shows of one structure. */
export const MOST_PARTS = 256;
/** Maximum number of fields that a page shows of one tree. */
export const MOST_FIELDS = 4096;

/** A tree limited to a size that a page can display: of each structure at most `MOST_PARTS` parts, and at most `MOST_FIELDS`
 * fields in all. The outer levels come first, so that many small fields do not displace the fields after their structure. The
 * parts left out of a structure become one field that counts them and their bytes. Takes linear time. */
export function cutTree(root: Field): Field {
  const whole = { ...root, parts: [] as Field[] };
  const pending = [{ from: root.parts, into: whole.parts }];
  let left = MOST_FIELDS - 1;
  // The list grows while it is read: breadth first.
  for (const { from, into } of pending) {
    const shown = Math.min(from.length, MOST_PARTS, left);
    left -= shown;
    for (const part of from.slice(0, shown)) {
      const copy = { ...part, parts: [] as Field[] };
      into.push(copy);
      if (part.parts.length > 0) pending.push({ from: part.parts, into: copy.parts });
    }
    if (shown < from.length) into.push(leftOutField(from, shown));
  }
  return whole;
}

/** @param shown - the number of parts before those left out. */
function leftOutField(parts: readonly Field[], shown: number): Field {
  const { start } = parts[shown];
  const { end } = parts[parts.length - 1];
  const value = `${counted(parts.length - shown, 'field')} (${counted(end - start, 'byte')}) left out; JSON shows all`;
  return {
    ...{ name: '…', type: 'fields left out', rule: '', start, end, contentStart: start, value },
    ...{ hidden: false, parts: [], places: [], isLeftOut: true },
  };
}
