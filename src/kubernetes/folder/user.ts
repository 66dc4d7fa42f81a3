/** A certificate and a kubeconfig for a person. */

import { join } from 'node:path';
import { assertFields, assertFunction, assertOptions, assertString } from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import { type LeftoverListener, writeFilesTogether } from '../../node/index.ts';
import { certificatePem } from '../../x509/index.ts';
import { PkiError } from '../pki/errors.ts';
import { kubeconfigFile, pairFiles } from '../pki/files.ts';
import { type Credential, ISSUE_SETTINGS, issueLeaf, type LeafSettings } from '../pki/issue.ts';
import { readKubeconfigContext } from '../pki/kubeconfig.ts';
import { subjectOf } from '../pki/plan.ts';
import { readAuthority, readFolderFile } from './folder.ts';

export interface UserOptions extends LeafSettings {
  /** The user's name, which becomes the certificate's common name: 1 to 64 characters. */
  readonly user: string;
  /** The user's groups, each an organization of the certificate. */
  readonly groups: readonly string[];
  /** The folder to write to. */
  readonly outFolder: string;
  /** Called for leftovers of killed runs for the same user. Default: none. */
  readonly onLeftover?: LeftoverListener | undefined;
}

const RULE = 'Kubernetes, Authenticating, X.509 client certificates';
/** A user's name is also that of files: no separator, no hidden file, nothing that a command would parse as an option. */
const FILE_NAME = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.:@+ -]*[\p{L}\p{N}_])?$/u;

const OPTIONS = [...ISSUE_SETTINGS, 'user', 'groups', 'outFolder', 'onLeftover'] as const;

/** Issues a client certificate by the cluster's CA, and writes `USER.key`, `USER.crt` and `USER.conf`: all or none of them. Files that an
 * interrupted run left are removed first. The kubeconfig uses the server of `admin.conf`.
 * @param folder - of the cluster.
 * @returns the credential, and the paths of the files.
 * @throws PkiError `user-name`, `group-name`, `file-exists`, and as `readAuthority`; DocumentError of admin.conf; PkiError
 * `ca-not-valid`; whatever `newKey` throws; the system's error. */
export async function issueUser(
  folder: string,
  options: UserOptions,
): Promise<{ readonly credential: Credential; readonly files: readonly string[] }> {
  assertFields(options, 'options', 'an object');
  assertOptions(options, 'options', OPTIONS);
  const { user, groups, outFolder, newKey, days, random, time } = options;
  assertString(user, 'options.user');
  assertEach(groups, 'options.groups', assertString);
  assertString(outFolder, 'options.outFolder');
  assertFunction(newKey, 'options.newKey');
  checkNames(user, groups);
  const authority = await readAuthority(folder, 'pki/ca');
  const { clusterName, server } = await readKubeconfigContext(await readFolderFile(folder, 'admin.conf'), 'admin.conf');
  const spec = { subject: subjectOf(user, groups), purposes: ['clientAuth'], names: [] } as const;
  const names = [`${user}.key`, `${user}.crt`, `${user}.conf`];
  let credential: Credential;
  const make = async () => {
    credential = issueLeaf(spec, await newKey(user, authority.certificate.publicKey), authority, {
      days,
      random,
      time,
    });
    const config = { clusterName, server, userName: user, certificateAuthority: certificatePem(authority.certificate) };
    return new Map([...pairFiles(user, credential), [`${user}.conf`, kubeconfigFile(config, credential)] as const]);
  };
  try {
    await writeFilesTogether(outFolder, user, names, make, options.onLeftover);
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' || path === undefined) throw error;
    throw new PkiError('file-exists', path, 'already exists and is not replaced', RULE, { cause: error });
  }
  return { credential: credential!, files: names.map((name) => join(outFolder, name)) };
}

function checkNames(user: string, groups: readonly string[]): void {
  const fits = (name: string): boolean => name !== '' && [...name].length <= 64;
  if (!fits(user) || !FILE_NAME.test(user)) {
    const message = 'must be 1 to 64 letters and digits; _ . : @ + - and spaces are allowed between them';
    throw new PkiError('user-name', JSON.stringify(user.slice(0, 80)), message, RULE);
  }
  const group = groups.find((name) => !fits(name));
  if (group === undefined) return;
  throw new PkiError('group-name', JSON.stringify(group.slice(0, 80)), 'must have 1 to 64 characters', RULE);
}
