/** The certificate of a file of either kind, and who issued it. */
import { type Certificate, readCertificatesPem, validateChain } from '../../x509/index.ts';
import { PkiError } from '../pki/errors.ts';
import { readKubeconfigContext } from '../pki/kubeconfig.ts';
import { readCertificateFile, readFolderFile } from './folder.ts';

/** The first certificate of a PEM file, or the client certificate of a kubeconfig (`.conf`).
 * @returns undefined if the file does not exist, or the kubeconfig contains no certificate. @throws as `readCertificateFile`;
 * DocumentError. */
export async function certificateOfFile(folder: string, path: string): Promise<Certificate | undefined> {
  try {
    if (!path.endsWith('.conf')) return await readCertificateFile(folder, path);
    const { clientCertificate: source } = await readKubeconfigContext(await readFolderFile(folder, path), path);
    if (source.kind === 'file') return await readCertificateFile(folder, source.path);
    return source.kind === 'data' ? readCertificatesPem(source.pem)[0] : undefined;
  } catch (error) {
    return unlessMissing(error);
  }
}

/** Turns `missing-file` into undefined. @throws every other error. */
export function unlessMissing(error: unknown): undefined {
  if (!(error instanceof PkiError) || error.code !== 'missing-file') throw error;
}

/** Whether a certificate was valid under a CA when its validity began, so that an expired certificate counts too. */
export const isIssuedBy = (leaf: Certificate, root: Certificate): boolean =>
  validateChain({
    leaf,
    intermediates: [],
    roots: [root],
    time: leaf.notBefore,
    purpose: 'any',
    name: 'unchecked',
    profile: 'rfc5280',
    revocation: { policy: 'off' },
  }).ok;
