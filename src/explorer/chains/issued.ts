/** The scenes that the page issues itself: a line of CAs, and a new root that is cross-signed by an old one. */
import { seededRandom } from '../../hash/index.ts';
import { generateKey, type PrivateKey } from '../../keys/index.ts';
import { usualSchemeFor } from '../../signatures/index.ts';
import {
  type Certificate,
  caExtensions,
  createRequest,
  type Extension,
  issueFromRequest,
  KEY_PURPOSES,
  makeExtension,
  makeName,
  selfSign,
} from '../../x509/index.ts';
import { HOST } from './fields.ts';
import type { SceneCertificate } from './scene.ts';

const LONG = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2036-01-01T00:00:00Z') };
const MEDIUM = { notBefore: new Date('2025-01-01T00:00:00Z'), notAfter: new Date('2031-01-01T00:00:00Z') };
const SHORT = { notBefore: new Date('2026-05-01T00:00:00Z'), notAfter: new Date('2026-07-15T00:00:00Z') };

/** The extensions of a server's leaf. */
const LEAF: readonly Extension[] = [
  makeExtension('basicConstraints', true, { cA: false }),
  makeExtension('keyUsage', true, ['digitalSignature']),
  makeExtension('extKeyUsage', false, [KEY_PURPOSES.serverAuth]),
  makeExtension('subjectAltName', false, [{ kind: 'dNSName', value: HOST }]),
];

/** Makes the keys and certificates of a scene from its seed. */
class Issuing {
  readonly certificates: SceneCertificate[] = [];
  readonly #seed: string;
  readonly #keys = new Map<string, PrivateKey>();

  constructor(seed: string) {
    this.#seed = seed;
  }

  #key(owner: string): PrivateKey {
    const known = this.#keys.get(owner);
    const key = known ?? generateKey({ type: 'ec', curve: 'P-256', random: this.#random(`${owner} key`) });
    this.#keys.set(owner, key);
    return key;
  }

  #random(of: string) {
    return seededRandom(`${this.#seed}/chains/${of}`);
  }

  root(id: string, commonName: string): void {
    const key = this.#key(id);
    const certificate = selfSign({
      ...{ subject: makeName(['CN', commonName]), key, scheme: usualSchemeFor(key), random: this.#random(id) },
      ...{ validity: LONG, extensions: caExtensions() },
    });
    this.certificates.push({ id, role: 'root', certificate, issuer: id, issuerKey: key });
  }

  /** @param owner - the id of the certificate whose key it certifies. */
  issue(id: string, role: 'intermediate' | 'leaf', commonName: string, issuer: string, owner = id): void {
    const issuerKey = this.#key(issuer);
    const certificate = issueFromRequest({
      request: this.#request(owner, commonName),
      ...{ issuer: this.#certificateOf(issuer), issuerKey, scheme: usualSchemeFor(issuerKey) },
      random: this.#random(id),
      validity: role === 'leaf' ? SHORT : MEDIUM,
      extensions: () => (role === 'leaf' ? LEAF : caExtensions()),
    });
    this.certificates.push({ id, role, certificate, issuer, issuerKey });
  }

  #request(owner: string, commonName: string) {
    const key = this.#key(owner);
    return createRequest({
      ...{ subject: makeName(['CN', commonName]), key, scheme: usualSchemeFor(key), extensions: [] },
      random: this.#random(`${owner} request`),
    });
  }

  #certificateOf(id: string): Certificate {
    return this.certificates.find((one) => one.id === id)!.certificate;
  }
}

/** A server, two CAs above it, and a root. */
export function lineScene(seed: string): readonly SceneCertificate[] {
  const issuing = new Issuing(seed);
  issuing.root('root', 'Museum Root');
  issuing.issue('upper', 'intermediate', 'Museum Upper CA', 'root');
  issuing.issue('lower', 'intermediate', 'Museum Lower CA', 'upper');
  issuing.issue('leaf', 'leaf', HOST, 'lower');
  return issuing.certificates;
}

/** A new root that some verifiers do not trust yet, so the old root has cross-signed it. Two paths are possible. */
export function crossScene(seed: string): readonly SceneCertificate[] {
  const issuing = new Issuing(seed);
  issuing.root('old-root', 'Museum Old Root');
  issuing.root('new-root', 'Museum New Root');
  issuing.issue('cross', 'intermediate', 'Museum New Root', 'old-root', 'new-root');
  issuing.issue('issuing', 'intermediate', 'Museum Issuing CA', 'new-root');
  issuing.issue('leaf', 'leaf', HOST, 'issuing');
  return issuing.certificates;
}
