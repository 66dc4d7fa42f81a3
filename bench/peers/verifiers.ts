/** The libraries that verify chains, as scripts/verifiers/ asks them: each with all that it can be told. PKI.js is not among
 * them: it had no answer to x509-limbo after 200 s. */
import 'reflect-metadata'; // Before @peculiar/x509, which needs it and does not bring it.
import { X509Certificate, X509ChainBuilder } from '@peculiar/x509';
import { forge, toBinary } from './forge.ts';

/** A case of a corpus, in DER. */
export interface Asked {
  readonly leaf: Uint8Array<ArrayBuffer>;
  readonly intermediates: readonly Uint8Array<ArrayBuffer>[];
  readonly roots: readonly Uint8Array<ArrayBuffer>[];
  readonly time: Date;
}

/** @peculiar/x509 builds a chain by names and signatures; the time of each certificate is checked as its documentation shows. */
async function byPeculiar({ leaf, intermediates, roots, time }: Asked): Promise<boolean> {
  const trusted = roots.map((der) => new X509Certificate(der));
  const builder = new X509ChainBuilder({
    certificates: [...intermediates.map((der) => new X509Certificate(der)), ...trusted],
  });
  const chain = await builder.build(new X509Certificate(leaf));
  const last = chain[chain.length - 1];
  if (!trusted.some((root) => root.equal(last))) return false;
  for (const [i, one] of chain.entries()) {
    if (!(await one.verify({ date: time, publicKey: (chain[i + 1] ?? one).publicKey }))) return false;
  }
  return true;
}

/** node-forge knows RSA alone, and takes the chain in the order in which it comes. */
async function byForge({ leaf, intermediates, roots, time }: Asked): Promise<boolean> {
  const read = (der: Uint8Array) => forge.pki.certificateFromAsn1(forge.asn1.fromDer(toBinary(der)));
  const store = forge.pki.createCaStore(roots.map(read));
  const chain = [leaf, ...intermediates].map(read);
  return forge.pki.verifyCertificateChain(store, chain, { validityCheckDate: time });
}

/** A library that throws refuses. */
const orRefuses =
  (verify: (asked: Asked) => Promise<boolean>) =>
  async (asked: Asked): Promise<boolean> => {
    try {
      return await verify(asked);
    } catch {
      return false;
    }
  };

export const VERIFIERS: Readonly<Record<string, (asked: Asked) => Promise<boolean>>> = {
  '@peculiar/x509': orRefuses(byPeculiar),
  'node-forge': orRefuses(byForge),
};
