/** `-auth_level`: how strong keys and signatures of a chain must be (openssl-verification-options(1), SSL_CTX_set_security_level(3)). */
import { securityStrength } from '../keys/index.ts';
import { anySchemeOf } from '../signatures/index.ts';
import { type Certificate, type Check, type CheckCode, formatOneline, type Validation } from '../x509/index.ts';

/** Bits of security by level. */
const BITS = [0, 80, 112, 128, 192, 256] as const;
export const MAX_LEVEL = BITS.length - 1;
/** The strength that validation requires by default, in bits. */
const USUAL = 112;

/** The rules of validation that are stricter than the level, and so are turned off. SHA-1 has less than the 80 bits of level 1. */
export function offAtLevel(level: number | undefined): readonly CheckCode[] {
  if (level === undefined || BITS[level] >= USUAL) return [];
  return level === 0 ? ['key-strength', 'signature-hash-weak'] : ['key-strength'];
}

/** A validation with the checks of a level added: of each key, and of each signature except that of a trust anchor.
 * @param level - undefined: none is added. */
export function atLevel(validation: Validation, level: number | undefined): Validation {
  const bits = level === undefined ? USUAL : BITS[level];
  if (bits === USUAL) return validation;
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
const SUCH_AS: Readonly<Record<number, string>> = {
  80: 'one of RSA with 2048 bits',
  128: 'one on P-256',
  192: 'one on P-384',
  256: 'one on P-521',
};

function weakSignature(certificate: Certificate, depth: number, bits: number): Check[] {
  const scheme = anySchemeOf(certificate.fields.signatureAlgorithm);
  // The collision resistance of a hash is half its length in bits, and less for SHA-1 (63 bits in OpenSSL); Ed25519 has a hash of
  // its own, for 128.
  const strength =
    scheme === undefined || scheme.weak ? 0 : scheme.hash === undefined ? 128 : 4 * scheme.hash.outputLength;
  if (strength >= bits) return [];
  const detail = `the signature has ${strength} bits of security, and the level asks for ${bits}`;
  const what = `sign it with a hash of ${2 * bits} bits or more`;
  return [failure('signature-hash-weak', certificate, depth, detail, { who: 'CA', what })];
}
