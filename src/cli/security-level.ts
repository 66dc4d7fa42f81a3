/** `-auth_level`: how strong keys and signatures of a chain must be (openssl-verification-options(1), SSL_CTX_set_security_level(3)). */
import { securityStrength } from '../keys/index.ts';
import { schemeOf } from '../signatures/index.ts';
import { type Certificate, type Check, formatOneline, type Validation } from '../x509/index.ts';

/** Bits of security by level. Validation always demands 112 (level 2), at lower levels too. */
const BITS = [0, 80, 112, 128, 192, 256] as const;
export const MAX_LEVEL = BITS.length - 1;

/** A validation with the checks of a level added: of each key, and of each signature but a trust anchor's own. */
export function atLevel(validation: Validation, level: number): Validation {
  const bits = BITS[level];
  if (bits <= 112) return validation;
  const { chain } = validation;
  const added = chain.flatMap((certificate, depth) => [
    ...weakKey(certificate, depth, bits),
    ...(depth === chain.length - 1 ? [] : weakSignature(certificate, depth, bits)),
  ]);
  return { ...validation, ok: validation.ok && added.length === 0, checks: [...validation.checks, ...added] };
}

const RULE = 'openssl-verification-options(1), -auth_level';

const failure = (
  code: 'key-strength' | 'signature-hash-weak',
  { subject }: Certificate,
  depth: number,
  detail: string,
  advice: NonNullable<Check['advice']>,
): Check => ({
  code,
  rule: RULE,
  depth,
  subject: formatOneline(subject.value).slice(0, 160),
  outcome: 'fail',
  detail,
  advice,
});

function weakKey(certificate: Certificate, depth: number, bits: number): Check[] {
  const { publicKey } = certificate;
  const strength = publicKey.type === 'unknown' ? 0 : securityStrength(publicKey);
  if (strength >= bits) return [];
  const detail = `the key has ${strength} bits of security, and the level asks for ${bits}`;
  const what = `make a key of ${bits} bits of security, such as ${SUCH_AS[bits]}, and have it certified`;
  return [failure('key-strength', certificate, depth, detail, { who: depth === 0 ? 'holder' : 'CA', what })];
}
const SUCH_AS: Readonly<Record<number, string>> = { 128: 'one on P-256', 192: 'one on P-384', 256: 'one on P-521' };

function weakSignature(certificate: Certificate, depth: number, bits: number): Check[] {
  const scheme = schemeOf(certificate.fields.signatureAlgorithm);
  // A collision of a hash costs half of its bits; Ed25519 has a hash of its own, for 128.
  const strength = scheme === undefined ? 0 : scheme.hash === undefined ? 128 : 4 * scheme.hash.outputLength;
  if (strength >= bits) return [];
  const detail = `the signature has ${strength} bits of security, and the level asks for ${bits}`;
  const what = `sign it with a hash of ${2 * bits} bits or more`;
  return [failure('signature-hash-weak', certificate, depth, detail, { who: 'CA', what })];
}
