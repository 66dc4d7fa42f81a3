/** Checks a folder of certificates: when each expires, and which do not verify, with the reason. */
import { assertDate, assertOptions } from '../../bytes/index.ts';
import { type PublicKey, publicKeyOf } from '../../keys/index.ts';
import { type Certificate, formatGeneralName, sameKey, validateChain } from '../../x509/index.ts';
import type { ClusterNames } from '../pki/cluster-names.ts';
import { assertPlan, CLUSTER_PLAN, type PlannedCertificate, SERVICE_ACCOUNT_KEY } from '../pki/plan.ts';
import type { Elsewhere } from './elsewhere.ts';
import { factsOf } from './facts.ts';
import { readKeyFile, readPublicKeyFile } from './folder.ts';
import { type Fault, type Found, faultOf, loadFolder, mainFile, modeFaults } from './load.ts';
import { issuersOf, reasonFor, trustAdvice, trustFault } from './trust.ts';

export interface CheckOptions {
  /** The current time. */
  readonly time: Date;
  /** Default: `CLUSTER_PLAN`. */
  readonly plan?: readonly PlannedCertificate[] | undefined;
  /** The cluster, which determines the names that its certificates need. Default: read from the folder, without the service range and the DNS domain. */
  readonly facts?: Partial<ClusterNames> | undefined;
}

/** How a certificate is renewed: by `vitrine pki renew`; by the holder of the CA's key (`pki csr`, `pki sign`); by the kubelet, which
 * rotates its own; by the owner of a kubeconfig that contains a token or a program instead of a certificate; by `pki rotate`, for a CA;
 * `none`, for keys that do not expire; `external etcd` or `control plane`, for files that are kept on those machines. */
export type Keeper = Elsewhere | 'external CA' | 'kubelet' | 'none' | 'owner' | 'pki renew' | 'pki rotate';

/** One row of the report. */
export interface CheckedEntry {
  /** kubeadm's name. */
  readonly name: string;
  /** The file. */
  readonly place: string;
  /** The name of the CA; undefined for a CA, and for the service account key. */
  readonly authority: string | undefined;
  /** undefined: the certificate cannot be read. */
  readonly notAfter: Date | undefined;
  /** Whole days until then, negative after that. */
  readonly daysLeft: number | undefined;
  /** Whether the CA's key is not in the folder: then it must be renewed where that key is. */
  readonly externallyManaged: boolean;
  /** Who renews it. */
  readonly managedBy: Keeper;
  /** Of a sound kubeconfig without a certificate: how its user authenticates, as `pki renew` says it. */
  readonly remark?: string | undefined;
  readonly faults: readonly Fault[];
}

export interface FolderReport {
  /** Whether no fault was found. */
  readonly ok: boolean;
  readonly time: Date;
  /** In the plan's order, the service accounts' key last. */
  readonly entries: readonly CheckedEntry[];
}

const DAY = 86_400_000;

/** How Kubernetes validates certificates: without revocation. Names are compared with the plan. */
const JUDGED_BY = { profile: 'rfc5280', revocation: { policy: 'off' }, name: 'unchecked' } as const;

/** Checks everything in a folder. A fault does not end the check.
 * @throws PkiError `missing-folder`; UsageError. */
export async function checkFolder(folder: string, options: CheckOptions): Promise<FolderReport> {
  assertOptions(options, 'options', ['time', 'plan', 'facts']);
  assertDate(options.time, 'options.time');
  const { plan = CLUSTER_PLAN } = options;
  assertPlan(plan);
  const found = await loadFolder(folder, plan);
  const facts = { ...factsOf(found), ...options.facts };
  const entries = [...found.values()].map((one) => judge(one, found, facts, options.time));
  const all = [...entries, await judgeServiceAccountKey(folder, found.get('apiserver')?.elsewhere)];
  return { ok: all.every(({ faults }) => faults.length === 0), time: new Date(options.time), entries: all };
}

function judge(found: Found, all: ReadonlyMap<string, Found>, facts: Partial<ClusterNames>, time: Date): CheckedEntry {
  const { planned, certificate } = found;
  const place = mainFile(planned);
  const authority = planned.parent === undefined ? found : all.get(planned.parent);
  const faults = [...found.faults];
  if (certificate !== undefined) {
    faults.push(...keyFaults(found, certificate, place));
    faults.push(...chainFaults(planned, certificate, anchorsOf(authority), time, place));
    faults.push(...nameFaults(planned, certificate, facts, place));
  }
  faults.push(...kubeconfigFaults(found, authority, place));
  const { config } = found;
  const isToken =
    config?.clientCertificate.kind === 'none' &&
    config.hasOtherCredential &&
    found.faults.every(({ place }) => place !== config.tokenFile);
  const left = certificate && Math.floor((certificate.notAfter.getTime() - time.getTime()) / DAY);
  return {
    name: planned.name,
    place,
    authority: planned.parent,
    notAfter: certificate?.notAfter,
    daysLeft: left,
    externallyManaged: isExternal(authority),
    managedBy: keeperOf(found, authority),
    ...(isToken && { remark: reasonFor(config) }),
    faults,
  };
}

/** A key that is there and cannot be read is a fault of its CA, which is not kept elsewhere. */
const isExternal = (authority: Found | undefined): boolean =>
  authority?.certificate !== undefined && authority.keyIsAbsent === true;

/** During the rotation of a CA its file contains two certificates, and leaves of both are valid. */
const anchorsOf = (authority: Found | undefined): readonly Certificate[] => authority?.bundle ?? [];

/** The file that the kubelet keeps its client pair in (kubernetes pkg/kubelet/certificate, `current`). */
const KUBELET_PAIR = /kubelet-client-current\.pem$/;

function keeperOf({ planned, config, certificate, elsewhere }: Found, authority: Found | undefined): Keeper {
  if (elsewhere !== undefined) return elsewhere;
  if (planned.parent === undefined) return isExternal(authority) ? 'external CA' : 'pki rotate';
  if (config !== undefined && config.clientCertificate.kind !== 'data') {
    const { clientCertificate: source } = config;
    return source.kind === 'file' && KUBELET_PAIR.test(source.path) ? 'kubelet' : 'owner';
  }
  // In kubeadm clusters, the kubelet creates its own serving pair.
  if (planned.name === 'kubelet' && certificate === undefined) return 'kubelet';
  return isExternal(authority) ? 'external CA' : 'pki renew';
}

function keyFaults({ key, planned }: Found, certificate: Certificate, place: string): Fault[] {
  if (key === undefined || sameKey(certificate.publicKey, publicKeyOf(key))) return [];
  const owner = planned.place.kind === 'pair' ? `${planned.place.path}.key` : 'the key beside it';
  const message = `${owner} does not match this certificate (after an interrupted renewal, renew again to complete it)`;
  return [{ code: 'key-mismatch', place, message, rule: 'RFC 5280 §4.1.2.7' }];
}

/** Validates for each purpose. A fault that two purposes share is reported once. */
function chainFaults(
  { parent, purposes }: PlannedCertificate,
  leaf: Certificate,
  roots: readonly Certificate[],
  time: Date,
  place: string,
): Fault[] {
  if (roots.length === 0) {
    const message = `cannot be verified: the certificate of its CA, ${parent}, cannot be read`;
    return [{ code: 'missing-authority', place, message, rule: 'RFC 5280 §6.1' }];
  }
  const faults = new Map<string, Fault>();
  for (const purpose of purposes.length === 0 ? (['any'] as const) : purposes) {
    const asked = { ...JUDGED_BY, time, purpose };
    const { checks } = validateChain({ leaf, intermediates: [], roots, ...asked });
    for (const { code, depth, outcome, detail, rule } of checks) {
      const message = depth === 0 ? detail : `its CA ${detail}`;
      if (outcome === 'fail') faults.set(`${code} ${depth}`, { code, place, message, rule });
    }
  }
  if (parent === undefined && !leaf.isCA) {
    faults.set('ca', {
      code: 'basic-constraints',
      place,
      message: 'is not a CA certificate',
      rule: 'RFC 5280 §4.2.1.9',
    });
  }
  return [...faults.values()];
}

function nameFaults(
  { purposes, names }: PlannedCertificate,
  certificate: Certificate,
  facts: Partial<ClusterNames>,
  place: string,
): Fault[] {
  if (!purposes.includes('serverAuth')) return [];
  const has = new Set(certificate.subjectAltNames.map(formatGeneralName));
  const missing = [...new Set(names(facts).map(formatGeneralName))].filter((name) => !has.has(name));
  return missing.map((name) => ({
    code: 'missing-name',
    place,
    message: `its subjectAltName lacks ${name}`,
    rule: 'RFC 9525 §6',
  }));
}

/** A kubeconfig must trust the CA of its folder, and use TLS. */
function kubeconfigFaults(found: Found, authority: Found | undefined, place: string): Fault[] {
  const { config } = found;
  if (config === undefined) return [];
  const faults: Fault[] = [];
  if (!config.server.startsWith('https://')) {
    const message = `its server is ${config.server}, not an https:// address`;
    faults.push({ code: 'server-url', place, message, rule: 'kubectl, v1 Config' });
  }
  const fault = trustFault(found, issuersOf(authority));
  if (fault !== undefined) {
    faults.push({ ...fault, message: `${fault.message}; ${trustAdvice(found, isExternal(authority))}` });
  }
  return faults;
}

/** @param elsewhere - where the API server is, if it is not on this node: then so is the key. */
async function judgeServiceAccountKey(folder: string, elsewhere: Elsewhere | undefined): Promise<CheckedEntry> {
  const { name, privateKey, publicKey } = SERVICE_ACCOUNT_KEY;
  const none = { authority: undefined, notAfter: undefined, daysLeft: undefined, externallyManaged: false };
  if (elsewhere !== undefined) return { name, place: privateKey, ...none, managedBy: elsewhere, faults: [] };
  const faults = await modeFaults(folder, privateKey);
  const read = (path: string, key: Promise<PublicKey>): Promise<PublicKey | undefined> =>
    key.catch((error) => {
      faults.push(faultOf(error, path));
      return undefined;
    });
  const own = await read(privateKey, readKeyFile(folder, privateKey).then(publicKeyOf));
  const published = await read(publicKey, readPublicKeyFile(folder, publicKey));
  if (own !== undefined && own.type !== 'rsa' && own.type !== 'ec') {
    const message = `is a key of type ${own.type}; the tokens of service accounts are signed with RSA or ECDSA`;
    faults.push({
      code: 'key-type',
      place: privateKey,
      message,
      rule: 'Kubernetes, kube-apiserver --service-account-signing-key-file',
    });
  }
  if (own !== undefined && published !== undefined && !sameKey(own, published)) {
    const message = `is not the public key of ${privateKey}`;
    faults.push({ code: 'key-mismatch', place: publicKey, message, rule: 'kubeadm v1.32' });
  }
  return { name, place: privateKey, ...none, managedBy: 'none', faults };
}
