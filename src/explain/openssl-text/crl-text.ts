/** Revocation lists as `openssl crl -text` of OpenSSL 3.0 prints them (crypto/x509/t_crl.c). */
import { UsageError } from '../../bytes/index.ts';
import { CertificateList, formatOneline, type RevokedEntry } from '../../x509/index.ts';
import { algorithmLines, signatureLines } from './certificate-text.ts';
import { extensionLines } from './extension-text.ts';
import { integerHex } from './hex-columns.ts';
import { timeText } from './time-text.ts';

/** A list in OpenSSL's words and layout, piece by piece: a list may have a million entries.
 * @throws DecodeError for a malformed entry. */
export function certificateListText(list: CertificateList): Generator<string> {
  if (list instanceof CertificateList) return pieces(list);
  throw new UsageError('wrong-type', 'list', 'must be a CertificateList');
}

function* pieces(list: CertificateList): Generator<string> {
  const { fields, version, issuer, thisUpdate, nextUpdate, extensions, entries } = list;
  yield text([
    'Certificate Revocation List (CRL):',
    `        Version ${version} (0x${(version - 1).toString(16)})`,
    ...algorithmLines(fields.signatureAlgorithm),
    `        Issuer: ${formatOneline(issuer.value)}`,
    `        Last Update: ${timeText(thisUpdate)}`,
    `        Next Update: ${nextUpdate === undefined ? 'NONE' : timeText(nextUpdate)}`,
    ...(extensions.length === 0 ? [] : ['        CRL extensions:', ...extensionLines(extensions, 12)]),
    entries.size > 0 ? 'Revoked Certificates:' : 'No Revoked Certificates.',
  ]);
  for (const entry of entries) yield text(entryLines(entry));
  yield text(signatureLines(fields.signatureAlgorithm, fields.signature));
}

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

const entryLines = ({ serialNumber, revocationDate, extensions }: RevokedEntry): string[] => [
  `    Serial Number: ${integerHex(serialNumber)}`,
  `        Revocation Date: ${timeText(revocationDate)}`,
  ...(extensions.length === 0 ? [] : ['        CRL entry extensions:', ...extensionLines(extensions, 12)]),
];
