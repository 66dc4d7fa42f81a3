/** Text form of chains in counterexamples: a few lines instead of pages of bytes. */
import fc from 'fast-check';
import { type Extension, formatOneline, type Name, type ValidationName } from '../x509/index.ts';

/** The value, which fast-check prints as this text; it compares and spreads as before. */
export function withText<T extends object>(value: T, text: () => string): T {
  return Object.defineProperty(value, fc.toStringMethod, { value: text });
}

/** The part of a certificate that is printed. */
interface Shown {
  readonly subject: Name;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Extension[];
}

/** The part of the question that is printed. */
interface Asked {
  readonly name: ValidationName;
  readonly time: Date;
  readonly intermediates: readonly unknown[];
  readonly roots: readonly unknown[];
}

const seconds = (time: Date): string => time.toISOString().replace('.000', '');

/** A line for each certificate, from the leaf up, and one for the question. */
export function chainText(certificates: readonly Shown[], { name, time, intermediates, roots }: Asked): string {
  const asked = 'ip' in name ? `address ${name.ip}` : `host ${name.dns}`;
  const lines = certificates.map(({ subject, notBefore, notAfter, extensions }, depth) => {
    const kinds = extensions.map(({ extnID, critical, extnValue: { kind } }) => {
      return `${kind === 'other' ? extnID : kind}${critical ? '!' : ''}`;
    });
    return `  ${depth} ${formatOneline(subject)}, ${seconds(notBefore)}/${seconds(notAfter)}, ${kinds.join(' ')}`;
  });
  const given = `${intermediates.length} intermediate(s), ${roots.length} root(s)`;
  return [`TestChain: ${asked} at ${seconds(time)}, ${given}`, ...lines].join('\n');
}
