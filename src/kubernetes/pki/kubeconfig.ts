/** kubeconfig files (kubectl's v1 Config): the address of a cluster, the CA to trust, and the credentials of a user. */
import {
  assertOptions,
  assertString,
  base64ToBytes,
  bytesToBase64,
  bytesToUtf8,
  EncodingError,
  utf8ToBytes,
} from '../../bytes/index.ts';
import { DocumentError, fieldOf, listOf, readDocuments, textOf, withEntries } from '../documents.ts';

/** The values of its current context. */
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

const CONFIG = [
  ...(['clusterName', 'server', 'userName'] as const),
  ...(['certificateAuthority', 'clientCertificate', 'clientKey'] as const),
];

/** Writes a kubeconfig as kubeadm does: one cluster, one user, one context. As secret as the key in it. */
export function writeKubeconfig(config: Kubeconfig): string {
  assertOptions(config, 'config', CONFIG);
  for (const name of CONFIG) assertString(config[name], `config.${name}`);
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

/** The base64 of a PEM text; an empty string in quotes for a certificate that has not been issued yet. */
const dataOf = (pem: string): string => (pem === '' ? '""' : bytesToBase64(utf8ToBytes(pem)));

/** A text as a YAML scalar: plain if every parser reads it as that text, otherwise in double quotes, where JSON's escapes are valid too
 * (YAML 1.2 §7.3.1). */
function scalar(text: string): string {
  const plain = /^[A-Za-z](?:[\w./@-]|:(?!$))*$/.test(text);
  const meansSomething = /^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return plain && !meansSomething ? text : JSON.stringify(text);
}

/** The source of a PEM text of a kubeconfig: the kubeconfig itself (`data`), or a file. `none`: there is no such text. */
export type PemSource =
  | { readonly kind: 'data'; readonly pem: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'none' };

/** The current context of a kubeconfig. Files that it refers to are not read. */
export interface KubeconfigContext extends Pick<Kubeconfig, 'clusterName' | 'server' | 'userName'> {
  readonly certificateAuthority: PemSource;
  readonly clientCertificate: PemSource;
  readonly clientKey: PemSource;
  /** Whether the server's certificate is not to be verified (`insecure-skip-tls-verify`). */
  readonly skipsVerification: boolean;
  /** Whether the user has a token, a password or a program (`token`, `tokenFile`, `username`, `exec`, `auth-provider`). */
  readonly hasOtherCredential: boolean;
  /** The file that the user's token is in, where the kubeconfig contains no `token`. */
  readonly tokenFile?: string;
}

/** The fields of a user that authenticate it without a certificate. */
const OTHER_CREDENTIALS = ['token', 'tokenFile', 'username', 'exec', 'auth-provider'];

/** The fields of PEM texts: `…-data` contains the text itself, and takes precedence over the field with a file name (kubectl's v1
 * Config). */
const PEM_FIELDS = {
  certificateAuthority: { list: 'clusters', path: ['cluster', 'certificate-authority'] },
  clientCertificate: { list: 'users', path: ['user', 'client-certificate'] },
  clientKey: { list: 'users', path: ['user', 'client-key'] },
} as const;
type PemField = keyof typeof PEM_FIELDS;

/** Reads the current context of a kubeconfig.
 * @param file - its name, for errors.
 * @throws DocumentError `malformed`, `yaml-missing`, `missing-field`, `invalid-field`. */
export async function readKubeconfigContext(text: string, file: string): Promise<KubeconfigContext> {
  const [config] = await readDocuments(text, file);
  if (textOf(config, 'kind') !== 'Config') throw new DocumentError('invalid-field', file, 'kind', 'must be Config');
  const need = (value: unknown, place: string, ...path: readonly string[]): string => {
    const found = textOf(value, ...path);
    if (found !== '') return found;
    throw new DocumentError(
      'missing-field',
      file,
      [place, ...path].filter(Boolean).join('.'),
      'must be a non-empty string',
    );
  };
  const entry = (list: string, name: string): unknown => {
    const found = listOf(config, list).find((item) => textOf(item, 'name') === name);
    if (found !== undefined) return found;
    throw new DocumentError('missing-field', file, list, `has no entry ${JSON.stringify(name)}`);
  };
  const context = fieldOf(entry('contexts', need(config, '', 'current-context')), 'context');
  const names = { clusters: need(context, 'context', 'cluster'), users: need(context, 'context', 'user') };
  const entries = { clusters: entry('clusters', names.clusters), users: entry('users', names.users) };
  const source = (field: PemField): PemSource => {
    const { list, path } = PEM_FIELDS[field];
    return sourceOf(entries[list], [...path], file, list);
  };
  const [token, tokenFile] = ['token', 'tokenFile'].map((field) => textOf(entries.users, 'user', field));
  return {
    clusterName: names.clusters,
    server: need(entries.clusters, 'clusters', 'cluster', 'server'),
    userName: names.users,
    certificateAuthority: source('certificateAuthority'),
    clientCertificate: source('clientCertificate'),
    clientKey: source('clientKey'),
    skipsVerification: fieldOf(entries.clusters, 'cluster', 'insecure-skip-tls-verify') === true,
    hasOtherCredential: OTHER_CREDENTIALS.some((name) => (fieldOf(entries.users, 'user', name) ?? '') !== ''),
    ...(token === '' && tokenFile !== '' && { tokenFile: fileNamed(tokenFile, file, 'users.user.tokenFile') }),
  };
}

function sourceOf(entry: unknown, [section, name]: readonly string[], file: string, list: string): PemSource {
  const data = textOf(entry, section, `${name}-data`);
  if (data !== '') return { kind: 'data', pem: decodeData(data, file, `${list}.${section}.${name}-data`) };
  const path = textOf(entry, section, name);
  return path === '' ? { kind: 'none' } : { kind: 'file', path: fileNamed(path, file, `${list}.${section}.${name}`) };
}

/** PEM, PEM in base64, a signed token or a bootstrap token. */
const CREDENTIAL = /-----BEGIN|^LS0tLS1CRUdJTi|^eyJ[\w-]+\.[\w-]+\.|^[a-z0-9]{6}\.[a-z0-9]{16}$/;

/** The name of a file, unless it is what the file is to contain: messages with that name would show a key. Nor may its bytes have been no
 * UTF-8: with U+FFFD it would name another file. */
function fileNamed(path: string, file: string, place: string): string {
  const refuse = (why: string): DocumentError => new DocumentError('invalid-field', file, place, why);
  if (CREDENTIAL.test(path)) {
    const instead = place.endsWith('tokenFile') ? 'token' : `${place.split('.').at(-1)}-data`;
    throw refuse(`contains the data itself, where the name of a file belongs: ${instead} takes data`);
  }
  if (path.includes('\ufffd')) throw refuse('names a file in other bytes than UTF-8 (or with U+FFFD)');
  return path;
}

/** Reads the current context of a self-contained kubeconfig.
 * @throws DocumentError as `readKubeconfigContext`; `missing-field` if it names a file, a token or a program instead of `…-data`. */
export async function readKubeconfig(text: string, file: string): Promise<Kubeconfig> {
  const context = await readKubeconfigContext(text, file);
  const pem = (field: PemField): string => {
    const source = context[field];
    if (source.kind === 'data') return source.pem;
    const { list, path } = PEM_FIELDS[field];
    const place = `${list}.${path.join('.')}-data`;
    const why =
      source.kind === 'file'
        ? `must contain the data itself: the file ${source.path} is not read`
        : 'must be a non-empty string';
    throw new DocumentError('missing-field', file, place, why);
  };
  const { clusterName, server, userName } = context;
  return {
    ...{ clusterName, server, userName },
    certificateAuthority: pem('certificateAuthority'),
    clientCertificate: pem('clientCertificate'),
    clientKey: pem('clientKey'),
  };
}

/** Line breaks in the base64 are ignored, as in Go's decoder. */
function decodeData(data: string, file: string, place: string): string {
  try {
    return bytesToUtf8(base64ToBytes(data.replace(/[\r\n]/g, '')));
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause;
    throw new DocumentError('invalid-field', file, place, 'is not PEM in base64', { cause });
  }
}

/** The same file with other PEM texts in its current context. Everything else is preserved, including comments in YAML. A certificate
 * authority also replaces the name of a file, and is added where there is none.
 * @param changes - replacements for existing data.
 * @throws DocumentError as `readKubeconfigContext`; `invalid-field` if such data is not a scalar of its own (an alias). */
export async function withPemTexts(
  text: string,
  file: string,
  changes: Partial<Pick<Kubeconfig, PemField>>,
): Promise<string> {
  const { clusterName, userName } = await readKubeconfigContext(text, file);
  const names = { clusters: clusterName, users: userName };
  const edits = (Object.keys(changes) as PemField[]).map((field) => {
    const { list, path } = PEM_FIELDS[field];
    const [section, name] = path;
    const insteadOf = field === 'certificateAuthority' ? name : undefined;
    return { list, name: names[list], path: [section, `${name}-data`], value: dataOf(changes[field]!), insteadOf };
  });
  return withEntries(text, file, edits);
}
