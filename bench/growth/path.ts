import { strictEqual } from 'node:assert';
import { seededRandom } from '../../src/hash/index.ts';
import { keyIdentifier, type PrivateKey, publicKeyOf } from '../../src/keys/index.ts';
import { RSA_PKCS1_SHA256 } from '../../src/signatures/index.ts';
import {
  type Certificate,
  caExtensions,
  createRequest,
  type Extension,
  issueFromRequest,
  makeExtension,
  makeName,
  selfSign,
  validateChain,
} from '../../src/x509/index.ts';
import { JUDGED_BY } from '../../test/judged.ts';
import type { Effort, Family, Series } from './family.ts';
import { rsaKey } from './keys.ts';
import { measureTasks, type Task } from './measure.ts';

const random = seededRandom('bench/growth');
const validity = { notBefore: new Date('2030-01-01T00:00:00Z'), notAfter: new Date('2031-01-01T00:00:00Z') };
const time = new Date('2030-06-01T00:00:00Z');
const issuing = { scheme: RSA_PKCS1_SHA256, validity, random };
/** Of every certificate but those that only look like an issuer. */
const key: PrivateKey = rsaKey(2048);
/** As long, or its length alone would tell that it has not signed. */
const otherKey: PrivateKey = rsaKey(2048, 'another');

const issueBelow = (issuer: Certificate, name: string, extensions: readonly Extension[]): Certificate =>
  issueFromRequest({
    ...issuing,
    request: createRequest({ subject: makeName(['CN', name]), key, scheme: RSA_PKCS1_SHA256, extensions: [], random }),
    issuer,
    issuerKey: key,
    extensions: () => extensions,
  });

/** Leaf first, root last. */
function chainOf(length: number): Certificate[] {
  const chain = [selfSign({ ...issuing, subject: makeName(['CN', 'root']), key, extensions: caExtensions() })];
  while (chain.length < length) {
    const isLeaf = chain.length === length - 1;
    chain.unshift(issueBelow(chain[0], `below ${chain.length}`, isLeaf ? [] : caExtensions()));
  }
  return chain;
}

function chainTask(length: number): Task {
  const chain = chainOf(length);
  const options = {
    leaf: chain[0],
    intermediates: chain.slice(1, -1),
    roots: chain.slice(-1),
    time,
    purpose: 'any',
    limits: { depth: length },
  } as const;
  const run = () => validateChain({ ...JUDGED_BY, ...options });
  const check = (): void => {
    strictEqual(run().ok, true);
    strictEqual(run().chain.length, length);
  };
  return { size: length, run, check };
}

/** The search's own bound: signatures verified in all (`limits.signatures`). */
const TRIES = 200;

/** Roots of one name, the last of which has signed the leaf.
 * @param lying - the others claim its key identifier, which is a hint to whoever searches, and proves nothing. */
function candidates(count: number, lying: boolean): Task[] {
  const subject = makeName(['CN', 'root']);
  const root = selfSign({ ...issuing, subject, key, extensions: caExtensions() });
  const claim = makeExtension('subjectKeyIdentifier', false, keyIdentifier(publicKeyOf(key)));
  const extensions = lying ? [...caExtensions(), claim] : caExtensions();
  const others = Array.from({ length: count - 1 }, () => selfSign({ ...issuing, subject, key: otherKey, extensions }));
  const leaf = issueBelow(root, 'leaf', []);
  const sizes: number[] = [];
  for (let size = 1; size <= count; size *= 2) sizes.push(size);
  return sizes.map((size) => {
    const roots = [...others.slice(0, size - 1), root];
    const run = () => validateChain({ ...JUDGED_BY, leaf, intermediates: [], roots, time, purpose: 'any' });
    return { size, run, check: () => strictEqual(run().ok, !lying || size <= TRIES) };
  });
}

const LENGTHS: Readonly<Record<Effort, readonly number[]>> = {
  full: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32],
  quick: [1, 2, 4, 8, 16],
};

export const chainLength: Family = {
  name: 'chain',
  title: 'Path validation over the length of the chain',
  unit: 'certificates',
  lesson: `A chain of n certificates has n − 1 signatures that are verified, which is nearly all of the time, and on each certificate
the same list of rules: a line. A chain of one is its own anchor, has no signature to be verified, and is left out of the
fit. The exponent above 1 is mostly an artefact: where n doubles, n − 1 more than doubles, and from 2 to 32 a pure n − 1 has
the slope log 31 / log 16 = 1.24. The rest is real, and small: the name of each issuer is compared with those of all
certificates that were given, which makes n² comparisons of about a microsecond, less than a quarter of the time at 32.
Nobody has such chains, and by default one of more than ten is not followed.`,
  measure: (effort) => [
    {
      name: 'validate',
      measures: 'nanoseconds',
      points: measureTasks(LENGTHS[effort].map(chainTask), effort),
      theory: 'a + b·n: one signature and the same rules a certificate',
      law: 'affine',
      fitFrom: 2,
    },
  ],
};

function candidateSeries(name: string, lying: boolean, theory: string, effort: Effort): Series {
  const points = measureTasks(candidates(effort === 'quick' ? 64 : 512, lying), effort);
  return { name, measures: 'nanoseconds', points, theory, law: 'affine', ...(lying && { fitTo: TRIES }) };
}

export const candidateCount: Family = {
  name: 'candidates',
  title: 'Path validation over the number of issuers with the same name',
  unit: 'candidates',
  lesson: `A name does not say which key has signed; two certificates of one name are common (a CA that changes its key has them), and
so the search must try each, at the price of a signature. Worse, a peer chooses what it sends: k certificates of each name
on d levels make k^d paths. Hence a bound on tries in all, 200, and not on each level: the line ends there, and what still
grows is the comparing of names. A chain may then be missed that is there, as it is here from 256 on: that is the price of a
bound. The other curve is why this hardly ever happens. An authority key identifier (RFC 5280 §4.2.1.1) tells which of them
it was; those that fit are tried first, and one try is enough, however many there are. It is a hint and no proof, as the
first curve shows, where all claim it: nothing is trusted before its signature was verified.`,
  measure: (effort) => [
    candidateSeries(
      'key identifiers that lie',
      true,
      `a + b·n up to ${TRIES} tries, level after: a signature each`,
      effort,
    ),
    candidateSeries('key identifiers that help', false, 'level, but for comparing n names', effort),
  ],
};
