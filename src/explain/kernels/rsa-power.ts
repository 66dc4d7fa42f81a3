/** The two operations of RSA, as parts of an exhibit. */
import { os2ip } from '../../bytes/index.ts';
import type { ModexpStep, Step } from '../../reference/index.ts';
import type { RsaPrivateKey } from '../../rsa/index.ts';
import type { Fact, Facts, Table } from '../document/exhibit.ts';
import { abbreviated, facts, secretFact, stepFact } from './steps.ts';

/** The public key. */
export const rsaPublicFacts = ({ modulus, publicExponent }: RsaPrivateKey): Facts =>
  facts('The public key', [
    { label: 'n', value: modulus, rule: 'RFC 8017 §3.1' },
    { label: 'e', value: publicExponent, rule: 'RFC 8017 §3.1' },
  ]);

/** The power with the public exponent, bit by bit. */
export const publicPowerTable = (
  what: string,
  { publicExponent: e }: RsaPrivateKey,
  steps: readonly ModexpStep[],
): Table => ({
  kind: 'table',
  title: `${what}, bit by bit of e = ${e}`,
  rule: 'HAC algorithm 14.79',
  columns: ['bit', 'step', 'A'],
  rows: steps.slice(0, -1).map(({ name, value, index }) => [`${index['i']}`, name, abbreviated(value)]),
});

const CRT_LABELS: Readonly<Record<string, string>> = {
  m_1: 'm_1 = x^dP mod p',
  m_2: 'm_2 = x^dQ mod q',
  h: 'h = (m_1-m_2)·qInv mod p',
};

/** The power with the private exponent by the Chinese remainder theorem (RFC 8017 §5.1.2, §5.2.1); the result itself is not among the facts.
 * @param bytes - the base. @param steps - those of the reference implementation. */
export function privatePowerFacts(
  title: string,
  key: RsaPrivateKey,
  bytes: Uint8Array,
  steps: readonly Step<string, bigint>[],
): Facts {
  const rule = 'RFC 8017 §3.2';
  const rows: Fact[] = [
    secretFact('x', os2ip(bytes), 'RFC 8017 §4.2'),
    secretFact('p', key.prime1, rule),
    secretFact('q', key.prime2, rule),
    secretFact('dP', key.exponent1, rule),
    secretFact('dQ', key.exponent2, rule),
    secretFact('qInv', key.coefficient, rule),
    ...steps.slice(0, -1).map((step) => ({ ...stepFact(step), label: CRT_LABELS[step.name] ?? step.name })),
  ];
  return facts(title, rows);
}
