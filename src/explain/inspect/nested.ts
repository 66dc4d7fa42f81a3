/** Opens a tree of spans completely: fields that a codec keeps as bytes or as ANY are decoded by what the fields around them
 * indicate, or else by their first bytes. Only for display, where a guess is acceptable; nothing is validated by it. */
import {
  bitString,
  bmpString,
  boolean,
  derNode,
  type Element,
  enumerated,
  generalizedTime,
  ia5String,
  integer,
  nullElement,
  numericString,
  octetString,
  oid,
  printableString,
  tagName,
  teletexString,
  universalString,
  utcTime,
  utf8String,
  visibleString,
} from '../../asn1/index.ts';
import { type AnyCodec, type DecodeError, isSameDescription, type Span } from '../../codec/index.ts';
import { algorithmIdentifier, authenticatedSafe, pfx, privateKeyInfo, subjectPublicKeyInfo } from '../../keys/index.ts';
import { safeBag } from '../../keys/internal.ts';
import {
  basicOcspResponse,
  certificate,
  certificateList,
  certificationRequest,
  extension,
  formatIpAddress,
} from '../../x509/index.ts';
import { insideOf, withBitNames } from '../document/span-layout.ts';
import { VIEWED_EXTENSIONS } from './extensions.ts';
import { BAGS, PARAMETERS, PKCS12_CONTENTS, PRIVATE_KEYS, PUBLIC_KEYS, SIGNATURES } from './modules.ts';
import { beginsAsPrivateKey, isLong, looksPrivate } from './private-looks.ts';
import { isNameOrTime } from './wrong-tags.ts';

/** Maximum number of fields in all opened strings of a tree. What does not fit stays bytes: shown in full, fields take hundreds of
 * times the size of their bytes. */
export const MOST_INSIDE = 16_384;

/** Maximum depth of opened strings: each is decoded again from its start. */
const MOST_LEVELS = 16;

/** Elements that a string may have however much others took: a signature's two numbers are shown after a long extension. */
const LEAST_INSIDE = 16;

/** The same tree, opened. Children still tile their parents.
 * @param bytes - the bytes that the offsets of `span` refer to. @param onUnopened - called for a string that exceeds `MOST_INSIDE`. */
export const openedWhole = (span: Span, bytes: Uint8Array, onUnopened: (span: Span) => void): Span =>
  open(span, { bytes, levels: MOST_LEVELS, budget: new Budget(onUnopened) });

/** What is left of `MOST_INSIDE`. */
class Budget {
  #left = MOST_INSIDE;
  readonly #onUnopened: (span: Span) => void;
  constructor(onUnopened: (span: Span) => void) {
    this.#onUnopened = onUnopened;
  }

  /** As `insideOf`. */
  inside(codec: AnyCodec, bytes: Uint8Array, span: Span): readonly Span[] | undefined {
    const onFault = ({ code }: DecodeError): void => {
      if (code === 'too-many-nodes') this.#onUnopened(span);
    };
    const found = insideOf(codec, bytes, span, { limits: { nodes: this.#left } }, onFault);
    if (found !== undefined) this.#left = Math.max(LEAST_INSIDE, this.#left - sizeOf(found));
    return found;
  }
}

/** The number of spans in trees. */
const sizeOf = (spans: readonly Span[]): number => spans.reduce((size, { children }) => size + 1 + sizeOf(children), 0);

interface Opening {
  readonly bytes: Uint8Array;
  readonly levels: number;
  readonly budget: Budget;
  /** The content of the opaque bytes in this span, if an earlier field indicates it. */
  readonly inside?: AnyCodec | undefined;
}

function open(span: Span, opening: Opening): Span {
  if (span.children.length === 0) return openLeaf(span, opening);
  if (span.name === 'iPAddress') return { ...span, children: span.children.map(withAddress) };
  if (span.type === 'ANY') return openChildren(typed(span, opening.bytes), opening);
  return openChildren(span, opening);
}

function openChildren(span: Span, opening: Opening): Span {
  const held = heldBy(span);
  const children = span.children.map((child) => {
    const inside =
      held !== undefined && (held.field === child.name || held.field === EVERY_FIELD) ? held.inside : opening.inside;
    // The engine names an open field `other` if its kind is unknown.
    const known =
      child.name === 'other' && inside !== undefined && inside !== derNode ? { ...child, name: inside.type } : child;
    return open(known, { ...opening, inside });
  });
  return { ...span, children: withBitNames(span.value, children) };
}

/** Stands for all fields, in place of a field's name. */
const EVERY_FIELD = Symbol();

/** A structure in which one field indicates the content of another: that field's name, and its codec. */
interface Held {
  readonly field: string | typeof EVERY_FIELD;
  readonly inside: AnyCodec | undefined;
}

/** The fields that indicate the content of another; absent if decoding stopped before them. */
interface Holder {
  readonly extnID?: string;
  readonly algorithm?: string | { readonly algorithm: string };
  readonly signatureAlgorithm?: { readonly algorithm: string };
  readonly privateKeyAlgorithm?: { readonly algorithm: string };
  readonly bagId?: string;
}

/** Structures whose `signature` is made by their `signatureAlgorithm`. */
const SIGNED: readonly AnyCodec[] = [certificate, certificateList, certificationRequest, basicOcspResponse];

function heldBy({ codec, value }: Span): Held | undefined {
  const { extnID, algorithm, signatureAlgorithm, privateKeyAlgorithm, bagId } = (value ?? {}) as Holder;
  // RFC 5280 §4.2: the value of every extension is DER.
  if (isSameDescription(codec, extension))
    return { field: 'extnValue', inside: VIEWED_EXTENSIONS.get(extnID ?? '') ?? derNode };
  if (isSameDescription(codec, algorithmIdentifier)) {
    return { field: 'parameters', inside: PARAMETERS.get(`${algorithm}`) };
  }
  if (SIGNED.some((one) => isSameDescription(codec, one))) {
    return { field: 'signature', inside: SIGNATURES.get(signatureAlgorithm?.algorithm ?? '') };
  }
  if (isSameDescription(codec, pfx)) return { field: 'authSafe', inside: PKCS12_CONTENTS.file };
  if (isSameDescription(codec, authenticatedSafe)) return { field: EVERY_FIELD, inside: PKCS12_CONTENTS.safe };
  if (isSameDescription(codec, safeBag)) return { field: 'bagValue', inside: BAGS.get(bagId ?? '') };
  if (isSameDescription(codec, privateKeyInfo)) {
    return { field: 'privateKey', inside: PRIVATE_KEYS.get(privateKeyAlgorithm?.algorithm ?? '') };
  }
  if (isSameDescription(codec, subjectPublicKeyInfo) && typeof algorithm === 'object') {
    return { field: 'subjectPublicKey', inside: PUBLIC_KEYS.get(algorithm.algorithm) };
  }
  return undefined;
}

/** Byte strings with arbitrary content. */
const OPAQUE_TYPES: ReadonlySet<string> = new Set(['OCTET STRING', 'bits', 'contents octets']);

function openLeaf(span: Span, { bytes, levels, budget, inside }: Opening): Span {
  if (levels === 0 || !(span.value instanceof Uint8Array)) return span;
  const isElement = span.type === 'ANY';
  const isOpaque = isElement || OPAQUE_TYPES.has(span.type);
  const known = isOpaque && inside !== undefined ? budget.inside(inside, bytes, span) : undefined;
  const guessed =
    isElement || (isOpaque && isConstructedValue(bytes[span.start])) ? budget.inside(derNode, bytes, span) : [];
  const [found] = known ?? guessed ?? [];
  if (found === undefined) return span;
  return {
    ...open(found, { bytes, levels: levels - 1, budget }),
    name: span.name,
    ...(span.secret && { secret: true }),
  };
}

/** First bytes of data that is treated as DER: few other byte strings begin with SEQUENCE or SET, and of these hardly any have
 * consistent lengths throughout. */
const isConstructedValue = (first: number): boolean => first === 0x30 || first === 0x31;

/** Elements with a single value, by tag. */
const PRIMITIVES: ReadonlyMap<number, Element<unknown>> = new Map<number, Element<unknown>>(
  [
    boolean,
    integer,
    bitString,
    octetString,
    nullElement,
    oid,
    enumerated,
    utf8String,
    numericString,
    printableString,
    teletexString,
    ia5String,
    utcTime,
    generalizedTime,
    visibleString,
    universalString,
    bmpString,
  ].map((element: Element<unknown>) => [element.tag, element]),
);

const RULES: ReadonlyMap<number, string> = new Map([
  [0x30, 'X.690 §8.9'],
  [0x31, 'X.690 §8.11'],
]);

const isKeyAlgorithm = (id: unknown): boolean => PUBLIC_KEYS.has(`${id}`) || PRIVATE_KEYS.has(`${id}`);

/** An ECDSA signature whose r is 1 begins as a key does. What is left of an RSA key behind its version has two long numbers. */
const isFewNumbers = (parts: readonly Span[]): boolean =>
  parts.length < 6 && parts.every(({ type }) => type === 'INTEGER') && parts.slice(1).filter(isLong).length < 2;

/** A part by what it is, where its tag is wrong. */
const retyped =
  (bytes: Uint8Array) =>
  (part: Span): Span =>
    part.type === 'OCTET STRING' && isNameOrTime(bytes, part.start) ? { ...part, type: 'name or time' } : part;

/** An element known only by its tag, with its content: named by its type, with its value if it has one.
 * @param span - of `derNode`. */
function typed(span: Span, bytes: Uint8Array): Span {
  const tag = span.children[0]?.value;
  if (typeof tag !== 'number') return span; // Cut short by a fault, or not opened yet.
  const primitive = PRIMITIVES.get(tag);
  const [value] = (primitive && insideOf(primitive, bytes, span)) ?? [];
  if (value !== undefined) return { ...value, name: span.name };
  const children = span.children.map((child) => (child.type === 'ANY' ? typed(child, bytes) : child));
  const parts = children.slice(2);
  const begins = parts.length > 0 && beginsAsPrivateKey(bytes.subarray(span.start, span.end));
  const secret =
    (tag === 0x30 && looksPrivate(parts.map(retyped(bytes)), isKeyAlgorithm)) || (begins && !isFewNumbers(parts));
  const rule = RULES.get(tag) ?? span.rule;
  return { ...span, type: tagName(tag), rule, children, ...(secret && { secret }) };
}

/** An address in its usual text form; in a constraint, followed by the mask. */
function withAddress(span: Span): Span {
  const { value } = span;
  if (!(value instanceof Uint8Array)) return span;
  if (value.length === 4 || value.length === 16) return { ...span, value: formatIpAddress(value) };
  const half = value.length / 2;
  return { ...span, value: `${formatIpAddress(value.subarray(0, half))}/${formatIpAddress(value.subarray(half))}` };
}
