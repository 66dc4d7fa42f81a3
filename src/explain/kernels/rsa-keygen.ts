/** The making of an RSA key: every number that was looked at (FIPS 186-5 §A.1.3). */
import { lcm, millerRabinRounds } from '../../bigint/index.ts';
import { assertInteger, UsageError } from '../../bytes/index.ts';
import { type RsaKeygenInput, type RsaKeygenStep, rsaKeygenSteps } from '../../reference/index.ts';
import type { CandidateFault, RsaPrivateKey } from '../../rsa/index.ts';
import type { Exhibit, Fact, Part, Prose, Search, SearchMark, Table } from '../document/exhibit.ts';
import { collected, stepFact } from './steps.ts';

/** Shows the search for p and for q, d, and the relations that the key must fulfil. Secret is all but the modulus and e.
 * @param input - moduli of 64 to 8192 bits, even, are taken: what is shown is no key to use.
 * @returns the exhibit and the key, so that it can be used further. @throws UsageError `out-of-range`; as `rsaKeygenSteps`. */
export function explainRsaKeygen(input: RsaKeygenInput): { readonly exhibit: Exhibit; readonly key: RsaPrivateKey } {
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
      ? ` INSECURE: a modulus of ${nlen} bits is for looking at; below 2048 bits it can be, or soon will be, factored.`
      : '';
  const source =
    random.source === 'system' ? '' : ` It comes from a seed (${random.source}): whoever has the seed has the key.`;
  const text =
    `An RSA key is two primes p and q of ${nlen / 2} bits. Their product, the modulus n, is public; that nobody finds p and q from n ` +
    `is what RSA rests on. Odd numbers are tried one after the other, upwards from a random start. Most have a small divisor; ` +
    'of the others a test of Miller and Rabin asks for a witness that they are composite, and of those that no witness speaks ' +
    `against, the test of Lucas asks once more. The public exponent e is ${e}.${warning}${source}`;
  return { kind: 'prose', text };
}

/** The searches in their order; a second window follows where one held no prime, and a second p where d was too small. */
function searchParts(steps: readonly RsaKeygenStep[], nlen: number): Part[] {
  const parts: Part[] = [];
  let [prime, start, marks]: ['p' | 'q', bigint, SearchMark[]] = ['p', 0n, []];
  const end = (): void => {
    if (marks.length > 0) parts.push(searchPart(prime, start, marks));
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
    return { offset, outcome: 'found', detail: `prime: no witness in ${rounds} rounds of Miller-Rabin, nor by Lucas` };
  }
  switch (fault.test) {
    case 'trial-division':
      return { offset, outcome: 'divisor', detail: `divisible by ${fault.divisor}` };
    case 'miller-rabin':
      return { offset, outcome: 'miller-rabin', detail: `composite, by the witness ${fault.base}` };
    case 'lucas':
      return { offset, outcome: 'lucas', detail: 'composite, by the test of Lucas' };
    case 'public-exponent':
      return { offset, outcome: 'other', detail: 'less one, it shares a factor with e' };
    case 'distance':
      return { offset, outcome: 'other', detail: 'too near to p' };
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
  return { kind: 'facts', title: 'The key (the greater prime is called p)', rows };
}

/** What must hold, worked out from the finished key. */
function relations(key: RsaPrivateKey): Table {
  const { modulus: n, publicExponent: e, privateExponent: d, prime1: p, prime2: q } = key;
  const holds = (relation: string, is: boolean, rule: string): string[] => [relation, is ? 'yes' : 'NO', rule];
  return {
    kind: 'table',
    title: 'Does it belong together?',
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
