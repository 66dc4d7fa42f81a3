/** The libraries that verify chains, as scripts/verifiers/ asks them: each gets the time and, where it reads them, lists and policies. */
import 'reflect-metadata'; // Before @peculiar/x509, which needs it and does not bring it.
import { X509Certificate, X509ChainBuilder } from '@peculiar/x509';
import * as pkijs from 'pkijs';
import { forge, toBinary } from './forge.ts';

/** A case of a corpus, in DER. */
export interface Asked {
  readonly leaf: Uint8Array<ArrayBuffer>;
  readonly intermediates: readonly Uint8Array<ArrayBuffer>[];
  readonly roots: readonly Uint8Array<ArrayBuffer>[];
  readonly time: Date;
  readonly crls?: readonly Uint8Array<ArrayBuffer>[];
  readonly policies?: {
    readonly accepted: readonly string[];
    readonly explicit: boolean;
    readonly inhibitMapping: boolean;
    readonly inhibitAny: boolean;
  };
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

/** PKI.js processes lists and policies too; it takes the last of the certificates for the leaf. It compares no names of servers. */
async function byPkijs({ leaf, intermediates, roots, time, crls = [], policies }: Asked): Promise<boolean> {
  const read = (der: Uint8Array<ArrayBuffer>) => pkijs.Certificate.fromBER(der);
  const engine = new pkijs.CertificateChainValidationEngine({
    ...{ trustedCerts: roots.map(read), certs: [...intermediates, leaf].map(read), checkDate: time },
    crls: crls.map((der) => pkijs.CertificateRevocationList.fromBER(der)),
  });
  const { result } = await engine.verify(
    policies && {
      ...(policies.accepted.length > 0 && { initialPolicySet: [...policies.accepted] }),
      initialExplicitPolicy: policies.explicit,
      initialPolicyMappingInhibit: policies.inhibitMapping,
      initialInhibitPolicy: policies.inhibitAny,
    },
  );
  return result;
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
  'PKI.js': orRefuses(byPkijs),
  '@peculiar/x509': orRefuses(byPeculiar),
  'node-forge': orRefuses(byForge),
};
