/** The number and the text of OpenSSL (X509_STORE_CTX_get_error(3)) for a validation that failed. */
import { type CheckCode, sameName, type Validation } from '../x509/index.ts';

const TEXTS = {
  3: 'unable to get certificate CRL',
  7: 'certificate signature failure',
  9: 'certificate is not yet valid',
  10: 'certificate has expired',
  18: 'self-signed certificate',
  19: 'self-signed certificate in certificate chain',
  20: 'unable to get local issuer certificate',
  22: 'certificate chain too long',
  23: 'certificate revoked',
  25: 'path length constraint exceeded',
  26: 'unsuitable certificate purpose',
  34: 'unhandled critical extension',
  43: 'no explicit policy',
  47: 'permitted subtree violation',
  50: 'application verification failure',
  62: 'hostname mismatch',
  64: 'IP address mismatch',
  66: 'EE certificate key too weak',
  67: 'CA certificate key too weak',
  68: 'CA signature digest algorithm too weak',
  79: 'invalid CA certificate',
} as const;
type Code = keyof typeof TEXTS;

interface Failure {
  readonly validation: Validation;
  readonly depth: number;
  /** Whether the expected name is an IP address. */
  readonly isAddress: boolean;
}

/** In the order in which OpenSSL looks: it reports the first failure. */
const CODES: readonly (readonly [CheckCode, (failure: Failure) => Code])[] = [
  ['trust-anchor', untrusted],
  ['depth-limit', () => 22],
  ['critical-extensions', () => 34],
  ['basic-constraints', () => 79],
  ['key-usage', ({ depth }) => (depth === 0 ? 26 : 79)],
  ['extended-key-usage', () => 26],
  ['extended-key-usage-nesting', () => 26],
  ['path-length', () => 25],
  ['key-strength', ({ depth }) => (depth === 0 ? 66 : 67)],
  ['signature-hash-weak', () => 68],
  ['name-constraints', () => 47],
  ['name', ({ isAddress }) => (isAddress ? 64 : 62)],
  ['revoked', () => 23],
  ['revocation-unknown', () => 3],
  ['signature', () => 7],
  ['validity', ({ validation: { chain, time }, depth }) => (time < chain[depth].notBefore ? 9 : 10)],
  ['explicit-policy', () => 43],
];

/** Where no trusted certificate was found: the chain may end with one that names itself as its issuer. */
function untrusted({ validation: { chain } }: Failure): Code {
  const last = chain.at(-1);
  if (last === undefined || !sameName(last.subject, last.issuer)) return 20;
  return chain.length === 1 ? 18 : 19;
}

/** Such as `20 (unable to get local issuer certificate)`. */
export function verifyReturnCode(validation: Validation, isAddress: boolean): string {
  const failed = validation.checks.filter(({ outcome }) => outcome === 'fail');
  for (const [code, numberOf] of CODES) {
    const check = failed.find((one) => one.code === code);
    if (check === undefined) continue;
    const number = numberOf({ validation, depth: check.depth, isAddress });
    return `${number} (${TEXTS[number]})`;
  }
  return validation.ok ? '0 (ok)' : `50 (${TEXTS[50]})`;
}
