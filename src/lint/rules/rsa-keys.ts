/** RSA keys (RFC 3279 §2.3.1, RFC 4055 §1.2, BR §6.1.5, §6.1.6, §6.1.1.3). */
import { bitLength, equalBytes } from '../../bytes/index.ts';
import { NULL_PARAMETERS } from '../../keys/index.ts';
import { KEY_OIDS, keyAlgorithmOf, type NumberPart, rsaOf } from '../keys.ts';
import { ANY_CERTIFICATE, atIf, atWhy, type LintRule, SUBJECTS, type Violation } from '../rule.ts';
import { fermatDifference, isRoca, smallFactorOf } from './rsa-weaknesses.ts';

/** OpenSSL refuses keys with a larger modulus, and the tests on larger numbers would take long. */
const MOST_BITS = 16_384;

type Row = Pick<LintRule, 'code' | 'source' | 'severity' | 'what' | 'advice'> & Partial<LintRule>;

const modulusRule = (row: Row, wrong: (modulus: bigint, bits: number) => string | undefined | false): LintRule => ({
  profile: 'rfc5280',
  appliesTo: SUBJECTS,
  ...row,
  judge: (it) => judged(rsaOf(it).modulus, (value) => (value > 0n ? wrong(value, bitLength(value)) : false)),
});
const exponentRule = (row: Row, wrong: (exponent: bigint) => string | undefined | false): LintRule => ({
  profile: 'rfc5280',
  appliesTo: SUBJECTS,
  ...row,
  judge: (it) => judged(rsaOf(it).exponent, wrong),
});

function judged(number: NumberPart | undefined, wrong: (value: bigint) => string | undefined | false): Violation[] {
  if (number === undefined) return [];
  return atWhy(number.part, wrong(number.value) || undefined);
}

export const RSA_KEY_RULES: readonly LintRule[] = [
  modulusRule(
    {
      code: 'rsa-modulus-short',
      source: 'BR 2.2.6 §6.1.5; SP 800-57 part 1 §5.6.1',
      severity: 'error',
      what: 'the modulus has under 2048 bits',
      advice: 'Make a key of 2048 bits or more, or an EC key.',
    },
    (_, bits) => bits < 2048 && `${bits} bits`,
  ),
  modulusRule(
    {
      code: 'rsa-modulus-long',
      source: 'Not in a standard: OpenSSL and others refuse larger keys',
      severity: 'warning',
      what: 'the modulus has over 16384 bits',
      advice: 'Make a key of 4096 bits at most, or an EC key.',
    },
    (_, bits) => bits > MOST_BITS && `${bits} bits`,
  ),
  modulusRule(
    {
      code: 'rsa-modulus-bits',
      source: 'BR 2.2.6 §6.1.5',
      severity: 'error',
      profile: 'webpki',
      appliesTo: ANY_CERTIFICATE,
      from: '2017-02-28',
      what: 'the number of bits of the modulus is not divisible by 8',
      advice: 'Make a key of 2048, 3072 or 4096 bits.',
    },
    (_, bits) => bits % 8 !== 0 && `${bits} bits`,
  ),
  {
    code: 'rsa-modulus-until-2030',
    source: 'SP 800-57 part 1 rev. 5 §5.6.3',
    severity: 'notice',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'a key of under 3072 bits is valid beyond 2030, when 112 bits of security are planned to end',
    advice: 'Use 3072 bits or an EC key for what is valid so long.',
    judge(it) {
      const { modulus } = rsaOf(it);
      const bits = modulus === undefined || modulus.value <= 0n ? 0 : bitLength(modulus.value);
      const year = it.expires?.getUTCFullYear() ?? 0;
      return atIf(bits >= 2048 && bits < 3072 && year > 2030, modulus?.part, `${bits} bits until ${year}`);
    },
  },
  modulusRule(
    {
      code: 'rsa-small-factor',
      source: 'BR 2.2.6 §6.1.6; SP 800-89 §5.3.3',
      severity: 'error',
      what: 'the modulus has a prime factor under 752',
      advice: 'The key is broken: make another, with another program.',
    },
    (modulus, bits) => {
      const factor = bits > MOST_BITS ? undefined : smallFactorOf(modulus);
      return factor !== undefined && `divisible by ${factor}`;
    },
  ),
  modulusRule(
    {
      code: 'rsa-fermat',
      source: 'BR 2.2.6 §6.1.1.3',
      severity: 'error',
      what: "the primes are so close that 100 rounds of Fermat's method find them",
      advice: 'The key is broken: make another, with another program.',
    },
    (modulus, bits) => bits <= MOST_BITS && fermatDifference(modulus) !== undefined && "factored by Fermat's method",
  ),
  modulusRule(
    {
      code: 'rsa-roca',
      source: 'BR 2.2.6 §6.1.1.3; CVE-2017-15361',
      severity: 'error',
      what: "the modulus has the residues of Infineon's generator, whose keys can be factored (ROCA)",
      advice: 'Make another key, outside of that chip.',
    },
    (modulus, bits) => bits >= 512 && bits <= MOST_BITS && isRoca(modulus) && 'has the residues of ROCA',
  ),
  exponentRule(
    {
      code: 'rsa-exponent-invalid',
      source: 'BR 2.2.6 §6.1.6; RFC 8017 §3.1',
      severity: 'error',
      what: 'the exponent is 1 or even',
      advice: 'The key cannot verify anything: make another.',
    },
    (exponent) => (exponent === 1n || exponent % 2n === 0n) && (exponent === 1n ? '1' : 'even'),
  ),
  exponentRule(
    {
      code: 'rsa-exponent-small',
      source: 'BR 2.2.6 §6.1.6; FIPS 186-5 §A.1.1',
      severity: 'warning',
      what: 'the exponent is under 65537',
      advice: 'Use 65537: with small exponents, sloppy verifiers accept forged signatures.',
    },
    (exponent) => exponent > 1n && exponent % 2n === 1n && exponent < 65_537n && `${exponent}`,
  ),
  exponentRule(
    {
      code: 'rsa-exponent-large',
      source: 'BR 2.2.6 §6.1.6',
      severity: 'warning',
      what: 'the exponent is over 2^31 − 1, which Go and others refuse',
      advice: 'Use 65537.',
    },
    (exponent) => exponent % 2n === 1n && exponent > 2n ** 31n - 1n && `${bitLength(exponent)} bits`,
  ),
  {
    code: 'rsa-spki-parameters',
    source: 'RFC 3279 §2.3.1; RFC 4055 §1.2',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'rsaEncryption has other parameters than NULL',
    advice: 'Write 05 00 as its parameters.',
    judge(it) {
      const algorithm = keyAlgorithmOf(it);
      if (algorithm?.oid !== KEY_OIDS.rsa) return [];
      const { parameters } = algorithm;
      return atIf(
        parameters === undefined || !equalBytes(parameters, NULL_PARAMETERS),
        algorithm.part,
        'the parameters are not NULL',
      );
    },
  },
  {
    code: 'rsa-spki-pss',
    source: 'BR 2.2.6 §7.1.3.1.1',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ANY_CERTIFICATE,
    from: '2020-08-20',
    what: 'the key is named id-RSASSA-PSS',
    advice: 'Name it rsaEncryption; the signature says PSS.',
    judge(it) {
      const algorithm = keyAlgorithmOf(it);
      return atIf(algorithm?.oid === KEY_OIDS.rsaPss, algorithm?.part, 'id-RSASSA-PSS');
    },
  },
];
