/** authorityKeyIdentifier and subjectKeyIdentifier (RFC 5280 §4.2.1.1, §4.2.1.2; RFC 7093). */
import { equalBytes } from '../../bytes/index.ts';
import { sha1, sha256, sha384, sha512 } from '../../hash/index.ts';
import { field, type Part } from '../reading/part.ts';
import { ANY_CERTIFICATE, atIf, CA, LEAF, type LintRule } from '../rule.ts';
import type { Subject } from '../subject.ts';

const authority = (it: Subject): Part | undefined => it.extension('authorityKeyIdentifier')?.value;
const keyIdentifierOf = (it: Subject): Uint8Array | undefined => {
  const value = field(authority(it), 'keyIdentifier')?.value;
  return value instanceof Uint8Array ? value : undefined;
};
const subjectIdentifier = (it: Subject): Uint8Array | undefined => {
  const value = it.valueOf('subjectKeyIdentifier');
  return value instanceof Uint8Array ? value : undefined;
};
const place = (it: Subject): Part | undefined => it.extensionList ?? it.signed;

export const KEY_IDENTIFIER_RULES: readonly LintRule[] = [
  {
    code: 'aki-missing',
    source: 'RFC 5280 §4.2.1.1, §5.2.1',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ['intermediate', 'leaf', 'crl'],
    what: 'what a CA has issued has no authorityKeyIdentifier with a keyIdentifier',
    advice: "Copy the issuer's subjectKeyIdentifier into it.",
    when: (it) => it.kind === 'crl' || !it.isSelfIssued,
    judge(it) {
      const there = authority(it);
      if (there === undefined)
        return atIf(it.extension('authorityKeyIdentifier') === undefined, place(it), 'no authorityKeyIdentifier');
      return atIf(field(there, 'keyIdentifier') === undefined, there, 'no keyIdentifier');
    },
  },
  {
    code: 'aki-half',
    source: 'RFC 5280 §4.2.1.1, appendix A.2',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ['root', 'intermediate', 'leaf', 'crl'],
    what: 'authorityCertIssuer is there without authorityCertSerialNumber, or the other way round',
    advice: 'Leave both out.',
    judge(it) {
      const [issuer, serial] = ['authorityCertIssuer', 'authorityCertSerialNumber'].map((name) =>
        field(authority(it), name),
      );
      return atIf((issuer === undefined) !== (serial === undefined), issuer ?? serial, 'one of the two alone');
    },
  },
  {
    code: 'aki-issuer-serial',
    source: 'BR 2.2.6 §7.1.2.11.1, §7.2.2',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ['root', 'intermediate', 'leaf', 'crl'],
    from: '2013-07-26',
    what: "authorityKeyIdentifier has the issuer's name and serial number: a reissued CA no longer fits",
    advice: 'Leave them out: keyIdentifier is enough.',
    judge(it) {
      const issuer = field(authority(it), 'authorityCertIssuer');
      const serial = field(authority(it), 'authorityCertSerialNumber');
      return atIf(issuer !== undefined || serial !== undefined, issuer ?? serial, 'issuer or serial number');
    },
  },
  {
    code: 'root-aki-differs',
    source: 'RFC 5280 §4.2.1.2; BR 2.2.6 §7.1.2.1.3',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ['root'],
    what: "a root's authorityKeyIdentifier is not its own subjectKeyIdentifier",
    advice: 'Leave authorityKeyIdentifier out, or write the same bytes.',
    judge(it) {
      const [own, other] = [subjectIdentifier(it), keyIdentifierOf(it)];
      return atIf(
        own !== undefined && other !== undefined && !equalBytes(own, other),
        authority(it),
        'another identifier',
      );
    },
  },
  {
    code: 'ski-missing-ca',
    source: 'RFC 5280 §4.2.1.2',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'a CA has no subjectKeyIdentifier',
    advice: 'Add it: what the CA issues refers to it.',
    judge: (it) => atIf(it.extension('subjectKeyIdentifier') === undefined, place(it), 'no subjectKeyIdentifier'),
  },
  {
    code: 'ski-missing-leaf',
    source: 'RFC 5280 §4.2.1.2',
    severity: 'notice',
    profile: 'rfc5280',
    appliesTo: LEAF,
    what: 'a leaf has no subjectKeyIdentifier (which the Baseline Requirements advise against)',
    advice: 'Add it where programs look certificates up by key; a web server needs none.',
    when: (it) => !it.isForServers || it.purposes === undefined,
    judge: (it) => atIf(it.extension('subjectKeyIdentifier') === undefined, place(it), 'no subjectKeyIdentifier'),
  },
  {
    code: 'ski-empty',
    source: 'RFC 5280 §4.2.1.2',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'subjectKeyIdentifier has no byte',
    advice: 'Derive it from the key.',
    judge: (it) => atIf(subjectIdentifier(it)?.length === 0, it.extension('subjectKeyIdentifier')?.value, 'empty'),
  },
  {
    code: 'ski-underived',
    source: 'RFC 5280 §4.2.1.2; RFC 7093 §2',
    severity: 'notice',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'subjectKeyIdentifier is derived from the key by no method of the standards',
    advice: 'It may be any bytes that no other key has; SHA-1 of the key is usual.',
    judge(it) {
      const identifier = subjectIdentifier(it);
      const wrong = identifier !== undefined && identifier.length > 0 && isDerived(it, identifier) === false;
      return atIf(wrong, it.extension('subjectKeyIdentifier')?.value, 'derived by no known method');
    },
  },
];

/** Whether an identifier is SHA-1 of the key's bits, its last 60 bits after 0100, the leftmost 160 bits of SHA-2 of the bits, or a
 * hash of the whole SubjectPublicKeyInfo. undefined for a key that cannot be read. */
function isDerived(it: Subject, identifier: Uint8Array): boolean | undefined {
  const bitString = field(it.publicKey, 'subjectPublicKey');
  if (bitString === undefined || it.publicKey === undefined) return undefined;
  const header = it.bytes[bitString.start + 1];
  const bits = it.bytes.subarray(bitString.start + 3 + (header < 0x80 ? 0 : header & 0x7f), bitString.end);
  const spki = it.bytesOf(it.publicKey);
  const short = sha1.digest(bits).slice(12);
  short[0] = 0x40 | (short[0] & 0x0f);
  return [
    short,
    sha1.digest(bits),
    ...[sha256, sha384, sha512].map((hash) => hash.digest(bits)),
    sha1.digest(spki),
    sha256.digest(spki),
  ].some(
    (digest) =>
      equalBytes(digest, identifier) || (digest.length > 20 && equalBytes(digest.subarray(0, 20), identifier)),
  );
}
