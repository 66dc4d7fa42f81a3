/** Rules about the fields of one certificate (RFC 5280 §4.1). */
import { toTime } from '../../certificate/structures.ts';
import {
  ALWAYS,
  authority,
  type Finding,
  fail,
  holder,
  NOTED,
  note,
  type Place,
  pass,
  passIf,
  type Rule,
} from './rule.ts';

export const FIELD_RULES: readonly Rule[] = [
  {
    code: 'version',
    source: 'RFC 5280 §4.1.2.1',
    severity: ALWAYS,
    of: 'all',
    judge: judgeVersion,
    advice: authority('issue it as version 3'),
  },
  {
    code: 'serial-number',
    source: 'RFC 5280 §4.1.2.2',
    severity: ALWAYS,
    of: 'all',
    judge: judgeSerialNumber,
    advice: authority('issue it with a positive serial number of at most 20 bytes'),
  },
  {
    code: 'empty-name',
    source: 'RFC 5280 §4.1.2.4, §4.1.2.6',
    severity: ALWAYS,
    of: 'all',
    judge: judgeEmptyName,
    advice: authority('issue it with names that are not empty'),
  },
  {
    code: 'time-encoding',
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
    advice: holder('renew the certificate, or correct the clock of whoever validates'),
  },
];

/** Extensions require version 3, unique identifiers version 2 or 3 (§4.1.2.8, §4.1.2.9). */
function judgeVersion({ certificate: { version, tbs } }: Place): Finding {
  const unique = tbs.issuerUniqueID !== undefined || tbs.subjectUniqueID !== undefined;
  const needed = tbs.extensions !== undefined ? 3 : unique ? 2 : 1;
  return passIf(
    version >= needed,
    `version ${version}`,
    `version ${version} has fields that require version ${needed}`,
  );
}

/** Deviation: §4.1.2.2 asks users to "gracefully handle" serial numbers that are not positive; we refuse them. */
function judgeSerialNumber({ certificate: { serialNumber } }: Place): Finding {
  if (serialNumber <= 0n) return fail('the serial number is not positive');
  return passIf(serialNumber >> 159n === 0n, 'positive, at most 20 bytes', 'the serial number is longer than 20 bytes');
}

/** The issuer name must not be empty; nor the subject of a CA. Any other empty subject requires a critical subjectAltName
 * (§4.2.1.6). */
function judgeEmptyName({ certificate: { issuer, subject, isCA, extensions } }: Place): Finding {
  if (issuer.value.length === 0) return fail('the issuer name is empty');
  if (subject.value.length > 0) return pass('issuer and subject names are not empty');
  if (isCA) return fail('the subject of a CA is empty');
  const names = extensions.find(({ extnValue }) => extnValue.kind === 'subjectAltName');
  return passIf(
    names?.critical === true,
    'empty subject with a critical subjectAltName',
    'empty subject without a critical subjectAltName',
  );
}

/** An obligation of issuers only: a verifier must accept both encodings (§4.1.2.5, and PKITS 4.2.4). */
function judgeTimeEncoding({ certificate: { tbs } }: Place): Finding {
  const { notBefore, notAfter } = tbs.validity;
  const good = [notBefore, notAfter].every(({ kind, value }) => kind === toTime(value).kind);
  return good ? pass('UTCTime for dates through 2049') : note('a date before 2050 is encoded as GeneralizedTime');
}

/** A certificate's time as text: it has no fractions of a second. */
const inSeconds = (time: Date): string => time.toISOString().replace('.000Z', 'Z');

function judgeValidity({ certificate: { notBefore, notAfter }, question: { time } }: Place): Finding {
  if (time < notBefore) return fail(`not valid before ${inSeconds(notBefore)}`);
  // §4.1.2.5: both ends count; a second ends where the next begins.
  if (time.getTime() >= notAfter.getTime() + 1000) return fail(`expired after ${inSeconds(notAfter)}`);
  return pass(`${inSeconds(notBefore)} to ${inSeconds(notAfter)}`);
}
