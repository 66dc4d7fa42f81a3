/** Property-based tests of a verifier, with vitrine/testing: sound chains, and each with exactly one defect. */
import fc from 'fast-check';
import { chains, chainWithDefect, keyPool, type TestChain } from 'vitrine/testing';
import { decodeCertificate, validateChain } from 'vitrine/x509';

/** The verifier in question: put another one in its place. */
function accepts({ leaf, intermediates, roots, time, purpose, name }: TestChain): boolean {
  const read = (ders: readonly Uint8Array[]) => ders.map((der) => decodeCertificate(der));
  try {
    const certificates = { leaf: decodeCertificate(leaf), intermediates: read(intermediates), roots: read(roots) };
    const judgedBy = { profile: 'rfc5280', revocation: { policy: 'off' } } as const;
    return validateChain({ ...certificates, ...judgedBy, time, purpose, name }).ok;
  } catch {
    return false; // a certificate that cannot be read is refused
  }
}

const time = new Date('2026-06-01T00:00:00Z');
const keys = keyPool({ seed: 'example', size: 5, modulusBits: 2048 });
fc.assert(fc.property(chains({ keys, time }), accepts), { numRuns: 5 });
fc.assert(
  fc.property(chainWithDefect({ keys, time }), ({ good, bad }) => accepts(good) && !accepts(bad)),
  { numRuns: 10 },
);
console.log('sound chains are accepted, and those with a defect refused'); // → sound chains are accepted, and those with a defect refused
