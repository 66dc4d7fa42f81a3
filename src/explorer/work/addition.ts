/** An extension with a value to begin with, and the changes that put it into a certificate or a request. */
import { ACCESS_OIDS, POLICY_OIDS } from '../../asn1/internal.ts';
import { type Bytes, bytesToHex, concat, hexToBytes } from '../../bytes/index.ts';
import { encode } from '../../codec/index.ts';
import { sha1 } from '../../hash/index.ts';
import { type Extension, extension, KEY_PURPOSES, makeExtension } from '../../x509/index.ts';
import { extensible } from '../edit/additions.ts';
import { type Edit, edited, type Header, headerAt } from '../edit/edit.ts';

export interface AdditionInput {
  /** All structures of the input, in DER. */
  readonly blocks: readonly { readonly title: string; readonly bytes: Uint8Array }[];
  /** Index in `blocks` of the structure that gets the extension. */
  readonly block: number;
  /** One of `ADDITIONS`. */
  readonly name: string;
}

/** The changes, of which each counts in the bytes after the one before; the last has the extension at its end. None where the structure is not DER as far as
 * that. */
export async function additionJob({ blocks, block, name }: AdditionInput): Promise<readonly Edit[]> {
  const { title, bytes } = blocks[block];
  const kind = extensible(title);
  if (kind === undefined || !Object.hasOwn(VALUES, name)) return [];
  const signed = signedOf(bytes);
  if (signed === undefined) return [];
  const wanted = encode(extension, VALUES[name](keysOf(blocks, block)));
  const at = (found: Found): Edit => ({ block, mends: true, ...found });
  return (kind === 'certificate' ? toCertificate(bytes, signed, wanted) : toRequest(bytes, signed, wanted)).map(at);
}

type Found = Pick<Edit, 'bytes' | 'end' | 'start'>;

/** An element of DER. */
interface Element extends Header {
  readonly start: number;
  readonly tag: number;
}

/** The elements that follow each other, as far as they are DER. */
function elementsIn(bytes: Uint8Array, start: number, end: number): readonly Element[] {
  const found: Element[] = [];
  for (let at = start; at < end; ) {
    const header = headerAt(bytes, at, end);
    if (header === undefined) break;
    found.push({ ...header, start: at, tag: bytes[at] });
    at = header.contentEnd;
  }
  return found;
}

const elementsOf = (bytes: Uint8Array, { contentStart, contentEnd }: Header): readonly Element[] =>
  elementsIn(bytes, contentStart, contentEnd);

/** What is signed: the first element of a certificate and of a request. */
function signedOf(bytes: Uint8Array): Element | undefined {
  const [whole] = elementsIn(bytes, 0, bytes.length);
  return whole && elementsOf(bytes, whole)[0];
}

/** In DER, with a length of at most two bytes. */
function element(tag: number, ...contents: readonly Uint8Array[]): Bytes {
  const content = concat(...contents);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return concat(new Uint8Array([tag, ...size]), content);
}

const SEQUENCE = 0x30;
const SET = 0x31;
const BIT_STRING = 0x03;
/** Context-specific and constructed, with the number 0 or 3. */
const EXPLICIT_0 = 0xa0;
const EXPLICIT_3 = 0xa3;

/** Before the first element of another: at an element's end it could not be told whether it belongs inside. */
const before = (inside: Element, bytes: Bytes): Found => ({
  start: inside.contentStart,
  end: inside.contentStart,
  bytes,
});
/** After an element, which is written again for the same reason. */
const after = (all: Uint8Array, { start, contentEnd }: Element, bytes: Bytes): Found => ({
  ...{ start, end: contentEnd },
  bytes: concat(all.subarray(start, contentEnd), bytes),
});

/** Into the `[3]` of TBSCertificate, which it makes where there is none, as it does the version that extensions need (RFC 5280 §4.1.2.1). */
function toCertificate(bytes: Uint8Array, tbs: Element, wanted: Bytes): readonly Found[] {
  const parts = elementsOf(bytes, tbs);
  const last = parts.at(-1);
  if (last === undefined) return [];
  const [list] = last.tag === EXPLICIT_3 ? elementsOf(bytes, last) : [];
  if (list !== undefined) return [before(list, wanted)];
  const added = after(bytes, last, element(EXPLICIT_3, element(SEQUENCE, wanted)));
  if (parts[0].tag === EXPLICIT_0) return [added];
  const version = before(tbs, hexToBytes('a003020102'));
  const changed = edited(bytes, { ...version, block: 0, mends: true });
  return [version, ...toCertificate(changed, signedOf(changed)!, wanted)];
}

/** `extensionRequest` of PKCS #9 (RFC 2985 §5.4.2), as an element. */
const EXTENSION_REQUEST = '06092a864886f70d01090e';

/** Into the request's extensionRequest, which it makes where there is none: at its place in the set of attributes. */
function toRequest(bytes: Uint8Array, info: Element, wanted: Bytes): readonly Found[] {
  const last = elementsOf(bytes, info).at(-1);
  if (last === undefined) return [];
  const own = element(SEQUENCE, hexToBytes(EXTENSION_REQUEST), element(SET, element(SEQUENCE, wanted)));
  if (last.tag !== EXPLICIT_0) return [after(bytes, last, element(EXPLICIT_0, own))];
  const attributes = elementsOf(bytes, last);
  const hexOf = (one: Element): string => bytesToHex(bytes.subarray(one.start, one.contentEnd));
  const [list] = attributes.flatMap((attribute) => {
    const [type, values] = elementsOf(bytes, attribute);
    return values !== undefined && hexOf(type) === EXTENSION_REQUEST ? elementsOf(bytes, values).slice(0, 1) : [];
  });
  const moved = inOrder(bytes, attributes, list && before(list, wanted));
  if (moved !== undefined) {
    const changed = edited(bytes, { ...moved, block: 0, mends: true });
    return [moved, ...toRequest(changed, signedOf(changed)!, wanted)];
  }
  if (list !== undefined) return [before(list, wanted)];
  const smaller = attributes.filter((one) => hexOf(one) < bytesToHex(own)).at(-1);
  return [smaller === undefined ? before(last, own) : after(bytes, smaller, own)];
}

/** The attributes in the order of DER, which is that of their bytes (X.690 §11.6): of those that they have after the change that is to come, as the one
 * that grows may have to move. @returns undefined if they are in that order. */
function inOrder(bytes: Uint8Array, attributes: readonly Element[], coming: Found | undefined): Found | undefined {
  const keys = attributes.map((one) => {
    const own = bytes.subarray(one.start, one.contentEnd);
    if (coming === undefined || coming.start <= one.start || coming.end > one.contentEnd) return bytesToHex(own);
    const within = { ...coming, start: coming.start - one.start, end: coming.end - one.start };
    return bytesToHex(edited(own, { ...within, block: 0, mends: true }));
  });
  const sorted = [...keys.keys()].sort((a, b) => (keys[a] === keys[b] ? a - b : keys[a] < keys[b] ? -1 : 1));
  if (sorted.every((from, to) => from === to)) return undefined;
  const all = sorted.map((i) => bytes.subarray(attributes[i].start, attributes[i].contentEnd));
  return { start: attributes[0].start, end: attributes.at(-1)!.contentEnd, bytes: concat(...all) };
}

/** What identifies the keys of a certificate: of its own, and of its issuer's. */
interface Keys {
  readonly own: Bytes;
  readonly issuer: Bytes;
}

/** The issuer is looked for in the input; where it is not there, its key is not known. */
function keysOf(blocks: AdditionInput['blocks'], block: number): Keys {
  const read = blocks.map(({ title, bytes }) => namesOf(title, bytes));
  const own = read[block];
  const issuer = read.find((one) => one.issuer !== '' && one.subject === own.issuer);
  return { own: own.key, issuer: issuer?.key ?? UNKNOWN };
}

const UNKNOWN = new Uint8Array(20);

/** Names in hexadecimal; '' for a request's issuer, and for what cannot be read. */
function namesOf(title: string, bytes: Uint8Array) {
  const signed = signedOf(bytes);
  const parts = signed === undefined ? [] : elementsOf(bytes, signed);
  const at = parts.findIndex((one) => one.tag === SEQUENCE && elementsOf(bytes, one)[1]?.tag === BIT_STRING);
  const key = parts[at] && elementsOf(bytes, parts[at])[1];
  // The first byte of a BIT STRING counts its unused bits (RFC 5280 §4.2.1.2, method 1).
  const id = key && sha1.digest(bytes.subarray(key.contentStart + 1, key.contentEnd));
  const hexAt = (i: number): string =>
    parts[i] && extensible(title) === 'certificate'
      ? bytesToHex(bytes.subarray(parts[i].start, parts[i].contentEnd))
      : '';
  // issuer, validity, subject, subjectPublicKeyInfo.
  return { key: id ?? UNKNOWN, subject: hexAt(at - 1), issuer: hexAt(at - 3) };
}

const HOST = 'museum.test';
const uri = (path: string) => ({ kind: 'uniformResourceIdentifier', value: `http://${HOST}/${path}` }) as const;

const VALUES: Readonly<Record<string, (keys: Keys) => Extension>> = {
  basicConstraints: () => makeExtension('basicConstraints', true, { cA: true }),
  keyUsage: () => makeExtension('keyUsage', true, ['digitalSignature']),
  extKeyUsage: () => makeExtension('extKeyUsage', false, [KEY_PURPOSES.serverAuth]),
  subjectAltName: () => makeExtension('subjectAltName', false, [{ kind: 'dNSName', value: HOST }]),
  subjectKeyIdentifier: ({ own }) => makeExtension('subjectKeyIdentifier', false, own),
  authorityKeyIdentifier: ({ issuer }) => makeExtension('authorityKeyIdentifier', false, { keyIdentifier: issuer }),
  // The CA/Browser Forum's "domain validated".
  certificatePolicies: () =>
    makeExtension('certificatePolicies', false, [{ policyIdentifier: POLICY_OIDS.domainValidated }]),
  cRLDistributionPoints: () =>
    makeExtension('cRLDistributionPoints', false, [
      { distributionPoint: { kind: 'fullName', value: [uri('ca.crl')] } },
    ]),
  authorityInfoAccess: () =>
    makeExtension('authorityInfoAccess', false, [{ accessMethod: ACCESS_OIDS.ocsp, accessLocation: uri('ocsp') }]),
  nameConstraints: () =>
    makeExtension('nameConstraints', true, {
      permittedSubtrees: [{ base: { kind: 'dNSName', value: HOST }, minimum: 0n }],
    }),
  policyConstraints: () => makeExtension('policyConstraints', true, { requireExplicitPolicy: 0n }),
  inhibitAnyPolicy: () => makeExtension('inhibitAnyPolicy', true, 0n),
  // status_request: the server must staple an OCSP response (RFC 7633).
  tlsFeature: () => makeExtension('tlsFeature', false, [5]),
};
