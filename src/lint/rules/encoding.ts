/** Encoding: violations of DER, and elements that do not have the type of their field (X.690 §8–§11, RFC 5280 §4.1, §4.2). Each encoding
 * fault is reported by exactly one rule: the first row that claims it. */
import type { Fault } from '../reading/part.ts';
import { EVERYTHING, type LintRule, type LintSeverity } from '../rule.ts';
import { subtreeFault } from './encoding-places.ts';

interface FaultRow {
  readonly code: string;
  readonly source: string;
  readonly severity?: LintSeverity;
  readonly appliesTo?: LintRule['appliesTo'];
  readonly what: string;
  readonly advice: string;
  /** Whether this row reports a fault. */
  claims(fault: Fault): boolean;
}

const DER = 'Encode it in DER: another library writes it so without being asked.';
const codes =
  (...wanted: readonly string[]) =>
  ({ code }: Fault): boolean =>
    wanted.includes(code);
const last = ({ path }: Fault): string | undefined => path.at(-1);
const within = ({ path }: Fault, name: string): boolean => path.includes(name);
/** Whether the fault is in the value of an extension itself, not in a part of it. */
const isExtensionValue = (fault: Fault): boolean => last(fault) === 'extnValue';
const isSctList = (fault: Fault): boolean => isExtensionValue(fault) && /^RFC (?:6962|5246)/.test(fault.rule);
const TIMES = ['notBefore', 'notAfter', 'thisUpdate', 'nextUpdate', 'revocationDate'];
const isTime = (fault: Fault): boolean => TIMES.includes(last(fault) ?? '') || fault.rule.includes('§4.1.2.5');

const ROWS: readonly FaultRow[] = [
  // Fields with a rule of their own.
  {
    code: 'ip-length',
    source: 'RFC 5280 §4.2.1.6',
    what: 'an iPAddress is neither 4 nor 16 bytes',
    advice: 'Write the address alone: 4 bytes for IPv4, 16 for IPv6, no mask.',
    claims: (fault) => fault.code === 'ip-address-length' && !subtreeFault(fault),
  },
  {
    code: 'nc-ip-length',
    source: 'RFC 5280 §4.2.1.10',
    what: 'an iPAddress of nameConstraints is neither 8 nor 32 bytes',
    advice: 'Write the address and its mask: 8 bytes for IPv4, 32 for IPv6.',
    claims: (fault) => fault.code === 'ip-address-length' && subtreeFault(fault),
  },
  {
    code: 'nc-list-empty',
    source: 'RFC 5280 §4.2.1.10',
    what: 'permittedSubtrees or excludedSubtrees has no subtree',
    advice: 'Leave the empty list out.',
    claims: (fault) => fault.code === 'out-of-range' && /^(permitted|excluded)Subtrees$/.test(last(fault) ?? ''),
  },
  {
    code: 'san-empty',
    source: 'RFC 5280 §4.2.1.6',
    what: 'subjectAltName or issuerAltName has no name',
    advice: 'Give it a name, or leave the extension out.',
    claims: (fault) => fault.code === 'out-of-range' && isExtensionValue(fault) && fault.rule === 'RFC 5280 §4.2.1.6',
  },
  {
    code: 'ku-empty',
    source: 'RFC 5280 §4.2.1.3',
    what: 'keyUsage has no bit set',
    advice: 'Set the bits of what the key is for, or leave the extension out.',
    claims: codes('key-usage-empty'),
  },
  {
    code: 'ku-length',
    source: 'RFC 5280 §4.2.1.3',
    severity: 'warning',
    what: 'keyUsage has a bit that the standard does not name',
    advice: 'Set none but the nine bits of the standard.',
    claims: (fault) => fault.code === 'named-bits-not-canonical' && !fault.tolerable && fault.rule === 'X.690 §11.2.2',
  },
  {
    code: 'sct-list',
    source: 'RFC 6962 §3.3',
    what: 'the list of signed certificate timestamps cannot be read',
    advice: 'Copy the timestamps as the logs gave them, each behind its length, at least one.',
    claims: isSctList,
  },
  {
    code: 'bc-path-length-range',
    source: 'RFC 5280 §4.2.1.9',
    what: 'pathLenConstraint is negative, or no sensible number',
    advice: 'Write the number of CAs that may follow, from 0 on.',
    claims: (fault) => fault.code === 'out-of-range' && last(fault) === 'pathLenConstraint',
  },
  {
    code: 'version-unknown',
    source: 'RFC 5280 §4.1.2.1',
    appliesTo: ['root', 'intermediate', 'leaf'],
    what: 'the version is none of 1, 2, 3',
    advice: 'Write version 3, which is the INTEGER 2.',
    claims: (fault) => fault.code === 'out-of-range' && last(fault) === 'version' && fault.path[0] === 'Certificate',
  },
  {
    code: 'crl-version',
    source: 'RFC 5280 §5.1.2.1',
    appliesTo: ['crl'],
    what: 'the version of the CRL is not 2',
    advice: 'Write version 2, which is the INTEGER 1.',
    claims: (fault) => last(fault) === 'version' && fault.path[0] === 'CertificateList',
  },
  {
    code: 'csr-version',
    source: 'RFC 2986 §4.1',
    appliesTo: ['request'],
    what: 'the version of the request is not 1',
    advice: 'Write version 1, which is the INTEGER 0.',
    claims: (fault) => last(fault) === 'version' && fault.path[0] === 'CertificationRequest',
  },
  {
    code: 'csr-attributes-missing',
    source: 'RFC 2986 §4.1',
    severity: 'warning',
    appliesTo: ['request'],
    what: 'the field attributes is left out',
    advice: 'Write it even where there are none: A0 00.',
    claims: (fault) => fault.code === 'missing' && last(fault) === 'attributes',
  },
  {
    code: 'crl-reason-unknown',
    source: 'RFC 5280 §5.3.1',
    appliesTo: ['crl'],
    what: 'reasonCode is a number without a meaning',
    advice: 'Use one of 1 to 6 and 8 to 10, or leave the extension out.',
    claims: (fault) => fault.code === 'out-of-range' && fault.rule === 'RFC 5280 §5.3.1',
  },
  {
    code: 'csr-extension-request',
    source: 'RFC 2985 §5.4.2',
    appliesTo: ['request'],
    what: 'the attribute extensionRequest has no list of extensions, or several',
    advice: 'Ask for all extensions in one list.',
    claims: (fault) => fault.code === 'out-of-range' && last(fault) === 'values',
  },
  {
    code: 'dns-not-ascii',
    source: 'RFC 5280 §7.2',
    what: 'a dNSName has a byte that is not ASCII',
    advice: 'Write an internationalized name in its ASCII form (xn--…).',
    claims: (fault) => fault.code === 'string-character' && fault.path.includes('dNSName'),
  },
  {
    code: 'time-form',
    source: 'RFC 5280 §4.1.2.5',
    appliesTo: EVERYTHING,
    what: 'a time is not written as YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ',
    advice: 'Write seconds and Z, no fraction and no other zone.',
    claims: (fault) => fault.code === 'time-form' && isTime(fault),
  },
  {
    code: 'time-value',
    source: 'RFC 5280 §4.1.2.5',
    what: 'a time is not a day of the calendar, or not a time of the day',
    advice: 'Write a date that exists.',
    claims: codes('time-value'),
  },
  {
    code: 'serial-undecodable',
    source: 'RFC 5280 §4.1.2.2',
    what: 'the serial number has leading zeros or ones, or no byte',
    advice: 'Write the INTEGER in as few bytes as it needs; the first bit is its sign.',
    claims: (fault) => fault.code.startsWith('integer-') && /^(serialNumber|userCertificate)$/.test(last(fault) ?? ''),
  },

  // Violations of DER.
  {
    code: 'trailing-data',
    source: 'X.690 §8.1.1',
    what: 'bytes follow the outermost SEQUENCE',
    advice: 'Cut the file at the end of the structure.',
    claims: codes('trailing-data'),
  },
  {
    code: 'length-not-minimal',
    source: 'X.690 §10.1',
    what: 'a length takes more bytes than it needs',
    advice: DER,
    claims: codes('length-not-minimal', 'length-reserved'),
  },
  {
    code: 'indefinite-length',
    source: 'X.690 §10.1',
    what: 'a length is indefinite, as BER allows',
    advice: DER,
    claims: codes('indefinite-length', 'indefinite-primitive', 'end-of-contents'),
  },
  {
    code: 'tag-not-minimal',
    source: 'X.690 §8.1.2',
    what: 'a tag takes more bytes than it needs',
    advice: DER,
    claims: codes('tag-not-minimal', 'tag-too-large'),
  },
  {
    code: 'constructed-string',
    source: 'X.690 §10.2',
    what: 'a primitive value is constructed, or the other way round',
    advice: DER,
    claims: codes('constructed-string', 'wrong-form'),
  },
  {
    code: 'boolean-not-canonical',
    source: 'X.690 §11.1',
    what: 'TRUE is not FF, or a BOOLEAN is not one byte',
    advice: DER,
    claims: codes('boolean-not-canonical', 'boolean-length'),
  },
  {
    code: 'integer-not-minimal',
    source: 'X.690 §8.3',
    what: 'an INTEGER takes more bytes than it needs, or has none',
    advice: DER,
    claims: codes('integer-not-minimal', 'integer-empty'),
  },
  {
    code: 'oid-malformed',
    source: 'X.690 §8.19',
    what: 'an OBJECT IDENTIFIER is empty, cut short, or an arc begins with 80',
    advice: DER,
    claims: codes('oid-empty', 'oid-truncated', 'oid-not-minimal', 'oid-arc-too-large'),
  },
  {
    code: 'null-not-empty',
    source: 'X.690 §8.8.2',
    what: 'a NULL has contents',
    advice: 'Write 05 00.',
    claims: codes('null-not-empty'),
  },
  {
    code: 'named-bits-not-canonical',
    source: 'X.690 §11.2.2',
    what: 'a list of named bits ends in zero bits',
    advice: 'Cut the zero bits off, and count the unused ones of the last byte.',
    claims: codes('named-bits-not-canonical'),
  },
  {
    code: 'bit-string-not-canonical',
    source: 'X.690 §11.2.1',
    what: 'a BIT STRING has unused bits that are set, or a wrong number of them',
    advice: 'Write zeros for the unused bits.',
    claims: codes('bit-string-not-canonical', 'bit-string-empty', 'bit-string-unused-bits', 'bit-string-padding'),
  },
  {
    code: 'bit-string-not-bytes',
    source: 'RFC 5280 §4.1.1.3',
    what: 'a key or a signature is not a whole number of bytes',
    advice: 'Write 0 for the number of unused bits.',
    claims: codes('bit-string-not-bytes'),
  },
  {
    code: 'default-encoded',
    source: 'X.690 §11.5',
    what: 'a default value is written out, such as critical FALSE',
    advice: 'Leave the field out.',
    claims: codes('default-encoded'),
  },
  {
    code: 'set-not-sorted',
    source: 'X.690 §11.6',
    what: 'the members of a SET OF are not in ascending order',
    advice: 'Sort them by their encodings.',
    claims: codes('set-not-sorted'),
  },
  {
    code: 'string-character',
    source: 'RFC 5280 appendix B; X.680 §41',
    what: 'a string has a character that its type does not have',
    advice: 'Write the value as UTF8String.',
    claims: codes('string-character', 'string-length'),
  },

  // Elements that do not have the type of their field.
  {
    code: 'sequence-empty',
    source: 'RFC 5280 appendix A',
    what: 'a list that needs an element has none',
    advice: 'Leave the field out, or give it an element.',
    claims: (fault) => fault.code === 'out-of-range' && fault.end - fault.start <= 4,
  },
  {
    code: 'extension-undecodable',
    source: 'RFC 5280 §4.2',
    what: 'the value of a known extension is not of its type, or bytes follow it',
    advice: 'Encode the value as the section of that extension has it.',
    claims: (fault) =>
      isExtensionValue(fault) ||
      (within(fault, 'extnValue') && ['missing', 'trailing', 'unexpected-tag'].includes(fault.code)),
  },
  {
    code: 'general-name-undecodable',
    source: 'RFC 5280 §4.2.1.6',
    what: 'a general name is none of the nine forms, or not as its form has it',
    advice: 'Give it the tag of its form, [0] to [8], and the contents of its type.',
    claims: (fault) => within(fault, 'extnValue') && fault.code === 'no-alternative',
  },
  {
    code: 'field-missing',
    source: 'RFC 5280 §4.1, §5.1',
    what: 'a field that must be there is not',
    advice: 'Write the field.',
    claims: codes('missing'),
  },
  {
    code: 'field-type',
    source: 'RFC 5280 §4.1, §5.1',
    what: 'a field has the tag of another type',
    advice: 'Write the field as its section has it.',
    claims: codes('unexpected-tag', 'no-alternative', 'unexpected-value', 'out-of-range', 'integer-not-positive'),
  },
  {
    code: 'field-unexpected',
    source: 'RFC 5280 §4.1, §5.1',
    what: 'a structure has bytes after its last field',
    advice: 'Remove them.',
    claims: codes('trailing'),
  },
  {
    code: 'input-limit',
    source: 'Not in a standard: the limits of the linter',
    severity: 'warning',
    what: 'the input is larger than the limits, and not all of it was judged',
    advice: 'Raise `limits.bytes` or `limits.nodes`.',
    claims: codes('too-large', 'too-many-nodes', 'too-many-faults', 'too-deep'),
  },
  {
    code: 'der-unreadable',
    source: 'X.690 §8.1',
    what: 'the bytes end within an element, or are no DER at all',
    advice: 'Look whether the file is complete, and what it says it is.',
    claims: () => true,
  },
];

/** The encoding faults of an input, by the code of the row that reports them. */
const CLAIMED = new WeakMap<readonly Fault[], ReadonlyMap<string, readonly Fault[]>>();

function claimed(faults: readonly Fault[], code: string): readonly Fault[] {
  const known = CLAIMED.get(faults);
  if (known !== undefined) return known.get(code) ?? [];
  const byCode = new Map<string, Fault[]>();
  for (const fault of faults) {
    const claimant = ROWS.find((row) => row.claims(fault))!.code;
    const told = byCode.get(claimant);
    if (told === undefined) byCode.set(claimant, [fault]);
    else told.push(fault);
  }
  CLAIMED.set(faults, byCode);
  return byCode.get(code) ?? [];
}

/** Where the fault is, what it is, and the decoder's code, with its rule if that is not the row's. */
function detailOf({ code, path, rule }: Fault, { what, source }: Pick<LintRule, 'source' | 'what'>): string {
  const where = path.slice(1).join('.') || path[0];
  return `${where === undefined ? '' : `${where}: `}${what} (${rule === source ? code : `${code}, ${rule}`})`;
}

/** The rules for encoding faults. */
export const ENCODING_RULES: readonly LintRule[] = ROWS.map(({ claims: _, ...row }) => ({
  severity: 'error' as const,
  profile: 'rfc5280' as const,
  appliesTo: EVERYTHING,
  ...row,
  judge: ({ faults }) =>
    claimed(faults, row.code).map((fault) => ({ start: fault.start, end: fault.end, detail: detailOf(fault, row) })),
}));
