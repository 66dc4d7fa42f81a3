/** A tree of spans simplified for display: tag and length are part of the field that they begin, a wrapper is merged with its
 * content, and empty or hidden fields are omitted. */
import { derLength, identifier } from '../../asn1/index.ts';
import { isSameDescription, type Span } from '../../codec/index.ts';
import { valueText } from './value-text.ts';

export interface Field {
  /** The names of the spans merged into it. */
  readonly name: string;
  readonly type: string;
  readonly rule: string;
  readonly start: number;
  readonly end: number;
  /** The first byte after tag and length. */
  readonly contentStart: number;
  /** On one line; '' for a structure and for bytes. */
  readonly value: string;
  /** A secret: it has neither value nor parts, and its bytes must not be shown. */
  readonly hidden: boolean;
  readonly parts: readonly Field[];
}

/** @param name - its label. @param showSecrets - whether to show secrets like other fields. */
export function fieldOf(span: Span, name: string, showSecrets: boolean): Field {
  const { type, rule, start, end } = span;
  // Tag and length are shown as part of the field that they begin.
  const inner = span.children.filter((child) => !isHeader(child));
  const contentStart = inner[0]?.start ?? (span.children.length > 0 ? end : start);
  const own = { name, type, rule, start, end, contentStart, hidden: false, value: '', parts: [] };
  const hides = (of: Span): boolean => of.secret === true && !showSecrets;
  if (hides(span)) return { ...own, hidden: true };
  const [only] = inner.length === 1 ? inner : [];
  if (inner.length === 0) return { ...own, value: valueText(span) };
  if (only !== undefined && !hides(only)) {
    if (only.children.length === 0) return { ...own, value: valueText(only) };
    // A choice or a wrapper has nothing of its own to show.
    if (only.start === start && only.end === end)
      return fieldOf(only, only.name === 'value' ? name : `${name}.${only.name}`, showSecrets);
  }
  const parts = inner.filter((part) => part.start !== part.end);
  return { ...own, parts: parts.map((part) => fieldOf(part, part.name, showSecrets)) };
}

const isHeader = ({ codec }: Span): boolean =>
  isSameDescription(codec, identifier) || isSameDescription(codec, derLength);
