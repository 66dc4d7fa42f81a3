/** Rules about the fields of one certificate (RFC 5280 §4.1). */
import { toTime } from '../../certificate/structures.ts';
import { EXTENSIONS, type Extension } from '../../extensions/index.ts';
import {
  ALWAYS,
  authority,
  type Finding,
  failFor,
  holder,
  NOTED,
  note,
  type Place,
  pass,
  passIf,
  type Rule,
  verifier,
} from './rule.ts';

const NOT_YET = verifier('correct the clock, or wait until the certificate is valid');
const EXPIRED_LEAF = holder('renew the certificate, or correct the clock of whoever validates');
const EXPIRED_CA = holder('send a certificate of this CA that is valid now, or have the leaf issued by another CA');
const EXPIRED_ANCHOR = verifier('trust the current root of this CA, or correct the clock');

export const FIELD_RULES: readonly Rule[] = [
  {
    code: 'version-extensions',
    source: 'RFC 5280 §4.1.2.1, §4.1.2.9',
    severity: ALWAYS,
    of: 'all',
    judge: judgeVersion,
    advice: authority('issue it as version 3'),
  },
  {
    code: 'unique-identifier-version',
    source: 'RFC 5280 §4.1.2.1, §4.1.2.8',
    severity: ALWAYS,
    of: 'all',
    judge: judgeUniqueIdentifiers,
    advice: authority('issue it as version 3'),
  },
  {
    code: 'serial-not-positive',
    source: 'RFC 5280 §4.1.2.2',
    severity: ALWAYS,
    of: 'all',
    judge: judgeSerialNumber,
    advice: authority('issue it with a positive serial number'),
  },
  {
    code: 'serial-too-long',
    source: 'RFC 5280 §4.1.2.2',
    severity: ALWAYS,
    of: 'all',
    judge: judgeSerialLength,
    advice: authority('issue it with a serial number of at most 20 bytes'),
  },
  {
    code: 'issuer-empty',
    source: 'RFC 5280 §4.1.2.4',
    severity: ALWAYS,
    of: 'all',
    judge: judgeIssuerName,
    advice: authority('issue from a CA with a name'),
  },
  {
    code: 'ca-subject-empty',
    source: 'RFC 5280 §4.1.2.6',
    severity: ALWAYS,
    of: 'all',
    judge: judgeMissingSubject,
    advice: authority('issue it with a subject'),
  },
  {
    code: 'subject-empty-without-san',
    source: 'RFC 5280 §4.1.2.6, §4.2.1.6',
    severity: ALWAYS,
    of: 'all',
    judge: judgeNameless,
    advice: authority('issue it with a subject, or with names in a critical subjectAltName'),
  },
  {
    code: 'san-not-critical',
    source: 'RFC 5280 §4.1.2.6, §4.2.1.6',
    severity: ALWAYS,
    of: 'all',
    judge: judgeUncriticalNames,
    advice: authority('mark subjectAltName critical where the subject is empty'),
  },
  {
    code: 'time-not-utc-time',
    source: 'RFC 5280 §4.1.2.5',
    severity: NOTED,
    of: 'all',
    judge: judgeTimeEncoding,
    advice: authority('encode dates through 2049 as UTCTime'),
  },
  {
    code: 'validity',
    source: 'RFC 5280 §6.1.3 (a)(2)',
    severity: ALWAYS,
    of: 'all',
    judge: judgeValidity,
    advice: EXPIRED_LEAF,
  },
];

/** Extensions require version 3. */
function judgeVersion({ certificate: { version, tbs } }: Place): Finding | undefined {
  if (tbs.extensions === undefined) return undefined;
  return passIf(version === 3, 'version 3', `version ${version} has extensions, which need version 3`);
}

/** Unique identifiers require version 2 or 3. */
function judgeUniqueIdentifiers({ certificate: { version, tbs } }: Place): Finding | undefined {
  if (tbs.issuerUniqueID === undefined && tbs.subjectUniqueID === undefined) return undefined;
  return passIf(version >= 2, `version ${version}`, 'version 1 has a unique identifier, which needs version 2');
}

/** Deviation: §4.1.2.2 asks users to "gracefully handle" serial numbers that are not positive; we refuse them. */
function judgeSerialNumber({ certificate: { serialNumber } }: Place): Finding {
  return passIf(serialNumber > 0n, 'positive', 'the serial number is not positive');
}

function judgeSerialLength({ certificate: { serialNumber } }: Place): Finding {
  const magnitude = serialNumber < 0n ? -serialNumber - 1n : serialNumber; // The bits besides the sign bit, in two's complement.
  return passIf(magnitude >> 159n === 0n, 'at most 20 bytes', 'the serial number is longer than 20 bytes');
}

function judgeIssuerName({ certificate: { issuer } }: Place): Finding {
  return passIf(issuer.value.length > 0, 'the issuer has a name', 'the issuer has no name');
}

/** "If the subject is a CA [...] or a CRL issuer [...], then the subject field MUST be populated with a non-empty distinguished
 * name". */
function judgeMissingSubject({ certificate: { isCA, keyUsage, subject } }: Place): Finding | undefined {
  if (!isCA && !keyUsage?.includes('cRLSign')) return undefined;
  return passIf(subject.value.length > 0, 'has a subject', 'a CA or a signer of CRLs with an empty subject');
}

const namesOf = ({ certificate: { extensions } }: Place): Extension | undefined =>
  extensions.find(({ extnID }) => extnID === EXTENSIONS.subjectAltName.id);

/** A CA without a subject is covered by another rule. */
function judgeNameless(place: Place): Finding | undefined {
  const { isCA, subject } = place.certificate;
  if (isCA || subject.value.length > 0) return undefined;
  return passIf(namesOf(place) !== undefined, 'named by subjectAltName', 'neither subject nor subjectAltName');
}

function judgeUncriticalNames(place: Place): Finding | undefined {
  const names = namesOf(place);
  if (names === undefined || place.certificate.subject.value.length > 0) return undefined;
  return passIf(names.critical, 'subjectAltName is critical', 'an empty subject without a critical subjectAltName');
}

/** An obligation of issuers only: a verifier must accept both encodings (§4.1.2.5, and PKITS 4.2.4). */
function judgeTimeEncoding({ certificate: { tbs } }: Place): Finding {
  const { notBefore, notAfter } = tbs.validity;
  const good = [notBefore, notAfter].every(({ kind, value }) => kind === toTime(value).kind);
  return good ? pass('UTCTime for dates through 2049') : note('a date before 2050 is encoded as GeneralizedTime');
}

/** A time as text, without fractions of a second. */
const inSeconds = (time: Date): string => `${time.toISOString().slice(0, -'.000Z'.length)}Z`;

function judgeValidity({ certificate: { notBefore, notAfter }, depth, isAnchor, question: { time } }: Place): Finding {
  if (time < notBefore)
    return failFor(NOT_YET, `not valid before ${inSeconds(notBefore)}, and it is ${inSeconds(time)}`);
  // §4.1.2.5: both ends are inclusive; a second lasts until the next one begins.
  if (time.getTime() >= notAfter.getTime() + 1000) {
    const advice = depth === 0 ? EXPIRED_LEAF : isAnchor ? EXPIRED_ANCHOR : EXPIRED_CA;
    return failFor(advice, `expired after ${inSeconds(notAfter)}, and it is ${inSeconds(time)}`);
  }
  return pass(`${inSeconds(notBefore)} to ${inSeconds(notAfter)}`);
}
