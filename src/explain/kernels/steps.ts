/** The output of a reference implementation, as parts of an exhibit. */
import { bytesToHex, i2osp } from '../../bytes/index.ts';
import type { Span } from '../../codec/index.ts';
import type { Step, Steps } from '../../reference/index.ts';
import type { Fact, Facts, Part, Prose, Section } from '../document/exhibit.ts';

/** A paragraph. */
export const prose = (text: string): Prose => ({ kind: 'prose', text });
/** Named values under a title. */
export const facts = (title: string, rows: readonly Fact[]): Facts => ({ kind: 'facts', title, rows });
/** Parts under a heading. */
export const section = (title: string, parts: readonly Part[]): Section => ({ kind: 'section', title, parts });
/** A value that is hidden by default. */
export const secretFact = (label: string, value: Fact['value'], rule: string): Fact => ({
  label,
  value,
  rule,
  secret: true,
});

/** A step whose value is bytes or a number, on one line. */
export const stepFact = ({ name, rule, value, secret }: Step<string, Fact['value']>): Fact => ({
  label: name,
  value,
  rule,
  ...(secret && { secret }),
});

/** A word in hexadecimal: of 32 bits in eight digits, if it is a number; of 64 bits in sixteen, if it is a bigint. */
export const word = (value: bigint | number): string =>
  bytesToHex(i2osp(BigInt(value), typeof value === 'number' ? 4 : 8));

/** A range of bytes with its own meaning, as a codec would describe it. */
export const namedSpan = (
  span: Pick<Span, 'name' | 'type' | 'rule'>,
  start: number,
  length: number,
  children: readonly Span[] = [],
): Span => ({ ...span, start, end: start + length, children });

/** All steps of a reference implementation, and its result. */
export function collected<S extends Step, Result>(
  reference: Steps<S, Result>,
): { readonly steps: S[]; readonly result: Result } {
  const steps: S[] = [];
  for (;;) {
    const { done, value } = reference.next();
    if (done) return { steps, result: value };
    steps.push(value);
  }
}

/** The first and the last digits of a number. @param most - digits at either end. */
export function abbreviated(value: bigint, most = 14): string {
  const digits = value.toString(16);
  return digits.length <= 2 * most + 4 ? digits : `${digits.slice(0, most)}…${digits.slice(-most)}`;
}

/** The first and the last bytes. @param most - digits at either end. */
export function abbreviatedBytes(value: Uint8Array, most = 14): string {
  const digits = bytesToHex(value);
  return digits.length <= 2 * most + 4 ? digits : `${digits.slice(0, most)}…${digits.slice(-most)}`;
}

/** Hexadecimal in groups of four bytes: a narrow column breaks it there. */
export const grouped = (bytes: Uint8Array): string => bytesToHex(bytes).replace(/.{8}(?=.)/g, '$& ');
