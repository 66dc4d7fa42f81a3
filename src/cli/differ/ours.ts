/** The answer of this library. */
import { DecodeError } from '../../codec/index.ts';
import type { TestChain } from '../../testing/index.ts';
import { decodeCertificate, type Profile, validateChain } from '../../x509/index.ts';
import { type Answer, answerOf } from './asked-chain.ts';

/** Validates a chain by the profile, without revocation; the reason lists the codes of the failed checks. */
export function ourAnswer({ leaf, intermediates, roots, ...asked }: TestChain, profile: Profile): Answer {
  const read = (ders: readonly Uint8Array[]) => ders.map((der) => decodeCertificate(der));
  try {
    const { time, purpose, name } = asked;
    const { checks } = validateChain({
      leaf: decodeCertificate(leaf),
      intermediates: read(intermediates),
      roots: read(roots),
      ...{ time, purpose, name, profile },
      revocation: { policy: 'off' },
    });
    const codes = checks.flatMap(({ outcome, code }) => (outcome === 'fail' ? [code] : []));
    return answerOf(codes.length === 0 ? 'taken' : 'refused', [...new Set(codes)].join(' '));
  } catch (error) {
    if (error instanceof DecodeError) return answerOf('refused', error.code);
    throw error;
  }
}
