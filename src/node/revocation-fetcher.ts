/** Fetches revocation lists and OCSP responses from the URLs in certificates, as input for `validateChain`. Nothing in this
 * project calls it implicitly: the caller decides whether certificates may determine what is fetched. */
import { ACCESS_OIDS } from '../asn1/internal.ts';
import {
  assertInteger,
  assertMethods,
  assertOptions,
  bytesToBase64,
  UsageError,
  VitrineError,
} from '../bytes/index.ts';
import { assertEach } from '../bytes/internal.ts';
import {
  Certificate,
  type CertificateList,
  certIdOf,
  createOcspRequest,
  decodeCertificateList,
  decodeOcspResponse,
  describedValue,
  type GeneralName,
  type OcspResponse,
  readCertificateListsPem,
  sameName,
} from '../x509/index.ts';
import { fetchBounded } from './bounded-http.ts';
import { FetchError } from './errors.ts';

export interface FetcherOptions {
  /** The time at which cached entries must be current. */
  readonly time: () => Date;
  /** Maximum size of a list, in bytes. Default: 32 MiB. */
  readonly maxBytes?: number | undefined;
  /** Time for one fetch including its redirects, in milliseconds. Default: 10,000. */
  readonly timeout?: number | undefined;
  /** Default: 3. */
  readonly maxRedirects?: number | undefined;
  /** Maximum fetches for one chain. Default: 20. */
  readonly maxFetches?: number | undefined;
  /** Maximum lists and responses in the cache. Default: 100. */
  readonly maxCached?: number | undefined;
  /** Whether certificates may name private addresses, as those of a company's own CA do. Redirects never may. Default: false. */
  readonly allowPrivate?: boolean | undefined;
}

/** What was fetched for a chain. */
export interface FetchedEvidence {
  readonly crls: readonly CertificateList[];
  readonly ocspResponses: readonly OcspResponse[];
  /** The fetches and decodings that failed. A failure never counts as "good". */
  readonly failures: readonly VitrineError[];
}

export interface RevocationFetcher {
  /** Fetches the lists and responses that the certificates of a chain name: from cRLDistributionPoints and freshestCRL, and from the
   * OCSP responders of authorityInfoAccess. Cached entries are used until their nextUpdate.
   * @param chain - from the leaf up, such as the `chain` of a validation; each is the issuer of the one before it.
   * @throws UsageError; the signal's reason. Failures to fetch are listed. */
  evidenceFor(chain: readonly Certificate[], options?: { readonly signal?: AbortSignal }): Promise<FetchedEvidence>;
}

const OPTIONS: Readonly<Record<keyof FetcherOptions, true>> = {
  time: true,
  maxBytes: true,
  timeout: true,
  maxRedirects: true,
  maxFetches: true,
  maxCached: true,
  allowPrivate: true,
};
const MAX_RESPONSE = 2 ** 20;
/** RFC 9919 §6: requests up to this length, encoded, are sent by GET. */
const MAX_GET = 255;

/** Makes a fetcher with a cache of its own.
 * @throws UsageError. */
export function revocationFetcher(options: FetcherOptions): RevocationFetcher {
  assertOptions(options, 'options', Object.keys(OPTIONS));
  const { maxBytes = 2 ** 25, timeout = 10_000, maxRedirects = 3, maxFetches = 20, maxCached = 100 } = options;
  const { time, allowPrivate = false } = options;
  if (typeof time !== 'function') throw new UsageError('wrong-type', 'options.time', 'must be a function');
  assertInteger(maxBytes, 'options.maxBytes', 1, 2 ** 32 - 1);
  assertInteger(timeout, 'options.timeout', 1, 600_000);
  assertInteger(maxRedirects, 'options.maxRedirects', 0, 20);
  assertInteger(maxFetches, 'options.maxFetches', 0, 10_000);
  assertInteger(maxCached, 'options.maxCached', 0, 100_000);
  if (typeof allowPrivate !== 'boolean')
    throw new UsageError('wrong-type', 'options.allowPrivate', 'must be true or false');
  return new Fetcher({ time, maxBytes, timeout, maxRedirects, maxFetches, maxCached, allowPrivate });
}

type Complete = { readonly [K in keyof FetcherOptions]-?: NonNullable<FetcherOptions[K]> };
type Evidence = CertificateList | OcspResponse;

/** One thing to fetch. */
interface Wanted {
  readonly url: string;
  readonly accept: string;
  readonly maxBytes: number;
  read(bytes: Uint8Array): Evidence;
}

class Fetcher implements RevocationFetcher {
  readonly #options: Complete;
  /** Cached evidence by URL, oldest first. */
  readonly #cache = new Map<string, { readonly evidence: Evidence; readonly until: Date }>();

  constructor(options: Complete) {
    this.#options = options;
  }

  async evidenceFor(
    chain: readonly Certificate[],
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<FetchedEvidence> {
    assertEach(chain, 'chain', (one, place) => {
      if (!(one instanceof Certificate)) throw new UsageError('wrong-type', place, 'must be a certificate');
    });
    assertOptions(options, 'options', ['signal']);
    const { signal } = options;
    if (signal !== undefined) assertMethods(signal, 'options.signal', 'an AbortSignal', 'addEventListener');
    const wanted = new Map<string, Wanted>();
    // The anchor is not checked: no issuer above it could revoke it.
    for (let depth = 0; depth + 1 < chain.length; depth++) {
      for (const one of [...this.#lists(chain[depth]), ...responders(chain[depth], chain[depth + 1])])
        wanted.set(one.url, one);
    }
    const found: Evidence[] = [];
    const failures: VitrineError[] = [];
    let left = this.#options.maxFetches;
    for (const one of wanted.values()) {
      const cached = this.#cached(one.url);
      if (cached !== undefined) found.push(cached);
      else if (left-- <= 0)
        failures.push(new FetchError('fetch-too-many', one.url, 'is left out: too many fetches for one chain'));
      else await this.#fetch(one, signal).then((evidence) => found.push(evidence), collect(failures));
    }
    return {
      crls: found.filter((one): one is CertificateList => 'entries' in one),
      ocspResponses: found.filter((one): one is OcspResponse => 'responses' in one),
      failures,
    };
  }

  #lists(certificate: Certificate): Wanted[] {
    const { maxBytes } = this.#options;
    const read = (bytes: Uint8Array): CertificateList =>
      bytes[0] === 0x30
        ? decodeCertificateList(bytes, { maxBytes })
        : readCertificateListsPem(new TextDecoder().decode(bytes), { maxBytes })[0];
    return listUrls(certificate).map((url) => ({ url, accept: 'application/pkix-crl', maxBytes, read }));
  }

  #cached(url: string): Evidence | undefined {
    const known = this.#cache.get(url);
    if (known === undefined || known.until > this.#options.time()) return known?.evidence;
    this.#cache.delete(url);
    return undefined;
  }

  async #fetch({ url, accept, maxBytes, read }: Wanted, signal: AbortSignal | undefined): Promise<Evidence> {
    const { timeout, maxRedirects, allowPrivate } = this.#options;
    const bytes = await fetchBounded(url, accept, { maxBytes, timeout, maxRedirects, allowPrivate, signal });
    const evidence = read(bytes);
    const until = untilOf(evidence);
    if (until !== undefined && until > this.#options.time()) this.#keep(url, evidence, until);
    return evidence;
  }

  #keep(url: string, evidence: Evidence, until: Date): void {
    this.#cache.set(url, { evidence, until });
    const oldest = this.#cache.keys().next().value;
    if (this.#cache.size > this.#options.maxCached && oldest !== undefined) this.#cache.delete(oldest);
  }
}

const collect =
  (failures: VitrineError[]) =>
  (error: unknown): void => {
    if (!(error instanceof VitrineError)) throw error;
    failures.push(error);
  };

/** The earliest nextUpdate; undefined for evidence that must not be cached, such as error responses. */
function untilOf(evidence: Evidence): Date | undefined {
  if ('entries' in evidence) return evidence.nextUpdate;
  const dates = evidence.responses.map(({ nextUpdate }) => nextUpdate?.getTime());
  const known = dates.filter((date) => date !== undefined);
  return known.length === 0 || known.length < dates.length ? undefined : new Date(Math.min(...known));
}

const httpUrls = (names: readonly GeneralName[]): string[] =>
  names.flatMap((one) => (one.kind === 'uniformResourceIdentifier' && /^http:/i.test(one.value) ? [one.value] : []));

function listUrls({ extensions }: Certificate): string[] {
  return extensions.flatMap((extension) => {
    const described = describedValue(extension);
    if (described?.kind !== 'cRLDistributionPoints' && described?.kind !== 'freshestCRL') return [];
    return described.value.flatMap(({ distributionPoint }) =>
      distributionPoint?.kind === 'fullName' ? httpUrls(distributionPoint.value) : [],
    );
  });
}

const ID_AD_OCSP = ACCESS_OIDS.ocsp;

function responders(certificate: Certificate, issuer: Certificate): Wanted[] {
  const urls = certificate.extensions.flatMap((extension) => {
    const described = describedValue(extension);
    if (described?.kind !== 'authorityInfoAccess') return [];
    return httpUrls(described.value.filter((one) => one.accessMethod === ID_AD_OCSP).map((one) => one.accessLocation));
  });
  // A chain that was not validated may have another certificate in this place.
  if (urls.length === 0 || !sameName(certificate.issuer, issuer.subject)) return [];
  // RFC 9919 §3.1.1: one certificate, identified by SHA-256 or, as traditionally, SHA-1, which every responder supports; no
  // nonce, so that caches may answer.
  const { der } = createOcspRequest({ certIds: [certIdOf(certificate, issuer, 'sha1')] });
  const path = encodeURIComponent(bytesToBase64(der));
  if (path.length > MAX_GET) return [];
  return urls.map((url) => ({
    url: `${url.replace(/\/$/, '')}/${path}`,
    accept: 'application/ocsp-response',
    maxBytes: MAX_RESPONSE,
    read: decodeOcspResponse,
  }));
}
