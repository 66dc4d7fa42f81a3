/** GeneralName (RFC 5280 §4.2.1.6): what a certificate may call its subject besides the distinguished name. */
import {
  anyElement,
  bmpString,
  choice,
  element,
  explicit,
  ia5String,
  implicit,
  octetString,
  oid,
  optional,
  printableString,
  sequence,
  sequenceOf,
  teletexString,
  universalString,
  utf8String,
} from '../asn1/index.ts';
import { named, refine, rest, type ValueOf } from '../codec/index.ts';
import { name } from './name.ts';

const RULE = 'RFC 5280 §4.2.1.6';

/** DirectoryString (RFC 5280 appendix A.1). */
const directoryString = choice('DirectoryString', 'RFC 5280 §4.1.2.4', {
  teletexString,
  printableString,
  universalString,
  utf8String,
  bmpString,
});

const otherName = sequence('OtherName', RULE, { typeId: oid, value: explicit(0, anyElement) });
const ediPartyName = sequence('EDIPartyName', RULE, {
  nameAssigner: optional(explicit(0, directoryString)),
  partyName: explicit(1, directoryString),
});
/** ORAddress, of X.400: its contents are kept as they came. */
const orAddress = element(0x30, named('ORAddress', rest()));

/** An address in network order: 4 octets of IPv4 or 16 of IPv6, and nothing else. */
const ipAddress = element(
  octetString.tag,
  refine(octetString.body, 'ip-address-length', RULE, ({ length }) => length === 4 || length === 16),
);

/** GeneralName, all nine kinds. */
export const generalName = choice('GeneralName', RULE, {
  otherName: implicit(0, otherName),
  rfc822Name: implicit(1, ia5String),
  dNSName: implicit(2, ia5String),
  x400Address: implicit(3, orAddress),
  directoryName: explicit(4, name),
  ediPartyName: implicit(5, ediPartyName),
  uniformResourceIdentifier: implicit(6, ia5String),
  iPAddress: implicit(7, ipAddress),
  registeredID: implicit(8, oid),
});
export type GeneralName = ValueOf<typeof generalName>;

/** GeneralNames: one at least. */
export const generalNames = named('GeneralNames', sequenceOf(generalName, 1));
