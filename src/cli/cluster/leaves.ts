/** The leaf certificates of a cluster's folder, whose names label the arrows of the picture. */
import { join } from 'node:path';
import { readCertificateFile, readFolderFile } from '../../kubernetes/index.ts';
import { CLUSTER_PLAN, readKubeconfig } from '../../kubernetes/pki/index.ts';
import { type Certificate, readCertificatesPem } from '../../x509/index.ts';
import { type ShownCertificate, shownCertificate } from '../supervised.ts';

/** A leaf certificate of kubeadm's plan. */
export interface Leaf extends ShownCertificate {
  /** kubeadm's name: `apiserver-etcd-client`, `admin.conf`. */
  readonly name: string;
}

/** The leaves of the plan.
 * @throws PkiError, DocumentError about a file. */
export async function leavesOf(folder: string): Promise<Leaf[]> {
  const rows = CLUSTER_PLAN.filter(({ parent }) => parent !== undefined);
  return Promise.all(
    rows.map(async ({ name, place }) => ({
      name,
      ...shownCertificate(await certificateAt(folder, place.kind, place.path)),
    })),
  );
}

async function certificateAt(folder: string, kind: 'kubeconfig' | 'pair', path: string): Promise<Certificate> {
  if (kind === 'pair') return readCertificateFile(folder, `${path}.crt`);
  const { clientCertificate } = await readKubeconfig(await readFolderFile(folder, path), join(folder, path));
  return readCertificatesPem(clientCertificate)[0];
}

/** The displayed name of a certificate: its name in the folder, else its subject. */
export const nameOfCertificate = (certificate: ShownCertificate | undefined, leaves: readonly Leaf[]): string =>
  certificate === undefined
    ? 'no certificate'
    : (leaves.find(({ serial }) => serial === certificate.serial)?.name ?? certificate.subject);
