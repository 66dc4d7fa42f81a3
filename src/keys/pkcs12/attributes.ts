/** The attributes of a bag (RFC 7292 §4.2; RFC 2985 §5.5), and the attribute with which Java marks a trusted certificate. */

import { element, octetString, oid } from '../../asn1/index.ts';
import { PKCS9_OIDS } from '../../asn1/internal.ts';
import type { Bytes } from '../../bytes/index.ts';
import { type Codec, cite, DecodeError, decode, encode, mapped, named, rest } from '../../codec/index.ts';
import type { Attribute } from '../attribute.ts';
import { KeyError } from '../errors.ts';

const FRIENDLY_NAME = PKCS9_OIDS.friendlyName;
const LOCAL_KEY_ID = PKCS9_OIDS.localKeyId;
/** Oracle's trustedKeyUsage. */
const TRUSTED_KEY_USAGE = PKCS9_OIDS.javaTrustedKeyUsage;

/** The decoded attributes of a bag. */
export interface BagAttributes {
  /** A name for people; Java calls it the alias. */
  readonly friendlyName?: string | undefined;
  /** The same value for a key and its certificate, which links the two. */
  readonly localKeyId?: Uint8Array | undefined;
  /** For a certificate that Java trusts: the trusted purposes as OIDs of extKeyUsage, usually `2.5.29.37.0` (anyExtendedKeyUsage). */
  readonly trustedKeyUsage?: readonly string[] | undefined;
  /** All other attributes, not decoded. */
  readonly attributes?: readonly Attribute[] | undefined;
}

/** A BMPString. Characters beyond the BMP are surrogate pairs: X.680 does not allow them, but OpenSSL and Java write them. */
const name: Codec<string> = element(
  0x1e,
  mapped(named('BMPString', cite('RFC 2985 §5.5.1', rest())), {
    code: 'string-length',
    accepts: (bytes) => bytes.length % 2 === 0,
    to: (bytes) => new TextDecoder('utf-16be', { ignoreBOM: true }).decode(bytes),
    from: utf16,
  }),
);

function utf16(text: string): Bytes {
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i));
  return new Uint8Array(view.buffer);
}

/** Reads the attributes of a bag.
 * @throws KeyError `malformed-pkcs12` if a known attribute is repeated, has a malformed value, or more or less than one (trustedKeyUsage may have any number). */
export function readAttributes(given: readonly Attribute[] = []): BagAttributes {
  const known: readonly string[] = [FRIENDLY_NAME, LOCAL_KEY_ID, TRUSTED_KEY_USAGE];
  const twice = known.find((type) => given.filter((one) => one.type === type).length > 1);
  if (twice !== undefined) throw malformed(twice, 'comes twice');
  const valuesOf = <T>(type: string, codec: Codec<T>): readonly T[] | undefined =>
    given.find((one) => one.type === type)?.values.map((value) => decoded(type, codec, value));
  const one = <T>(type: string, codec: Codec<T>): T | undefined => {
    const values = valuesOf(type, codec);
    if (values === undefined || values.length === 1) return values?.[0];
    throw malformed(type, `has ${values.length} values`);
  };
  const friendlyName = one(FRIENDLY_NAME, name);
  const localKeyId = one(LOCAL_KEY_ID, octetString)?.slice();
  const trustedKeyUsage = valuesOf(TRUSTED_KEY_USAGE, oid);
  const attributes = given.filter(({ type }) => !known.includes(type));
  return {
    ...(friendlyName !== undefined && { friendlyName }),
    ...(localKeyId !== undefined && { localKeyId }),
    ...(trustedKeyUsage !== undefined && { trustedKeyUsage }),
    ...(attributes.length > 0 && { attributes }),
  };
}

function decoded<T>(type: string, codec: Codec<T>, value: Uint8Array): T {
  try {
    return decode(codec, value);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw malformed(type, `is malformed: ${error.message}`);
  }
}

const malformed = (type: string, what: string): KeyError =>
  new KeyError('malformed-pkcs12', `the attribute ${type} of a bag ${what}`, 'RFC 7292 §4.2');

/** Encodes the attributes of a bag; undefined if there are none, since an empty SET is not written. */
export function writeAttributes({
  friendlyName,
  localKeyId,
  trustedKeyUsage,
  attributes = [],
}: BagAttributes): readonly Attribute[] | undefined {
  const written: Attribute[] = [...attributes];
  if (friendlyName !== undefined) written.push({ type: FRIENDLY_NAME, values: [encode(name, friendlyName)] });
  if (localKeyId !== undefined) written.push({ type: LOCAL_KEY_ID, values: [encode(octetString, localKeyId)] });
  if (trustedKeyUsage !== undefined) {
    written.push({ type: TRUSTED_KEY_USAGE, values: trustedKeyUsage.map((usage) => encode(oid, usage)) });
  }
  return written.length > 0 ? written : undefined;
}
