/** A certificate and a kubeconfig for a person. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileWhole } from '../../node/index.ts';
import { certificatePem } from '../../x509/index.ts';
import { PkiError } from './errors.ts';
import { kubeconfigFile, pairFiles } from './files.ts';
import { readAuthority, readFolderFile } from './folder.ts';
import { type Credential, issueLeaf, type LeafSettings } from './issue.ts';
import { readKubeconfig } from './kubeconfig.ts';
import { subjectOf } from './plan.ts';

export interface UserOptions extends LeafSettings {
  /** The user's name, which becomes the certificate's common name: 1 to 64 characters. */
  readonly user: string;
  /** The user's groups, each an organization of the certificate. */
  readonly groups: readonly string[];
  /** Where the files go. */
  readonly outFolder: string;
}

const RULE = 'Kubernetes, Authenticating, X.509 client certificates';
/** A user's name is also that of files: no separator, no hidden file, nothing that a shell would take for an option. */
const FILE_NAME = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.:@+ -]*[\p{L}\p{N}_])?$/u;

/** Issues a client certificate by the cluster's CA, and writes `USER.key`, `USER.crt` and `USER.conf`: all, or none.
 * The kubeconfig dials what `admin.conf` dials.
 * @param folder - of the cluster.
 * @returns the credential, and the paths of the files.
 * @throws PkiError `user-name`, `group-name`, `file-exists`, and as `readAuthority`; DocumentError of admin.conf; PkiError
 * `ca-not-valid`; whatever `newKey` throws; the system's error. */
export async function issueUser(
  folder: string,
  options: UserOptions,
): Promise<{ readonly credential: Credential; readonly files: readonly string[] }> {
  const { user, groups, outFolder, newKey } = options;
  checkNames(user, groups);
  const authority = await readAuthority(folder, 'pki/ca');
  const admin = await readKubeconfig(await readFolderFile(folder, 'admin.conf'), 'admin.conf');
  const spec = { subject: subjectOf(user, groups), purposes: ['clientAuth'], names: [] } as const;
  const credential = issueLeaf(spec, await newKey(user), authority, options);
  const { clusterName, server } = admin;
  const config = { clusterName, server, userName: user, certificateAuthority: certificatePem(authority.certificate) };
  const files = [...pairFiles(user, credential), [`${user}.conf`, kubeconfigFile(config, credential)] as const];
  const written: string[] = [];
  try {
    for (const [name, { content, mode }] of files) {
      const path = join(outFolder, name);
      await writeFileWhole(path, content, { mode, replace: false });
      written.push(path);
    }
  } catch (error) {
    for (const path of written) await rm(path, { force: true });
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const place = join(outFolder, files[written.length][0]);
    throw new PkiError('file-exists', place, 'is there already, and is not replaced', RULE, { cause: error });
  }
  return { credential, files: written };
}

function checkNames(user: string, groups: readonly string[]): void {
  const fits = (name: string): boolean => name !== '' && [...name].length <= 64;
  if (!fits(user) || !FILE_NAME.test(user)) {
    const message = 'must be 1 to 64 letters and digits, with any of _ . : @ + - and spaces between';
    throw new PkiError('user-name', JSON.stringify(user.slice(0, 80)), message, RULE);
  }
  const group = groups.find((name) => !fits(name));
  if (group === undefined) return;
  throw new PkiError('group-name', JSON.stringify(group.slice(0, 80)), 'must have 1 to 64 characters', RULE);
}
