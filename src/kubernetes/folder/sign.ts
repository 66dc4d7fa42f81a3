/** Signs the requests of a cluster whose CA key is kept elsewhere, and installs the signed certificates. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { assertFields, assertOptions, assertString } from '../../bytes/index.ts';
import { publicKeyOf } from '../../keys/index.ts';
import { type LeftoverListener, withFileLock, writeFileWhole } from '../../node/index.ts';
import {
  attributeTexts,
  type Certificate,
  type CertificateRequest,
  certificatePem,
  EXTENSIONS,
  formatOneline,
  readRequestPem,
  sameKey,
  verifyRequest,
} from '../../x509/index.ts';
import { PkiError } from '../pki/errors.ts';
import { ISSUE_SETTINGS, issueRequested, type LeafSettings } from '../pki/issue.ts';
import { withPemTexts } from '../pki/kubeconfig.ts';
import { CLUSTER_PLAN, type PlannedCertificate, subjectOf } from '../pki/plan.ts';
import { unlessMissing } from './certificate-of-file.ts';
import { readAuthority, readCertificateBundle, readCertificateFile, readFolderFile, readKeyFile } from './folder.ts';
import { assertFolder, load } from './load.ts';
import { requestFile } from './request.ts';
import { trustFault } from './trust.ts';

export interface SignOptions extends Pick<LeafSettings, 'days' | 'random' | 'time'> {
  /** The folder with the CAs, certificates and keys; undefined: nothing is signed; certificates that were signed elsewhere are
   * installed. */
  readonly authorities?: string | undefined;
  /** Aborts the wait for another run. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** Called for leftovers of killed runs beside the written files. Default: none. */
  readonly onLeftover?: LeftoverListener | undefined;
}

/** A signed or installed certificate. */
export interface Signed {
  readonly name: string;
  /** The file of the certificate. */
  readonly place: string;
  readonly certificate: Certificate;
  /** Whether it is in use now: beside its key, or in its kubeconfig. Otherwise it must be copied to the folder with its key. */
  readonly isInstalled: boolean;
}

const RULE = 'kubeadm v1.32, external CA mode';
const PATIENCE_MS = 30_000;

const OPTIONS = [...ISSUE_SETTINGS, 'authorities', 'signal', 'onLeftover'] as const;

/** Signs every request of a folder (`pki csr` wrote them, or kubeadm) with the CAs of another folder, as the plan describes each
 * certificate: another subject is refused, names are copied only for servers, and the purposes are those of the plan. Certificates of
 * kubeconfigs are written beside them (`admin.conf.crt`), and inserted into the kubeconfig if it contains the key.
 * @throws PkiError `request-mismatch`, `missing-folder`, and as `readAuthority`; `ca-not-valid`; the errors of reading a request. */
export async function signRequests(folder: string, options: SignOptions): Promise<readonly Signed[]> {
  assertFields(options, 'options', 'an object', 'days', 'random', 'time');
  assertOptions(options, 'options', OPTIONS);
  await assertFolder(folder);
  const lock = { patience: PATIENCE_MS, signal: options.signal };
  return withFileLock(join(folder, 'pki'), lock, async () => {
    if (options.authorities !== undefined) await signAll(folder, options.authorities, options);
    const signed: Signed[] = [];
    for (const planned of CLUSTER_PLAN) {
      const one = planned.parent === undefined ? undefined : await takeIn(folder, planned, options);
      if (one !== undefined) signed.push(one);
    }
    return signed;
  });
}

async function signAll(folder: string, authorities: string, options: SignOptions): Promise<void> {
  assertString(authorities, 'options.authorities');
  const { days, random, time } = options;
  await assertFolder(authorities);
  const issued: { readonly path: string; readonly certificate: Certificate }[] = [];
  for (const planned of CLUSTER_PLAN) {
    const text = await readFolderFile(folder, requestFile(planned)).catch(unlessMissing);
    if (text === undefined || planned.parent === undefined) continue;
    const request = checked(readRequestPem(text), planned);
    const authority = await readAuthority(
      authorities,
      CLUSTER_PLAN.find(({ name }) => name === planned.parent)!.place.path,
    );
    issued.push({
      path: certificateFile(planned),
      certificate: issueRequested(planned, request, authority, { days, random, time }),
    });
  }
  for (const { place, parent } of CLUSTER_PLAN) {
    if (parent !== undefined) continue;
    const path = `${place.path}.crt`;
    const [here, there] = [
      await readFolderFile(folder, path).catch(unlessMissing),
      await readFolderFile(authorities, path).catch(unlessMissing),
    ];
    if (here === undefined && there !== undefined)
      issued.unshift({ path, certificate: await readCertificateFile(authorities, path) });
  }
  const { onLeftover } = options;
  for (const { path, certificate } of issued) {
    await writeFileWhole(join(folder, path), certificatePem(certificate), { mode: 0o644, replace: true, onLeftover });
  }
}

/** The file of a row's certificate, pending or installed. */
const certificateFile = ({ place }: PlannedCertificate): string => `${place.path}.crt`;

/** @throws PkiError `request-mismatch`. */
function checked(request: CertificateRequest, planned: PlannedCertificate): CertificateRequest {
  const place = requestFile(planned);
  const refuse = (message: string): PkiError => new PkiError('request-mismatch', place, message, RULE);
  if (!verifyRequest(request)) throw refuse('was not signed by its own key');
  const subject = request.subject.value;
  const [commonName = ''] = attributeTexts(subject, 'CN');
  // The name of the node is taken from the request.
  const nodes = [commonName, commonName.replace(/^system:node:/, '')];
  const expected = nodes.map((nodeName) =>
    formatOneline(subjectOf(planned.commonName({ nodeName }), planned.organizations)),
  );
  if (!expected.includes(formatOneline(subject))) {
    throw refuse(`asks for ${formatOneline(subject)}, not for ${expected[1]}`);
  }
  if (
    !planned.purposes.includes('serverAuth') &&
    request.requestedExtensions.some(({ extnID }) => extnID === EXTENSIONS.subjectAltName.id)
  ) {
    throw refuse('asks for names (subjectAltName), which a client has none of');
  }
  return request;
}

/** Installs a certificate beside its key or in its kubeconfig. */
async function takeIn(folder: string, planned: PlannedCertificate, options: SignOptions): Promise<Signed | undefined> {
  const place = certificateFile(planned);
  const request = await readFolderFile(folder, requestFile(planned)).catch(unlessMissing);
  const certificate = await readCertificateFile(folder, place).catch(unlessMissing);
  if (certificate === undefined || (request === undefined && planned.place.kind === 'pair')) return undefined;
  const { name } = planned;
  if (planned.place.kind === 'pair') {
    const key = await readKeyFile(folder, `${planned.place.path}.key`).catch(unlessMissing);
    return {
      name,
      place,
      certificate,
      isInstalled: key !== undefined && sameKey(publicKeyOf(key), certificate.publicKey),
    };
  }
  const { path } = planned.place;
  const found = await load(folder, planned);
  const { key, config } = found;
  if (config === undefined || key === undefined || !sameKey(publicKeyOf(key), certificate.publicKey)) {
    return { name, place, certificate, isInstalled: false };
  }
  const roots = await readCertificateBundle(folder, 'pki/ca.crt').catch(unlessMissing);
  // The name of the CA's own file stays.
  const takesRoots =
    roots !== undefined &&
    !config.skipsVerification &&
    (config.certificateAuthority.kind !== 'file' || trustFault(found, roots) !== undefined);
  const text = await withPemTexts(await readFolderFile(folder, path), path, {
    clientCertificate: certificatePem(certificate),
    ...(takesRoots && { certificateAuthority: roots.map(certificatePem).join('') }),
  });
  const { onLeftover } = options;
  await writeFileWhole(join(folder, path), text, { mode: 0o600, replace: true, onLeftover });
  await rm(join(folder, place));
  return { name, place: path, certificate, isInstalled: true };
}
