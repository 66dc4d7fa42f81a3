/** Names (RFC 5280 §4.1.2.4). They stay structured, and each value keeps the string type that it was encoded in. */
import {
  bitString,
  bmpString,
  choice,
  type Element,
  ia5String,
  numericString,
  octetString,
  oid,
  printableString,
  sequence,
  sequenceOf,
  setOf,
  teletexString,
  universalString,
  utf8String,
  visibleString,
} from '../../asn1/index.ts';
import { assertArray, bytesToHex, equalBytes, isBytes, UsageError } from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import { type Encoded, encode, named, type ValueOf } from '../../codec/index.ts';
import { X509Error } from '../errors.ts';
import { attributeTypeNamed, attributeTypeOf } from './attribute-types.ts';
import { normalForm } from './normal-form.ts';

const RULE = 'RFC 5280 §4.1.2.4';

/** The value of a name's attribute: DirectoryString and the other string types in use. A name with a value of another type is
 * refused. */
export const attributeValue = choice('AttributeValue', RULE, {
  utf8String,
  printableString,
  ia5String,
  teletexString,
  bmpString,
  universalString,
  numericString,
  visibleString,
  bitString,
  octetString,
});
export type AttributeValue = ValueOf<typeof attributeValue>;

const describedAttributeTypeAndValue = sequence('AttributeTypeAndValue', RULE, { type: oid, value: attributeValue });
export interface AttributeTypeAndValue extends ValueOf<typeof describedAttributeTypeAndValue> {}
export const attributeTypeAndValue: Element<AttributeTypeAndValue> = describedAttributeTypeAndValue;

export const relativeDistinguishedName = named('RelativeDistinguishedName', setOf(attributeTypeAndValue, 1));
export type RelativeDistinguishedName = ValueOf<typeof relativeDistinguishedName>;

/** Name: RDNs from the root of the directory down. */
export const name = named('Name', sequenceOf(relativeDistinguishedName));
export type Name = ValueOf<typeof name>;

/** One attribute for `makeName`: its type by OID or by name (`CN`, `commonName`), and its text. */
export type AttributeText = readonly [type: string, text: string];

/** Makes a name. Each value gets the string type that RFC 5280 requires, and its length is checked.
 * @param rdns - from the root down; each is one attribute, or a list of them for a multi-valued RDN.
 * @throws X509Error `attribute-type`, `attribute-length`; EncodeError `string-character` for a character that the string
 * type does not have. */
export const makeName = (...rdns: readonly (AttributeText | readonly AttributeText[])[]): Name =>
  rdns.map((rdn, i) => {
    const place = `rdns[${i}]`;
    assertArray(rdn, place);
    return isSingle(rdn) ? [attributeAt(rdn, place)] : rdn.map((one, k) => attributeAt(one, `${place}[${k}]`));
  });

function attributeAt(attribute: AttributeText, argument: string): AttributeTypeAndValue {
  assertArray(attribute, argument);
  if (attribute.length === 2) return makeAttribute(...attribute);
  throw new UsageError('out-of-range', argument, 'must be an attribute: [type, text]');
}

const isSingle = (rdn: AttributeText | readonly AttributeText[]): rdn is AttributeText => typeof rdn[0] === 'string';

/** The form of an OID; the encoder checks whether it is valid. */
const LIKE_OID = /^\d[\d.]*$/;

/** The OID of an attribute type, given as such or by name.
 * @throws X509Error `attribute-type`. */
export function attributeOid(type: string): string {
  if (typeof type !== 'string') throw new UsageError('wrong-type', 'type', `must be a string, got ${typeof type}`);
  if (LIKE_OID.test(type)) return type;
  const known = attributeTypeNamed(type);
  if (known !== undefined) return known.type;
  throw new X509Error('attribute-type', `unknown attribute type ${JSON.stringify(type.slice(0, 80))}`, RULE);
}

/** One attribute: see `makeName`. */
export function makeAttribute(type: string, text: string): AttributeTypeAndValue {
  const oid = attributeOid(type);
  if (typeof text !== 'string') throw new UsageError('wrong-type', 'text', `must be a string, got ${typeof text}`);
  const known = attributeTypeOf(oid);
  const { min = 1, max = Number.POSITIVE_INFINITY, string = 'utf8String' } = known ?? {};
  const length = [...text].length;
  if (length < min || length > max) {
    const message = `${known?.long ?? oid} has ${min} to ${max} characters, not ${length}`;
    throw new X509Error('attribute-length', message, 'RFC 5280 appendix A.1');
  }
  const attribute = { type: oid, value: { kind: string, value: text } };
  encode(attributeTypeAndValue, attribute);
  return attribute;
}

/** The texts of all attributes of one type, in the name's order. For deriving an identity from a name; compare the whole value.
 * @param type - by OID or by name. */
export function attributeTexts(of: Name, type: string): string[] {
  assertName(of, 'of');
  const wanted = attributeTypeNamed(type)?.type ?? type;
  return of
    .flat()
    .flatMap(({ type, value }) => (type === wanted && typeof value.value === 'string' ? [value.value] : []));
}

/** Whether two names are equal (RFC 5280 §7.1): the same bytes; or, for text values, equal up to case and insignificant white
 * space. Values are compared one by one, so that a value with a separator in it cannot match two values. */
export function sameName(a: Encoded<Name>, b: Encoded<Name>): boolean {
  for (const [one, argument] of [
    [a, 'a'],
    [b, 'b'],
  ] as const) {
    if (!isBytes(one?.bytes))
      throw new UsageError('wrong-type', argument, 'must be a name with its encoding, as encodedName returns');
  }
  return equalBytes(a.bytes, b.bytes) || checkedKey(a, 'a') === checkedKey(b, 'b');
}

const keys = new WeakMap<Encoded<Name>, string>();

/** As `nameKey`; the name is checked before its key is made for the first time. */
function checkedKey(of: Encoded<Name>, argument: string): string {
  const known = keys.get(of);
  if (known !== undefined) return known;
  assertName(of.value, `${argument}.value`);
  return nameKey(of);
}

/** A text that two names have in common exactly if they are equal by RFC 5280 §7.1. */
export function nameKey(name: Encoded<Name>): string {
  let key = keys.get(name);
  if (key === undefined) keys.set(name, (key = comparisonKey(name.value)));
  return key;
}

/** As `nameKey`, computed anew at each call. Each text is preceded by its length, so that different names cannot give the same key. */
export function comparisonKey(of: Name): string {
  let key = '';
  for (const rdn of of) {
    key += '/';
    for (const { type, text } of prepareRdn(rdn)) key += `${type} ${text.length} ${text}`;
  }
  return key;
}

/** An RDN prepared for comparison: its attributes in a canonical order. */
export type PreparedRdn = readonly Comparable[];

const prepareRdn = (rdn: RelativeDistinguishedName): PreparedRdn =>
  rdn.length === 1 ? [comparable(rdn[0])] : rdn.map(comparable).sort(byTypeAndText);

/** A name prepared for many comparisons by `samePreparedRdn`. */
export const prepareName = (of: Name): readonly PreparedRdn[] => of.map(prepareRdn);

/** Whether two RDNs are equal by the rules of `sameName`. */
export const samePreparedRdn = (a: PreparedRdn, b: PreparedRdn): boolean =>
  a.length === b.length && a.every((attribute, i) => byTypeAndText(attribute, b[i]) === 0);

/** One attribute, prepared for comparison. */
export interface Comparable {
  readonly type: string;
  readonly text: string;
}

/** The part of RFC 4518's string preparation that certificates need: normalization form, case folding, single spaces. A
 * TeletexString equals only the same bytes, since implementations disagree about its character set; the same holds for a value that is not
 * text. */
function comparable({ type, value }: AttributeTypeAndValue): Comparable {
  if (typeof value.value !== 'string' || value.kind === 'teletexString')
    return { type: `${type} ${value.kind}`, text: bytesToHex(encode(attributeValue, value)) };
  if (PREPARED.test(value.value)) return { type, text: value.value.toLowerCase() };
  const words = normalForm(value.value, 'NFKC').toLowerCase().split(/\s+/).filter(Boolean);
  return { type, text: words.join(' ') };
}
/** Printable ASCII with single spaces inside: only its letters are left to prepare. */
const PREPARED = /^[!-~]+(?: [!-~]+)*$/;

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byTypeAndText = (a: Comparable, b: Comparable): number => order(a.type, b.type) || order(a.text, b.text);

/** @throws UsageError `wrong-type` unless `value` is a list of lists of attributes; the encoder checks their contents. */
export function assertName(value: unknown, argument: string): asserts value is Name {
  assertEach(value, argument, (rdn, place) => assertEach(rdn, place, assertAttribute));
}

function assertAttribute(value: unknown, argument: string): void {
  const { type, value: of } = Object(value) as Partial<AttributeTypeAndValue>;
  if (typeof type !== 'string' || !of) {
    throw new UsageError('wrong-type', argument, 'must be an attribute of a Name, as makeName returns');
  }
}
