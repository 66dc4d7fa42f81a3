/** The parameters that a session is bound to, and its lifetime. */
import { type Bytes, utf8ToBytes } from '../../bytes/index.ts';
import { encode, fixed, list, opaque, struct, uint16, vector } from '../../codec/index.ts';
import { sha256 } from '../../hash/index.ts';
import { type Certificate, type ExpectedName, type Root, TrustAnchor } from '../../x509/index.ts';
import type { AnyCredentials } from '../credentials.ts';
import type { Negotiated } from '../events.ts';
import type { ClientSettings, ServerSettings } from '../options.ts';
import type { Trust } from '../trust.ts';
import type { TicketContext } from './ticket-keys.ts';

const MAX = 2 ** 24 - 1;
const digest = fixed(sha256.outputLength);
const digests = vector(24, 0, MAX, list(digest));
const texts = (max: number) => vector(16, 0, 2 ** 16 - 1, list(opaque(8, 0, max)));

const policy = struct('VerificationPolicy', 'Not in the RFC: what our tickets are bound to', {
  mode: opaque(8, 0, 255),
  profile: opaque(8, 0, 255),
  revocation: opaque(8, 0, 255),
  roots: digests,
  schemes: vector(16, 0, 2 ** 16 - 2, list(uint16)),
});

const storeKey = struct('SessionKey', 'Not in the RFC: what our sessions are kept under', {
  host: opaque(16, 0, 2 ** 16 - 1),
  port: uint16,
  protocols: texts(255),
  policy: digest,
  /** One digest for each of our certificates. */
  credentials: digests,
});

const anchorKey = struct('TrustAnchor', 'Not in the RFC: what stands for an anchor that is no certificate', {
  name: opaque(24, 0, MAX),
  spki: opaque(24, 0, MAX),
});

/** Root stores contain hundreds of roots, so each is hashed only once. */
const known = new WeakMap<Root, Bytes>();

function digestOf(root: Root): Bytes {
  let digest = known.get(root);
  if (digest === undefined) {
    digest = sha256.digest(
      root instanceof TrustAnchor ? encode(anchorKey, { name: root.name.bytes, spki: root.encodedSpki }) : root.der,
    );
    known.set(root, digest);
  }
  return digest;
}
const digestsOf = (roots: readonly Root[]): Bytes[] => roots.map(digestOf);

function policyDigest(
  { mode, roots = [], profile = undefined, revocation = undefined }: { readonly mode: string } & Partial<Trust>,
  schemes: ServerSettings['schemes'],
): Bytes {
  const words = { mode, profile: profile ?? '', revocation: revocation?.policy ?? '' };
  const encoded = encode(policy, {
    mode: utf8ToBytes(words.mode),
    profile: utf8ToBytes(words.profile),
    revocation: utf8ToBytes(words.revocation),
    roots: digestsOf(roots),
    schemes: schemes.map(({ id }) => id),
  });
  return sha256.digest(encoded);
}

/** The digests of servers' policies, each with the schemes that it was computed with: they are the same for all connections of a server. */
const policies = new WeakMap<object, { readonly schemes: ServerSettings['schemes']; readonly digest: Bytes }>();

/** Digest of a server's policy for client certificates. When the policy changes, no earlier session is resumed. */
export function serverPolicy({ clientCertificate, schemes }: ServerSettings): Bytes {
  const known = policies.get(clientCertificate);
  if (known?.schemes === schemes) return known.digest;
  const digest = policyDigest(clientCertificate, schemes);
  policies.set(clientCertificate, { schemes, digest });
  return digest;
}

function hostText(name: ExpectedName): string {
  if (name === 'unchecked') return name;
  return 'dns' in name ? `dns:${name.dns.toLowerCase()}` : `ip:${name.ip}`;
}

/** What a server's session is bound to. @param use - as in `TicketContext`. */
export const ticketContext = (
  use: string,
  { serverName, alpn }: Pick<Negotiated, 'alpn' | 'serverName'>,
  settings: ServerSettings,
): TicketContext => ({
  use: utf8ToBytes(use),
  serverName: utf8ToBytes((serverName ?? '').toLowerCase()),
  protocol: utf8ToBytes(alpn ?? ''),
  policy: serverPolicy(settings),
});

/** The key of a client's sessions in its store. */
export function sessionKey(settings: ClientSettings, port: number): Bytes {
  const { name, sni, alpn, verification, credentials, schemes } = settings;
  const encoded = encode(storeKey, {
    host: utf8ToBytes(`${hostText(name)}, sni:${sni?.toLowerCase() ?? ''}`),
    port,
    protocols: alpn.map(utf8ToBytes),
    policy: policyDigest(verification, schemes),
    credentials: credentials.flatMap(({ chain }: AnyCredentials) => digestsOf(chain)),
  });
  return sha256.digest(encoded);
}

/** Milliseconds: "MUST NOT use any value greater than 604800 seconds (7 days)" (RFC 8446 §4.6.1). */
const SEVEN_DAYS = 604_800_000;

/** The earliest of: 7 days from now, the configured lifetime, and the expiry of each certificate.
 * @param lifetime - seconds. @returns milliseconds since 1970. */
export const endOf = (now: number, lifetime: number, certificates: readonly Certificate[]): number =>
  Math.min(now + SEVEN_DAYS, now + lifetime * 1000, ...certificates.map(({ notAfter }) => notAfter.getTime()));
