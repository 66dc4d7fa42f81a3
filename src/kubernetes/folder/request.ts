/** A cluster whose CA key is kept elsewhere: requests for its certificates, as `kubeadm certs generate-csr` makes them. */
import { join } from 'node:path';
import { assertArray, assertFields, assertFunction, assertOptions } from '../../bytes/index.ts';
import type { PrivateKey } from '../../keys/index.ts';
import { type LeftoverListener, withFileLock, writeFileWhole } from '../../node/index.ts';
import { usualSchemeFor } from '../../signatures/index.ts';
import { type CertificateRequest, certificatePem, createRequest, makeExtension, requestPem } from '../../x509/index.ts';
import type { ClusterNames } from '../pki/cluster-names.ts';
import { PkiError } from '../pki/errors.ts';
import { keyPem } from '../pki/files.ts';
import { ISSUE_SETTINGS, type LeafSettings } from '../pki/issue.ts';
import { writeKubeconfig } from '../pki/kubeconfig.ts';
import { type CertificateSpec, CLUSTER_PLAN, type PlannedCertificate } from '../pki/plan.ts';
import { factsOf } from './facts.ts';
import { assertFolder, type Found, loadFolder, mainFile } from './load.ts';
import { lostSpec } from './lost.ts';
import { certificateOf, choose, type Left, specFrom } from './renew.ts';
import { reasonFor } from './trust.ts';

export interface RequestOptions extends Pick<LeafSettings, 'newKey' | 'random'> {
  /** The plan's names; `all` for every leaf, existing or missing. */
  readonly names: readonly string[] | 'all';
  /** Facts that cannot be derived from the folder. Default: none. */
  readonly facts?: Partial<ClusterNames> | undefined;
  /** Aborts the wait for another run. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** With `all`, called for each kubeconfig whose user needs no certificate, for which nothing is requested. Default: none. */
  readonly onLeft?: ((left: Left) => void) | undefined;
  /** Called for leftovers of killed runs beside the written files. Default: none. */
  readonly onLeftover?: LeftoverListener | undefined;
}

/** A written request. */
export interface Requested {
  readonly name: string;
  /** The file of the request: `pki/apiserver.csr`, `admin.conf.csr`. */
  readonly place: string;
  readonly request: CertificateRequest;
  /** Whether its key is new. */
  readonly isNewKey: boolean;
}

const RULE = 'kubeadm v1.32, certs generate-csr';
const PATIENCE_MS = 30_000;

/** The file of a row's request. */
export const requestFile = ({ place }: PlannedCertificate): string => `${place.path}.csr`;

const OPTIONS = [...ISSUE_SETTINGS, 'names', 'facts', 'signal', 'onLeft', 'onLeftover'] as const;

/** Writes a request for each certificate. For an existing certificate, the request uses its current key. A missing one gets a new key, in
 * its file or in a kubeconfig without a certificate.
 * @throws PkiError `no-such-certificate`, `missing-folder`, `missing-facts`, `kept-elsewhere` (a kubeconfig that holds no key), `missing-file`
 * for a certificate whose key is lost; whatever `newKey` throws; the system's error. */
export async function requestCertificates(folder: string, options: RequestOptions): Promise<readonly Requested[]> {
  assertFields(options, 'options', 'an object', 'random');
  assertOptions(options, 'options', OPTIONS);
  if (options.names !== 'all') assertArray(options.names, 'options.names');
  assertFunction(options.newKey, 'options.newKey');
  await assertFolder(folder);
  const lock = { patience: PATIENCE_MS, signal: options.signal };
  return withFileLock(join(folder, 'pki'), lock, () => requestAlone(folder, options));
}

async function requestAlone(folder: string, options: RequestOptions): Promise<Requested[]> {
  const found = await loadFolder(folder, CLUSTER_PLAN);
  const facts = { ...factsOf(found), ...options.facts };
  const isNew = [...found.values()].every(
    ({ planned, certificate }) => planned.parent === undefined || certificate === undefined,
  );
  const chosen =
    options.names === 'all' && isNew
      ? [...found.values()].filter(({ planned }) => planned.parent)
      : choose([...found.values()], options.names);
  // Who authenticates with a token needs no certificate, unless one is asked for by name.
  const isLeft = (row: Found): boolean => options.names === 'all' && isByToken(row);
  for (const { planned, config } of chosen.filter(isLeft)) {
    options.onLeft?.({ name: planned.name, place: mainFile(planned), reason: reasonFor(config!) });
  }
  const rows = chosen.filter((row) => !isLeft(row));
  const made: (Requested & { readonly found: Found; readonly key: PrivateKey })[] = [];
  for (const row of rows) {
    const spec = row.certificate === undefined ? lostSpec(row.planned, facts) : specFrom(row.certificate);
    const key =
      keyOf(row) ?? (await options.newKey(row.planned.name, found.get(row.planned.parent!)?.certificate?.publicKey));
    const request = requestFor(spec, key, options);
    const { name } = row.planned;
    made.push({ name, place: requestFile(row.planned), request, isNewKey: row.key === undefined, found: row, key });
  }
  for (const one of made) await write(folder, one, found, facts, options.onLeftover);
  return made.map(({ name, place, request, isNewKey }) => ({ name, place, request, isNewKey }));
}

const isByToken = ({ config, key }: Found): boolean => config?.hasOtherCredential === true && key === undefined;

/** The existing key. @throws PkiError if a new key would leave a certificate without its key, or replace a file that says something else. */
function keyOf(found: Found): PrivateKey | undefined {
  const { planned, certificate, key, config } = found;
  if (key !== undefined) return key;
  const keptElsewhere = (why: string): PkiError => new PkiError('kept-elsewhere', mainFile(planned), why, RULE);
  if (config !== undefined && config.clientKey.kind !== 'data')
    throw keptElsewhere(certificate === undefined ? reasonFor(config) : 'its key is not in it');
  if (certificateOf(found) === undefined) return undefined;
  const message = 'its key is lost: remove the certificate to ask for a new pair';
  throw new PkiError('missing-file', mainFile(planned), message, RULE);
}

const requestFor = (spec: CertificateSpec, key: PrivateKey, { random }: RequestOptions): CertificateRequest =>
  createRequest({
    subject: spec.subject,
    key,
    scheme: usualSchemeFor(key),
    random,
    extensions: spec.names.length === 0 ? [] : [makeExtension('subjectAltName', false, spec.names)],
  });

async function write(
  folder: string,
  { found, key, request, place, isNewKey }: Requested & { readonly found: Found; readonly key: PrivateKey },
  all: ReadonlyMap<string, Found>,
  facts: Partial<ClusterNames>,
  onLeftover: LeftoverListener | undefined,
): Promise<void> {
  const { planned } = found;
  const put = (path: string, content: string, mode: number): Promise<void> =>
    writeFileWhole(join(folder, path), content, { mode, replace: true, onLeftover });
  if (isNewKey && planned.place.kind === 'pair') await put(`${planned.place.path}.key`, keyPem(key), 0o600);
  if (isNewKey && planned.place.kind === 'kubeconfig') {
    const server = facts[planned.place.dials];
    if (server === undefined)
      throw new PkiError('missing-facts', planned.place.path, 'the folder does not tell its server', RULE);
    const authority = all.get(planned.parent!)?.certificate;
    const config = {
      ...{ clusterName: facts.name ?? 'kubernetes', server, userName: planned.commonName(facts as ClusterNames) },
      certificateAuthority: authority === undefined ? '' : certificatePem(authority),
      ...{ clientCertificate: '', clientKey: keyPem(key) },
    };
    await put(planned.place.path, writeKubeconfig(config), 0o600);
  }
  await put(place, requestPem(request), 0o600);
}
