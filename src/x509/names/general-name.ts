/** GeneralName (RFC 5280 §4.2.1.6): the forms of a subject alternative name. */
import {
  anyElement,
  bmpString,
  choice,
  type Element,
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
} from '../../asn1/index.ts';
import { isBytes, UsageError } from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import { named, refine, rest, type ValueOf } from '../../codec/index.ts';
import { name } from './name.ts';

const RULE = 'RFC 5280 §4.2.1.6';

/** @throws UsageError `wrong-type` unless `value` is a list of general names; only those of text are looked into. */
export function assertGeneralNames(value: unknown, argument: string): asserts value is readonly GeneralName[] {
  assertEach(value, argument, (given, place) => {
    const one = given as Partial<GeneralName> | null | undefined;
    const isText = TEXTS.has(one?.kind as string);
    if (typeof one?.kind === 'string' && (isText ? typeof one.value === 'string' : one.value != null)) return;
    throw new UsageError('wrong-type', place, 'must be a GeneralName');
  });
}

const TEXTS: ReadonlySet<string> = new Set(['dNSName', 'rfc822Name', 'uniformResourceIdentifier']);

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
/** X.400 ORAddress: its contents are kept as bytes. */
const orAddress = element(0x30, named('ORAddress', rest()));

/** A byte string of one of two lengths: for IPv4 or for IPv6. OCTET STRING itself refuses values that are not bytes. */
const ipBytes = (v4: number, v6: number, rule: string): Element<Uint8Array> =>
  element(
    octetString.tag,
    refine(
      octetString.body,
      'ip-address-length',
      rule,
      (bytes) => !isBytes(bytes) || bytes.length === v4 || bytes.length === v6,
    ),
  );

const generalNameWith = (iPAddress: Element<Uint8Array>) =>
  choice('GeneralName', RULE, {
    otherName: implicit(0, otherName),
    rfc822Name: implicit(1, ia5String),
    dNSName: implicit(2, ia5String),
    x400Address: implicit(3, orAddress),
    directoryName: explicit(4, name),
    ediPartyName: implicit(5, ediPartyName),
    uniformResourceIdentifier: implicit(6, ia5String),
    iPAddress: implicit(7, iPAddress),
    registeredID: implicit(8, oid),
  });

/** GeneralName, all nine kinds; an IP address has 4 or 16 bytes. */
export const generalName = generalNameWith(ipBytes(4, 16, RULE));
export type GeneralName = ValueOf<typeof generalName>;

/** GeneralName in nameConstraints, where an IP address is followed by its mask (RFC 5280 §4.2.1.10). */
export const subtreeBase = generalNameWith(ipBytes(8, 32, 'RFC 5280 §4.2.1.10'));

/** GeneralNames: at least one. */
export const generalNames = named('GeneralNames', sequenceOf(generalName, 1));
