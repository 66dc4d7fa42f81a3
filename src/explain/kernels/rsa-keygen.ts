/** RSA key generation with every candidate (FIPS 186-5 §A.1.3). */
import { lcm, millerRabinRounds } from '../../bigint/index.ts';
import { assertInteger, assertOptions, UsageError } from '../../bytes/index.ts';
import { millerRabinSteps, type RsaKeygenInput, type RsaKeygenStep, rsaKeygenSteps } from '../../reference/index.ts';
import type { CandidateFault, RsaPrivateKey } from '../../rsa/index.ts';
import type { Exhibit, Fact, Part, Prose, Search, SearchMark, Table } from '../document/exhibit.ts';
import { abbreviated, collected, stepFact } from './steps.ts';

/** Shows the search for p and for q, d, and the relations that the key must satisfy. Everything except the modulus and e is secret.
 * @param input - even moduli of 64 to 8192 bits are accepted: the key is for demonstration, not for use.
 * @returns the exhibit and the key, for further exhibits. @throws UsageError `out-of-range`; as `rsaKeygenSteps`. */
export function explainRsaKeygen(input: RsaKeygenInput): { readonly exhibit: Exhibit; readonly key: RsaPrivateKey } {
  assertOptions(input, 'input', ['modulusBits', 'publicExponent', 'random']);
  const { modulusBits } = input;
  assertInteger(modulusBits, 'modulusBits', 64, 8192);
  if (modulusBits % 2 !== 0) throw new UsageError('out-of-range', 'modulusBits', 'must be even');
  const { steps, result: key } = collected(rsaKeygenSteps(input));
  const parts = [introduction(input), ...searchParts(steps, modulusBits), keyFacts(key), relations(key)];
  return { exhibit: { title: `An RSA key of ${modulusBits} bits`, parts }, key };
}

function introduction({ modulusBits: nlen, publicExponent: e, random }: RsaKeygenInput): Prose {
  const warning =
    nlen < 2048
      ? ` INSECURE: a modulus of ${nlen} bits is for demonstration only; below 2048 bits it can be, or soon will be, factored.`
      : '';
  const source =
    random.source === 'system' ? '' : ` It comes from a seed (${random.source}): anyone who has the seed has the key.`;
  const text =
    `An RSA key is two primes p and q of ${nlen / 2} bits. Their product, the modulus n, is public; RSA is secure because finding p and q from n ` +
    `is not feasible. Odd numbers are tried one after the other, upwards from a random start. Most have a small divisor; ` +
    'for the others the Miller-Rabin test looks for a witness that they are composite, and numbers without a witness ' +
    `must also pass the Lucas test. The public exponent e is ${e}.${warning}${source}`;
  return { kind: 'prose', text };
}

/** The searches in order. After a window without a prime another one follows; after a d that is too small, another p. */
function searchParts(steps: readonly RsaKeygenStep[], nlen: number): Part[] {
  const parts: Part[] = [];
  let [prime, start, marks]: ['p' | 'q', bigint, SearchMark[]] = ['p', 0n, []];
  const end = (): void => {
    if (marks.length > 0) parts.push(searchPart(prime, start, marks), ...testParts(start, marks));
    marks = [];
  };
  for (const step of steps) {
    if (step.name === 'start') {
      end();
      start = step.value;
    } else if (step.name === 'candidate') {
      marks.push(markOf(Number(step.value.value - start), step.value.fault, nlen));
    } else {
      end();
      parts.push({ kind: 'facts', title: MADE[step.name], rows: [stepFact(step)] });
      prime = step.name === 'p' ? 'q' : 'p';
    }
  }
  return parts;
}

/** The Miller-Rabin test of the last number of a search that it refused, and of the one that was found. */
function testParts(start: bigint, marks: readonly SearchMark[]): Part[] {
  const refused = marks.findLast(({ outcome }) => outcome === 'miller-rabin');
  const found = marks.findLast(({ outcome }) => outcome === 'found');
  return [refused, found].flatMap((mark) => (mark === undefined ? [] : [powersTable(start, mark)]));
}

/** The powers of one test with base 2: b^m, and its squares until 1, −1 or the end. */
function powersTable(start: bigint, { offset, outcome, detail }: SearchMark): Table {
  const w = start + BigInt(offset);
  const base = BigInt(/witness (\d+)/.exec(detail)?.[1] ?? 2);
  const { steps, result } = collected(millerRabinSteps(w, [base]));
  const powers = steps.filter(({ name }) => name === 'z').map(({ value }) => BigInt(value));
  const a = Number(steps.find(({ name }) => name === 'a')!.value);
  const m = steps.find(({ name }) => name === 'm')!.value;
  const told = (z: bigint): string => (z === 1n ? '1' : z === w - 1n ? '−1, that is w − 1' : abbreviated(z));
  const verdict = result === 'COMPOSITE' ? 'never −1 in time: composite' : 'no witness';
  return {
    kind: 'table',
    title: `Miller-Rabin for the number at +${offset}, base ${abbreviated(base)}: ${outcome === 'found' ? 'prime, as far as it can tell' : verdict}`,
    rule: 'FIPS 186-5 §B.3.1',
    columns: ['power', 'value modulo w'],
    rows: powers.map((z, j) => [j === 0 ? 'b^m' : `b^(m·2^${j})`, told(z)]),
    how: powers.map((z, j) => [
      `w − 1 = 2^${a} · m, m = ${m.toString(16)}`,
      j === 0 ? `z = b^m mod w = ${z.toString(16)}` : `z = ${powers[j - 1].toString(16)}^2 mod w = ${z.toString(16)}`,
      ...(z === w - 1n || (z === 1n && j === 0) ? ['A prime gives this: the base is no witness.'] : []),
      ...(j === powers.length - 1 && result === 'COMPOSITE'
        ? ['A prime would have given −1 on the way, or 1 at once: the base is a witness that w is composite.']
        : []),
    ]),
    secret: true,
  };
}

const MADE = {
  p: 'The first prime',
  q: 'The second prime',
  d: 'The private exponent, e^-1 mod lcm(p-1, q-1)',
} as const;

const searchPart = (prime: 'p' | 'q', start: bigint, marks: readonly SearchMark[]): Search => ({
  kind: 'search',
  title: `Search for ${prime}: FIPS 186-5 §A.1.3 step ${prime === 'p' ? 4 : 5}`,
  start,
  marks,
  secret: true,
});

function markOf(offset: number, fault: CandidateFault | undefined, nlen: number): SearchMark {
  if (fault === undefined) {
    const rounds = millerRabinRounds(nlen) + 1;
    return {
      offset,
      outcome: 'found',
      detail: `prime: no witness in ${rounds} rounds of Miller-Rabin, and the Lucas test passed`,
    };
  }
  switch (fault.test) {
    case 'trial-division':
      return { offset, outcome: 'divisor', detail: `divisible by ${fault.divisor}` };
    case 'miller-rabin':
      return { offset, outcome: 'miller-rabin', detail: `composite: witness ${fault.base}` };
    case 'lucas':
      return { offset, outcome: 'lucas', detail: 'composite: fails the Lucas test' };
    case 'public-exponent':
      return { offset, outcome: 'other', detail: 'the number minus 1 shares a factor with e' };
    case 'distance':
      return { offset, outcome: 'other', detail: 'too close to p' };
  }
}

function keyFacts(key: RsaPrivateKey): Part {
  const rule = 'RFC 8017 §3.2';
  const secret = (label: string, value: bigint): Fact => ({ label, value, rule, secret: true });
  const rows: Fact[] = [
    { label: 'n = p · q', value: key.modulus, rule: 'RFC 8017 §3.1' },
    { label: 'e', value: key.publicExponent, rule: 'RFC 8017 §3.1' },
    secret('d', key.privateExponent),
    secret('p', key.prime1),
    secret('q', key.prime2),
    secret('dP = d mod (p-1)', key.exponent1),
    secret('dQ = d mod (q-1)', key.exponent2),
    secret('qInv = q^-1 mod p', key.coefficient),
  ];
  return { kind: 'facts', title: 'The key (p is the larger prime)', rows };
}

/** The relations that must hold, computed from the finished key. */
function relations(key: RsaPrivateKey): Table {
  const { modulus: n, publicExponent: e, privateExponent: d, prime1: p, prime2: q } = key;
  const holds = (relation: string, is: boolean, rule: string): string[] => [relation, is ? 'yes' : 'NO', rule];
  return {
    kind: 'table',
    title: 'Are the parts consistent?',
    rule: '',
    columns: ['relation', 'holds', 'rule'],
    rows: [
      holds('p · q = n', p * q === n, 'RFC 8017 §3.1'),
      holds('e · d mod lcm(p-1, q-1) = 1', (e * d) % lcm(p - 1n, q - 1n) === 1n, 'FIPS 186-5 §A.1.1 criterion 3'),
      holds('d > 2^(nlen/2)', d * d > n, 'FIPS 186-5 §A.1.1 criterion 3'),
      holds('e · dP mod (p-1) = 1', (e * key.exponent1) % (p - 1n) === 1n, 'RFC 8017 §3.2'),
      holds('e · dQ mod (q-1) = 1', (e * key.exponent2) % (q - 1n) === 1n, 'RFC 8017 §3.2'),
      holds('q · qInv mod p = 1', (q * key.coefficient) % p === 1n, 'RFC 8017 §3.2'),
    ],
  };
}
