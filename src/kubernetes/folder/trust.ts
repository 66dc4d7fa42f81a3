/** Whether a kubeconfig trusts the CA of its folder, and who authenticates how; and what is to be done where that is wrong. */
import type { Certificate } from '../../x509/index.ts';
import type { KubeconfigContext } from '../pki/kubeconfig.ts';
import { type Fault, type Found, mainFile } from './load.ts';

const RULE = 'kubectl, v1 Config';

/** Whether a kubeconfig contains no certificate: kubeadm's kubelet.conf refers to the file that the kubelet renews itself; others may use a
 * token or a program. */
export const isElsewhere = ({ config }: Pick<Found, 'config'>): boolean =>
  config !== undefined && (config.clientCertificate.kind !== 'data' || config.clientKey.kind !== 'data');

/** Why such a kubeconfig is not renewed. */
export function reasonFor({ clientCertificate, clientKey, hasOtherCredential }: KubeconfigContext): string {
  const file = [clientCertificate, clientKey].find(({ kind }) => kind === 'file');
  if (file?.kind === 'file')
    return `it refers to the file ${file.path} instead of containing a certificate; the owner of that file must renew it, as the kubelet does`;
  if (hasOtherCredential)
    return 'it has no client certificate: its user authenticates with a token, a password or a program';
  const lacks = clientCertificate.kind === 'none' ? 'no client certificate' : 'no client key';
  return `it has ${lacks}, and no token, password or program either; pki sign puts in a certificate that was requested; or remove the file, and pki renew makes it anew`;
}

/** The certificates of a CA's file that may issue: the one of the CA's key, or any if the key is not in the folder. */
export const issuersOf = (authority: Found | undefined): readonly Certificate[] =>
  authority?.certificate !== undefined && authority.key !== undefined
    ? [authority.certificate]
    : (authority?.bundle ?? []);

/** Why a kubeconfig does not trust the CA of its folder; undefined: it does, or it is no kubeconfig. Without advice.
 * @param roots - those of the CA's certificates that may issue. */
export function trustFault(found: Found, roots: readonly Certificate[]): Fault | undefined {
  const { planned, config, trusted, authorityFault } = found;
  if (config === undefined) return undefined;
  const place = mainFile(planned);
  if (config.skipsVerification) {
    const message = 'does not verify the server (insecure-skip-tls-verify)';
    return { code: 'skips-verification', place, message, rule: RULE };
  }
  if (authorityFault !== undefined) return authorityFault;
  if (roots.length === 0 || trusted?.some((one) => roots.some((root) => one.equals(root)))) return undefined;
  const { certificateAuthority: source } = config;
  const message =
    source.kind === 'file'
      ? `trusts the file ${source.path}, which does not hold the CA of this folder`
      : 'does not trust the CA of this folder';
  return { code: 'wrong-authority', place, message, rule: RULE };
}

/** What is to be done about a `trustFault`. @param isExternal - whether the CA's key is kept elsewhere. */
export function trustAdvice(found: Found, isExternal: boolean): string {
  const first = found.config?.skipsVerification ? 'remove that line, and ' : '';
  // kubectl prefers the data to the name of a file.
  const instead = found.config?.certificateAuthority.kind === 'data' ? ' instead of certificate-authority-data' : '';
  if (isElsewhere(found)) return `${first}name pki/ca.crt as its certificate-authority${instead}: pki renew leaves it`;
  const renewal = isExternal ? 'request a certificate for it (pki csr, pki sign)' : 'renew it';
  return `${first}${renewal} to correct this`;
}
