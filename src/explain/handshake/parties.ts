/** The parties of a demonstration session: a CA, an API server and its administrator, all derived from one seed and one time. */

import { seededRandom } from '../../hash/index.ts';
import type { PrivateKey } from '../../keys/index.ts';
import { RSA_PKCS1_SHA256, type SignatureScheme, usualSchemeFor } from '../../signatures/index.ts';
import type { Credentials } from '../../tls/index.ts';
import {
  type Certificate,
  caExtensions,
  createRequest,
  issueFromRequest,
  KEY_PURPOSES,
  makeExtension,
  makeName,
  type Name,
  selfSign,
  type ValidationName,
} from '../../x509/index.ts';

/** The faults that a session can demonstrate. */
export const FAULTS = ['bad-ca', 'expired', 'wrong-name', 'tampered', 'no-client-cert'] as const;
export type Fault = (typeof FAULTS)[number];

/** Where keys come from: one call for each key, with the owner's name. */
export type PartyKeys = (owner: 'ca' | 'client' | 'other-ca' | 'server') => Promise<PrivateKey>;

export interface HandshakeParties {
  /** The common settings of both sides. */
  readonly root: Certificate;
  readonly server: Credentials;
  /** Undefined for a client without a certificate. */
  readonly client: Credentials | undefined;
  /** The name that the client connects to. */
  readonly dialled: ValidationName;
}

/** The kinds of keys that a session's certificates can have. */
export const CERTIFICATE_KINDS = ['rsa', 'ecdsa', 'ed25519'] as const;
export type CertificateKind = (typeof CERTIFICATE_KINDS)[number];

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NAMES = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];

/** Issues the certificates for a session; if the fault concerns certificates, they have it.
 * @param seed - for serial numbers; the same seed, time and keys give the same certificates. @throws anything that `keys`
 * throws. */
export async function makeParties(
  { seed, time, fault }: { readonly seed: string; readonly time: Date; readonly fault: Fault | undefined },
  keys: PartyKeys,
): Promise<HandshakeParties> {
  const issuing = new Issuing(seed, time);
  const ca = issuing.authority('kubernetes', await keys('ca'));
  const signer = fault === 'bad-ca' ? issuing.authority('somebody-else', await keys('other-ca')) : ca;
  const until = fault === 'expired' ? -DAY : 365 * DAY;
  const server = issuing.leaf(signer, makeName(['CN', 'kube-apiserver']), await keys('server'), 'serverAuth', until);
  const administrator = makeName(['O', 'kubeadm:cluster-admins'], ['CN', 'kubernetes-admin']);
  return {
    root: ca.chain[0],
    server,
    client:
      fault === 'no-client-cert'
        ? undefined
        : issuing.leaf(ca, administrator, await keys('client'), 'clientAuth', 365 * DAY),
    dialled: { dns: fault === 'wrong-name' ? 'bank.example' : NAMES[0] },
  };
}

/** RSA keys sign certificates with PKCS #1 v1.5, as most CAs do. */
const schemeOf = (key: PrivateKey): SignatureScheme => (key.type === 'rsa' ? RSA_PKCS1_SHA256 : usualSchemeFor(key));

class Issuing {
  readonly #random;
  readonly #time: number;
  constructor(seed: string, time: Date) {
    this.#random = seededRandom(`${seed}/certificates`);
    this.#time = time.getTime();
  }

  authority(name: string, key: PrivateKey): Credentials {
    const options = { key, subject: makeName(['CN', name]), extensions: caExtensions() };
    return { key, chain: [selfSign({ ...options, ...this.#common(key, 3650 * DAY) })] };
  }

  /** @param until - milliseconds from the session's time to the end of validity. */
  leaf(
    issuer: Credentials,
    subject: Name,
    key: PrivateKey,
    purpose: 'clientAuth' | 'serverAuth',
    until: number,
  ): Credentials {
    const common = this.#common(issuer.key, until);
    const request = createRequest({ subject, key, scheme: schemeOf(key), random: this.#random, extensions: [] });
    const names = NAMES.map((value) => ({ kind: 'dNSName', value }) as const);
    const extensions = [
      makeExtension('basicConstraints', true, { cA: false }),
      makeExtension(
        'keyUsage',
        true,
        key.type === 'rsa' ? ['digitalSignature', 'keyEncipherment'] : ['digitalSignature'],
      ),
      makeExtension('extKeyUsage', false, [KEY_PURPOSES[purpose]]),
      ...(purpose === 'serverAuth' ? [makeExtension('subjectAltName', false, names)] : []),
    ];
    const parties = { request, issuer: issuer.chain[0], issuerKey: issuer.key };
    return { key, chain: [issueFromRequest({ ...common, ...parties, extensions: () => extensions })] };
  }

  #common(issuerKey: PrivateKey, until: number) {
    const notAfter = new Date(this.#time + until);
    const notBefore = new Date(Math.min(this.#time, notAfter.getTime()) - HOUR);
    return { scheme: schemeOf(issuerKey), random: this.#random, validity: { notBefore, notAfter } };
  }
}
