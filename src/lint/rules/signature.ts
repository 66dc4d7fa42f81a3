/** Signatures and their algorithms (RFC 5280 §4.1.1.2, RFC 4055, RFC 5758, RFC 8410, BR §7.1.3.2). */

import { ALGORITHM_OIDS } from '../../asn1/internal.ts';
import { equalBytes, VitrineError } from '../../bytes/index.ts';
import { CURVE_OIDS } from '../../ec/internal.ts';
import { type AlgorithmIdentifier, decodePssParameters, NULL_PARAMETERS } from '../../keys/index.ts';
import { ecdsaFromDer, weakAlgorithmOf } from '../../signatures/index.ts';
import { field, type Part } from '../reading/part.ts';
import { atIf, atWhy, EVERYTHING, type LintRule, SIGNED, type Violation } from '../rule.ts';
import { verifiesItself } from '../self-signature.ts';
import type { Subject } from '../subject.ts';

const PSS = ALGORITHM_OIDS.rsassaPss;
const WEB_PKCS1 = [ALGORITHM_OIDS.sha256WithRsa, ALGORITHM_OIDS.sha384WithRsa, ALGORITHM_OIDS.sha512WithRsa];
const PKCS1 = new Set<string>([
  ...[ALGORITHM_OIDS.md2WithRsa, ALGORITHM_OIDS.md5WithRsa, ALGORITHM_OIDS.sha1WithRsa, ALGORITHM_OIDS.sha224WithRsa],
  ...WEB_PKCS1,
]);
const WEB_ECDSA = [ALGORITHM_OIDS.ecdsaWithSha256, ALGORITHM_OIDS.ecdsaWithSha384, ALGORITHM_OIDS.ecdsaWithSha512];
const ECDSA = new Set<string>([ALGORITHM_OIDS.ecdsaWithSha1, ALGORITHM_OIDS.ecdsaWithSha224, ...WEB_ECDSA]);
/** EdDSA, ML-DSA and the SHAKE algorithms of RFC 8692: identifiers without parameters. */
const BARE = new Set([
  ...ECDSA,
  CURVE_OIDS.Ed25519,
  CURVE_OIDS.Ed448,
  ...[17, 18, 19].map((arc) => `2.16.840.1.101.3.4.3.${arc}`),
  ...[30, 31, 32, 33].map((arc) => `1.3.6.1.5.5.7.6.${arc}`),
]);
/** BR §7.1.3.2.1, §7.1.3.2.2. */
const WEB = new Set<string>([...WEB_PKCS1, PSS, ...WEB_ECDSA]);

interface Algorithm {
  readonly part: Part;
  readonly oid: string;
  readonly parameters: Uint8Array | undefined;
}

const algorithmOf = (part: Part | undefined): Algorithm[] => {
  const oid = field(part, 'algorithm')?.value;
  if (part === undefined || typeof oid !== 'string') return [];
  return [{ part, oid, parameters: field(part, 'parameters')?.value as Uint8Array | undefined }];
};
const outer = (it: Subject): Algorithm[] => algorithmOf(field(it.root, 'signatureAlgorithm'));
const inner = (it: Subject): Algorithm[] => (it.kind === 'request' ? [] : algorithmOf(it.field('signature')));
const both = (it: Subject): Algorithm[] => [...inner(it), ...outer(it)];
const identifierOf = ({ oid, parameters }: Algorithm): AlgorithmIdentifier => ({
  algorithm: oid,
  ...(parameters && { parameters }),
});

export const SIGNATURE_RULES: readonly LintRule[] = [
  {
    code: 'signature-algorithm-mismatch',
    source: 'RFC 5280 §4.1.1.2, §5.1.1.2',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: SIGNED,
    what: 'the algorithm outside the signed part is not the one inside',
    advice: 'Write the same identifier at both places.',
    judge(it) {
      const [a, b] = [it.field('signature'), field(it.root, 'signatureAlgorithm')];
      return atIf(
        a !== undefined && b !== undefined && !equalBytes(it.bytesOf(a), it.bytesOf(b)),
        b,
        'the two identifiers differ',
      );
    },
  },
  {
    code: 'signature-hash-weak',
    source: 'RFC 9155; RFC 6151; BR 2.2.6 §7.1.3.2.1',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ['intermediate', 'leaf', 'request', 'crl'],
    what: 'the signature uses MD2, MD5 or SHA-1',
    advice: 'Sign with SHA-256 or better.',
    judge: judgeHash,
  },
  {
    code: 'signature-hash-weak-root',
    source: 'RFC 9155; RFC 6151',
    severity: 'notice',
    profile: 'rfc5280',
    appliesTo: ['root'],
    what: "a root's own signature uses MD2, MD5 or SHA-1; nobody relies on it",
    advice: 'Make the next root with SHA-256 or better.',
    judge: judgeHash,
  },
  {
    code: 'signature-algorithm-web',
    source: 'BR 2.2.6 §7.1.3.2',
    severity: 'error',
    profile: 'webpki',
    appliesTo: SIGNED,
    from: '2020-08-20',
    what: 'the signature algorithm is none of RSA (PKCS #1, PSS) and ECDSA with SHA-256, SHA-384 or SHA-512',
    advice: 'Sign with one of them.',
    judge: (it) =>
      outer(it).flatMap((one) =>
        atIf(!WEB.has(one.oid) && weakAlgorithmOf(identifierOf(one)) === undefined, one.part, one.oid),
      ),
  },
  {
    code: 'signature-rsa-parameters',
    source: 'RFC 4055 §5',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: EVERYTHING,
    what: 'an identifier of PKCS #1 v1.5 has other parameters than NULL',
    advice: 'Write 05 00 as its parameters.',
    judge: (it) =>
      both(it).flatMap(({ part, oid, parameters }) =>
        atIf(
          PKCS1.has(oid) && !(parameters !== undefined && equalBytes(parameters, NULL_PARAMETERS)),
          part,
          'the parameters are not NULL',
        ),
      ),
  },
  {
    code: 'signature-pss-parameters',
    source: 'RFC 4055 §3.1; Mozilla root policy 3.1 §5.1.1',
    severity: 'error',
    profile: 'webpki',
    appliesTo: SIGNED,
    from: '2020-01-01',
    what: 'RSASSA-PSS does not use one hash for both, and a salt of its length',
    advice: 'Use SHA-256 for both and a salt of 32 bytes, or the like with SHA-384 and SHA-512.',
    judge: (it) =>
      both(it).flatMap(({ part, oid, parameters }) => (oid === PSS ? atWhy(part, pssFault(parameters)) : [])),
  },
  {
    code: 'signature-parameters',
    source: 'RFC 5758 §3.2; RFC 8410 §3; RFC 9881 §3',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: EVERYTHING,
    what: 'an identifier of ECDSA, EdDSA or ML-DSA has parameters',
    advice: 'Leave the parameters out, NULL too.',
    judge: (it) =>
      both(it).flatMap(({ part, oid, parameters }) =>
        atIf(BARE.has(oid) && parameters !== undefined, part, 'parameters are there'),
      ),
  },
  {
    code: 'signature-encoding',
    source: 'RFC 3279 §2.2.3; RFC 8410 §6',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: EVERYTHING,
    what: 'an ECDSA signature is no SEQUENCE of two positive INTEGERs, or an EdDSA signature not of its length',
    advice: 'Encode r and s as DER has it; 64 bytes for Ed25519, 114 for Ed448.',
    judge(it) {
      const part = field(it.root, 'signature');
      const [algorithm] = outer(it);
      if (!(part?.value instanceof Uint8Array) || algorithm === undefined) return [];
      return atWhy(part, signatureFault(algorithm.oid, part.value));
    },
  },
  {
    code: 'signature-invalid',
    source: 'RFC 5280 §4.1.1.3; RFC 2986 §3',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ['root', 'request'],
    what: 'what is signed with its own key has a signature that does not verify',
    advice: 'Sign again: the bytes were changed after signing, or signed with another key.',
    judge: (it) =>
      atIf(verifiesItself(it) === false, field(it.root, 'signature'), 'does not verify with the key in it'),
  },
];

function judgeHash(it: Subject): Violation[] {
  return outer(it).flatMap((one) => {
    const weak = weakAlgorithmOf(identifierOf(one));
    return atIf(weak !== undefined, one.part, weak?.name ?? '');
  });
}

function pssFault(parameters: Uint8Array | undefined): string | undefined {
  if (parameters === undefined) return 'the parameters are missing';
  try {
    const { hash, mgfHash, saltLength } = decodePssParameters(parameters);
    const length = { sha256: 32, sha384: 48, sha512: 64 }[hash];
    if (length === undefined) return `the hash is ${hash}`;
    if (mgfHash !== hash) return `the mask uses ${mgfHash}, and not ${hash}`;
    return saltLength === length ? undefined : `a salt of ${saltLength} bytes, and not ${length}`;
  } catch (error) {
    if (error instanceof VitrineError) return error.message;
    throw error;
  }
}

function signatureFault(oid: string, signature: Uint8Array): string | undefined {
  if (ECDSA.has(oid)) {
    // 66 bytes: the halves of the longest, P-521's.
    return ecdsaFromDer(signature, 66) === undefined ? 'no Ecdsa-Sig-Value' : undefined;
  }
  const length = { [CURVE_OIDS.Ed25519]: 64, [CURVE_OIDS.Ed448]: 114 }[oid];
  return length === undefined || signature.length === length
    ? undefined
    : `${signature.length} bytes, and not ${length}`;
}
