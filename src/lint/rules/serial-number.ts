/** Version and serial number (RFC 5280 §4.1.2.1, §4.1.2.2). */
import { ANY_CERTIFICATE, at, atIf, type LintRule } from '../rule.ts';
import type { Subject } from '../subject.ts';

const serialNumber = (it: Subject): bigint | undefined => it.field('serialNumber')?.value as bigint | undefined;
/** The version, 1 to 3; undefined if it cannot be read. */
function versionOf(it: Subject): number | undefined {
  const part = it.field('version');
  if (part === undefined) return 1;
  return typeof part.value === 'number' ? part.value + 1 : undefined;
}

export const SERIAL_NUMBER_RULES: readonly LintRule[] = [
  {
    code: 'version-extensions',
    source: 'RFC 5280 §4.1.2.9',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'a certificate of version 1 or 2 has extensions',
    advice: 'Write version 3.',
    judge: (it) => atIf((versionOf(it) ?? 3) < 3, it.field('extensions'), `extensions in version ${versionOf(it)}`),
  },
  {
    code: 'version-not-3',
    source: 'BR 2.2.6 §7.1.1',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ANY_CERTIFICATE,
    from: '2015-04-16',
    what: 'the version is not 3',
    advice: 'Write version 3.',
    judge: (it) =>
      atIf((versionOf(it) ?? 3) < 3, it.field('version') ?? it.field('serialNumber'), `version ${versionOf(it)}`),
  },
  {
    code: 'unique-identifier-version',
    source: 'RFC 5280 §4.1.2.8',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'a certificate of version 1 has a unique identifier',
    advice: 'Leave it out.',
    judge: (it) =>
      versionOf(it) === 1
        ? ['issuerUniqueID', 'subjectUniqueID'].flatMap((name) => at(it.field(name), `${name} in version 1`))
        : [],
  },
  {
    code: 'serial-not-positive',
    source: 'RFC 5280 §4.1.2.2',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'the serial number is zero or negative',
    advice: 'Issue again with a positive number; a first byte of 80 or more needs 00 before it.',
    judge: (it) =>
      atIf((serialNumber(it) ?? 1n) <= 0n, it.field('serialNumber'), serialNumber(it) === 0n ? 'zero' : 'negative'),
  },
  {
    code: 'serial-too-long',
    source: 'RFC 5280 §4.1.2.2',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'the serial number takes more than 20 bytes',
    advice: 'Draw at most 159 bits.',
    judge(it) {
      const part = it.field('serialNumber');
      const length = part === undefined ? 0 : part.end - part.contentStart;
      return atIf(length > 20, part, `${length} bytes`);
    },
  },
  {
    code: 'serial-low-entropy',
    source: 'BR 2.2.6 §7.1.2.7',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ANY_CERTIFICATE,
    from: '2016-09-30',
    what: 'the serial number is too short to hold 64 random bits',
    advice: 'Draw it at random, of at least 64 bits: better 128.',
    when: (it) => it.role !== 'root',
    judge(it) {
      const serial = serialNumber(it);
      // 64 random bits are below 2^32 once in four thousand million certificates: a shorter number is not a coincidence.
      return atIf(serial !== undefined && serial > 0n && serial < 2n ** 32n, it.field('serialNumber'), 'under 32 bits');
    },
  },
];
