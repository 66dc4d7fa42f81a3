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

export const p256Chain = once(() => {
  const [rootKey, middleKey, leafKey] = [newKey(), newKey(), newKey()];
  const root = selfSign({ subject: makeName(['CN', 'root']), key: rootKey, extensions: caExtensions(), ...issuing() });
  const middle = issue('intermediate', middleKey, root, rootKey, caExtensions());
  const leaf = issue('server', leafKey, middle, middleKey, [
    makeExtension('keyUsage', true, ['digitalSignature']),
    makeExtension('extKeyUsage', false, [KEY_PURPOSES.serverAuth]),
    makeExtension('subjectAltName', false, parseGeneralNames('DNS:server.test')),
  ]);
  const decoded = { leaf, middle, root };
  return {
    ...decoded,
    pem: { leaf: certificatePem(leaf), middle: certificatePem(middle), root: certificatePem(root) },
  };
});
