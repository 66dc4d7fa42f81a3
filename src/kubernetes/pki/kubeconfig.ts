/** kubeconfig files (kubectl's v1 Config): where a cluster is, whom to trust, and who one is. */
import { base64ToBytes, bytesToBase64, bytesToUtf8, EncodingError, utf8ToBytes } from '../../bytes/index.ts';
import { DocumentError, fieldOf, listOf, readDocuments, textOf } from '../documents.ts';

/** What its current context comes to. */
export interface Kubeconfig {
  readonly clusterName: string;
  /** `https://192.168.1.100:6443` */
  readonly server: string;
  readonly userName: string;
  /** The CA's certificate, PEM. */
  readonly certificateAuthority: string;
  /** PEM. */
  readonly clientCertificate: string;
  /** PEM. Secret. */
  readonly clientKey: string;
}

/** Writes a kubeconfig as kubeadm does: one cluster, one user, one context. As secret as the key in it. */
export function writeKubeconfig(config: Kubeconfig): string {
  const cluster = scalar(config.clusterName);
  const user = scalar(config.userName);
  const context = scalar(`${config.userName}@${config.clusterName}`);
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${dataOf(config.certificateAuthority)}
    server: ${scalar(config.server)}
  name: ${cluster}
contexts:
- context:
    cluster: ${cluster}
    user: ${user}
  name: ${context}
current-context: ${context}
kind: Config
preferences: {}
users:
- name: ${user}
  user:
    client-certificate-data: ${dataOf(config.clientCertificate)}
    client-key-data: ${dataOf(config.clientKey)}
`;
}

const dataOf = (pem: string): string => bytesToBase64(utf8ToBytes(pem));

/** A text as YAML has it: plain where nothing else could be read in it, else in double quotes, where JSON's escapes are
 * YAML's (YAML 1.2 §7.3.1). */
function scalar(text: string): string {
  const plain = /^[A-Za-z](?:[\w./@-]|:(?!$))*$/.test(text);
  const meansSomething = /^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return plain && !meansSomething ? text : JSON.stringify(text);
}

/** Reads the current context of a kubeconfig.
 * @param file - its name, for errors.
 * @throws DocumentError `malformed`, `yaml-missing`, `missing-field` (among others where it has no `…-data`, but names a file,
 * a token or a program, which are not read), `invalid-field`. */
export async function readKubeconfig(text: string, file: string): Promise<Kubeconfig> {
  const [config] = await readDocuments(text, file);
  const need = (value: unknown, place: string, ...path: readonly string[]): string => {
    const found = textOf(value, ...path);
    if (found !== '') return found;
    throw new DocumentError('missing-field', file, [place, ...path].filter(Boolean).join('.'), 'must be a text');
  };
  const entry = (list: string, name: string): unknown => {
    const found = listOf(config, list).find((item) => textOf(item, 'name') === name);
    if (found !== undefined) return found;
    throw new DocumentError('missing-field', file, list, `has no entry ${JSON.stringify(name)}`);
  };
  const pem = (value: unknown, place: string, ...path: readonly string[]): string =>
    decodeData(need(value, place, ...path), file, [place, ...path].join('.'));

  if (textOf(config, 'kind') !== 'Config') throw new DocumentError('invalid-field', file, 'kind', 'must be Config');
  const context = fieldOf(entry('contexts', need(config, '', 'current-context')), 'context');
  const clusterName = need(context, 'context', 'cluster');
  const userName = need(context, 'context', 'user');
  const cluster = entry('clusters', clusterName);
  const user = entry('users', userName);
  return {
    clusterName,
    server: need(cluster, 'clusters', 'cluster', 'server'),
    userName,
    certificateAuthority: pem(cluster, 'clusters', 'cluster', 'certificate-authority-data'),
    clientCertificate: pem(user, 'users', 'user', 'client-certificate-data'),
    clientKey: pem(user, 'users', 'user', 'client-key-data'),
  };
}

function decodeData(data: string, file: string, place: string): string {
  try {
    return bytesToUtf8(base64ToBytes(data));
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause;
    throw new DocumentError('invalid-field', file, place, 'is no PEM in base64', { cause });
  }
}

/** The same file with another certificate and key for its user, and nothing else touched, comments included.
 * @param current - what `readKubeconfig` reads in `text`.
 * @throws DocumentError `invalid-field` where its data is not on one line each, as every known writer has it. */
export function withClientCertificate(
  text: string,
  file: string,
  current: Kubeconfig,
  renewed: Pick<Kubeconfig, 'clientCertificate' | 'clientKey'>,
): string {
  let changed = text;
  for (const field of ['clientCertificate', 'clientKey'] as const) {
    const data = dataOf(current[field]);
    if (!changed.includes(data)) throw new DocumentError('invalid-field', file, 'users', 'has data in several lines');
    changed = changed.replaceAll(data, dataOf(renewed[field]));
  }
  return changed;
}
