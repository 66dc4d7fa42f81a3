/** A root, an intermediate and a leaf on P-256, as PEM and decoded. */
import { seededRandom } from '../../src/hash/index.ts';
import { generateKey, type PrivateKey } from '../../src/keys/index.ts';
import { ECDSA_SHA256 } from '../../src/signatures/index.ts';
import {
  type Certificate,
  caExtensions,
  certificatePem,
  createRequest,
  type Extension,
  issueFromRequest,
  KEY_PURPOSES,
  makeExtension,
  makeName,
  parseGeneralNames,
  selfSign,
} from '../../src/x509/index.ts';
import { once } from '../rows.ts';

const random = once(() => seededRandom('bench/p256-chain'));
const validity = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2040-01-01T00:00:00Z') };
const issuing = () => ({ scheme: ECDSA_SHA256, validity, random: random() });
const newKey = (): PrivateKey => generateKey({ type: 'ec', curve: 'P-256', random: random() });

function issue(
  subject: string,
  key: PrivateKey,
  issuer: Certificate,
  issuerKey: PrivateKey,
  own: readonly Extension[],
) {
  const asked = { subject: makeName(['CN', subject]), key, scheme: ECDSA_SHA256, extensions: own, random: random() };
  const request = createRequest(asked);
  return issueFromRequest({ request, issuer, issuerKey, extensions: (all) => all, ...issuing() });
}

export interface P256Chain {
  readonly leaf: Certificate;
  readonly middle: Certificate;
  readonly root: Certificate;
  readonly pem: Readonly<Record<'leaf' | 'middle' | 'root', string>>;
}

function makeChain(): P256Chain {
  const [rootKey, middleKey, leafKey] = [newKey(), newKey(), newKey()];
  const root = selfSign({ subject: makeName(['CN', 'root']), key: rootKey, extensions: caExtensions(), ...issuing() });
  const middle = issue('intermediate', middleKey, root, rootKey, caExtensions());
  const leaf = issue('server', leafKey, middle, middleKey, [
    makeExtension('keyUsage', true, ['digitalSignature']),
    makeExtension('extKeyUsage', false, [KEY_PURPOSES.serverAuth]),
    makeExtension('subjectAltName', false, parseGeneralNames('DNS:server.test')),
  ]);
  const pem = { leaf: certificatePem(leaf), middle: certificatePem(middle), root: certificatePem(root) };
  return { leaf, middle, root, pem };
}

export const p256Chain = once(makeChain);

/** Chains with keys of their own, more than those whose uses are counted: none of them is prepared. */
export const manyP256Chains = once(() => Array.from({ length: 200 }, makeChain));

/** A leaf, and CAs of one name, one of which has issued it: they differ in their keys, and so in their key identifiers.
 * @param count - a power of two up to 1,024. */
export function namesakes(count: number): { readonly leaf: Certificate; readonly roots: readonly Certificate[] } {
  const { leaf, roots } = manyNamesakes();
  return { leaf, roots: roots.slice(-count) };
}

const manyNamesakes = once(() => {
  const keys = Array.from({ length: 1024 }, newKey);
  const roots = keys.map((key) =>
    selfSign({ subject: makeName(['CN', 'root']), key, extensions: caExtensions(), ...issuing() }),
  );
  const last = roots.length - 1;
  return { leaf: issue('server', newKey(), roots[last], keys[last], []), roots };
});
