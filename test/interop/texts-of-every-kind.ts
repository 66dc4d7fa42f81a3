/** Certificates and lists of every kind, drawn, beside OpenSSL: what they have is counted, and their texts are compared. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { certificateListsOfEveryKind, certificatesOfEveryKind, keyPool } from '../../src/testing/index.ts';
import {
  type Certificate,
  type CertificateList,
  DESCRIBED_EXTENSIONS,
  describedValue,
  EXTENSIONS,
  type Extension,
} from '../../src/x509/index.ts';

/** Drawn with a fixed seed. */
export function drawn(count: number, seed: number) {
  const pool = keyPool({ seed: 'texts of every kind', size: 1, modulusBits: 2048 });
  return {
    certificates: fc.sample(certificatesOfEveryKind(pool), { numRuns: count, seed }),
    lists: fc.sample(certificateListsOfEveryKind(pool), { numRuns: Math.ceil(count / 10), seed }),
  };
}

/** What OpenSSL prints. @throws Error where it does not take the input. */
export function opensslText(command: readonly string[], pem: string): string {
  const { status, stdout, stderr } = spawnSync('openssl', command, { input: pem, maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`openssl ${command.join(' ')}: ${stderr}`);
  return new TextDecoder().decode(stdout);
}

/** We show control characters as dots, and so OpenSSL's are made dots before texts are compared; its line feeds may be content too, and so ours and
 * theirs are dots alike. */
export const dotted = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '.');

/** How often each thing is there: an extension, a string type, a form of GeneralName, a kind of key, a control character, one beyond ASCII. */
export function counted(certificates: readonly Certificate[], lists: readonly CertificateList[]): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (thing: string): void => void counts.set(thing, (counts.get(thing) ?? 0) + 1);
  const values = (extensions: readonly Extension[]): unknown[] =>
    extensions.map((one) => {
      const described = describedValue(one);
      if (described === undefined) throw new Error(`${one.extnID} is not described`);
      count(described.kind);
      return described.value;
    });
  const walked: unknown[] = [];
  for (const { tbs, extensions, publicKey } of certificates) {
    count(publicKey.type === 'ec' ? publicKey.curve : publicKey.type);
    walked.push(tbs.issuer.value, tbs.subject.value, ...values(extensions));
  }
  for (const { issuer, extensions, entries } of lists) {
    walked.push(issuer.value, ...values(extensions), ...[...entries].flatMap((entry) => values(entry.extensions)));
  }
  while (walked.length > 0) walk(walked.pop(), walked, count);
  return counts;
}

function walk(value: unknown, walked: unknown[], count: (thing: string) => void): void {
  if (typeof value === 'string') {
    if (/\p{Cc}/u.test(value)) count('a control character');
    if (/[^\0-\x7f]/.test(value)) count('a character beyond ASCII');
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date) return;
  if ('kind' in value && typeof value.kind === 'string') count(value.kind);
  walked.push(...Object.values(value));
}

/** What must come up. */
export const WANTED: readonly string[] = [
  ...Object.keys(EXTENSIONS),
  ...Object.keys(DESCRIBED_EXTENSIONS),
  ...['rsa', 'rsa-pss', 'P-256', 'P-384', 'P-521', 'ed25519', 'x25519'],
  ...['utf8String', 'printableString', 'teletexString', 'bmpString', 'universalString', 'ia5String', 'numericString'],
  ...['visibleString', 'bitString'],
  ...['otherName', 'rfc822Name', 'dNSName', 'x400Address', 'directoryName', 'ediPartyName', 'registeredID'],
  ...['uniformResourceIdentifier', 'iPAddress', 'fullName', 'nameRelativeToCRLIssuer', 'cPSuri', 'userNotice'],
  ...['a control character', 'a character beyond ASCII'],
];
