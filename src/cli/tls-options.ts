/** What `s_client` and `s_server` have in common: options in OpenSSL's words, and how a session is told. */
import { appendFileSync } from 'node:fs';
import { ConnectionError, type TlsSocket } from '../node/index.ts';
import { type ExtendedMasterSecretPolicy, TlsError } from '../tls/index.ts';
import { type Certificate, certificatePem, formatOneline } from '../x509/index.ts';
import { integerValue } from './arguments.ts';
import { checkLines } from './checks-text.ts';
import { CliError, EXIT, usageError, type Values } from './command.ts';
import type { Context } from './context.ts';
import { about } from './failures.ts';
import { readCredentialFiles } from './key-files.ts';
import { validationJson } from './summaries.ts';
import { cipherSuites, groupList, OPENSSL_NAMES, signatureSchemeList } from './tls-names.ts';
import { readTrust } from './trust-options.ts';

export const TLS_OPTIONS = {
  cert: { value: 'FILE', help: 'the own certificate, and those that lead to its root' },
  key: { value: 'FILE', help: 'its key; default: the file of -cert' },
  CAfile: { value: 'FILE', help: "the roots that the peer's certificate must lead to" },
  CApath: { value: 'FOLDER', help: 'such roots in files named by the hash of their subject (openssl rehash)' },
  cipher: {
    value: 'NAME:…',
    help: "suites, the preferred first, by OpenSSL's or the RFC's names; default: those with forward secrecy and an AEAD",
  },
  ciphersuites: { value: 'NAME:…', help: 'suites of TLS 1.3; -cipher then names those of TLS 1.2' },
  tls1_2: { help: 'only TLS 1.2' },
  tls1_3: { help: 'only TLS 1.3' },
  groups: { value: 'NAME:…', help: 'groups of (EC)DHE, the preferred first, such as X25519MLKEM768:X25519:P-256' },
  sigalgs: {
    value: 'NAME:…',
    help: 'signature schemes, the preferred first, such as ecdsa_secp256r1_sha256 or RSA-PSS+SHA256',
  },
  alpn: { value: 'NAME,…', help: 'application protocols, the preferred first' },
  no_etm: { help: 'without encrypt-then-MAC' },
  no_ems: { help: 'without extended master secret: open to the triple handshake attack' },
  allow_no_ems: { help: 'also RSA key transport with a peer that has no extended master secret' },
  require_ems: { help: 'only with a peer that has extended master secret, which TLS 1.3 always has' },
  record_padding: { value: 'N', help: 'TLS 1.3: pad each record to a multiple of N bytes' },
  keylogfile: { value: 'FILE', help: 'append the secrets of each session (SSLKEYLOGFILE), for Wireshark' },
  msg: { help: 'print each handshake message and alert, with its bytes' },
  brief: { help: 'print only a summary of what was agreed on' },
  quiet: { help: 'print nothing but what the peer sends' },
} as const;

/** What `connect` and `createServer` take alike. */
export const protocolOptions = (values: Values<typeof TLS_OPTIONS>, context: Context) =>
  ({
    ciphers: cipherSuites(values.cipher, values.ciphersuites),
    ...versionOf(values),
    ...(values.groups !== undefined && { groups: groupList(values.groups) }),
    ...(values.sigalgs !== undefined && { signatureSchemes: signatureSchemeList(values.sigalgs) }),
    encryptThenMac: !values.no_etm,
    extendedMasterSecret: extendedMasterSecretPolicy(values),
    random: context.random,
    time: () => context.now(),
    ...(values.record_padding !== undefined && {
      recordPadding: integerValue(values.record_padding, 'record_padding', 1, 16_384),
    }),
    ...(values.alpn !== undefined && { ALPNProtocols: values.alpn.split(',') }),
  }) as const;

function versionOf({ tls1_2, tls1_3 }: Values<typeof TLS_OPTIONS>) {
  if (tls1_2 && tls1_3) throw usageError('-tls1_2 or -tls1_3, not both');
  const only = tls1_2 ? 'TLSv1.2' : tls1_3 ? 'TLSv1.3' : undefined;
  return only === undefined ? {} : ({ minVersion: only, maxVersion: only } as const);
}

/** The certificates of -CAfile and -CApath; undefined where neither is given. @throws CliError, about the files. */
export async function namedRoots(
  { CAfile, CApath }: Values<typeof TLS_OPTIONS>,
  context: Context,
): Promise<readonly Certificate[] | undefined> {
  if (CAfile === undefined && CApath === undefined) return undefined;
  const unnamed = { trusted: [], 'no-CAfile': true, 'no-CApath': true } as const;
  return (await readTrust({ CAfile, CApath, ...unnamed, partial_chain: true }, context)).roots;
}

function extendedMasterSecretPolicy(values: Values<typeof TLS_OPTIONS>): ExtendedMasterSecretPolicy {
  const { no_ems, allow_no_ems, require_ems } = values;
  if (require_ems && (no_ems || allow_no_ems)) throw usageError('-require_ems or -no_ems and -allow_no_ems, not both');
  if (require_ems) return 'require';
  if (no_ems) return 'off';
  return allow_no_ems ? 'accept-without' : 'prefer';
}

/** Our certificate and key. @throws CliError, which names the file. */
export async function ownCredentials(values: Values<typeof TLS_OPTIONS>, context: Context) {
  if (values.cert === undefined) {
    if (values.key !== undefined) throw usageError('-key needs -cert, the certificate of the key');
    return undefined;
  }
  return readCredentialFiles(context, values.cert, values.key ?? values.cert);
}

/** `host:port`, `[::1]:port` or a port alone. @throws CliError `usage`. */
export function hostAndPort(
  given: string,
  option: string,
): { readonly host: string | undefined; readonly port: number } {
  const [, bracketed, plain, port] = /^(?:(?:\[([^\]]+)\]|([^:[\]]*)):)?([^:]+)$/.exec(given) ?? [];
  if (port === undefined) throw usageError(`-${option} takes HOST:PORT, not ${JSON.stringify(given)}`);
  return { host: bracketed ?? (plain || undefined), port: integerValue(port, option, 0, 65_535) };
}

/** A listener of `keylog`, which appends to the file, or undefined. The file is readable by its owner only.
 * @throws CliError for a file that cannot be written, before any session. */
export function keyLogWriter(path: string | undefined, context: Context): ((line: Buffer) => void) | undefined {
  if (path === undefined) return undefined;
  const append = (line: string | Buffer): void => {
    try {
      appendFileSync(context.path(path), line, { mode: 0o600 });
    } catch (error) {
      throw about(path, error);
    }
  };
  append('');
  return append;
}

/** What the peer sends, until it has ended; our own side stays open. @throws the socket's error. */
export const piecesOf = (socket: TlsSocket): AsyncIterable<Uint8Array> => socket.iterator({ destroyOnReturn: false });

/** Characters of a line that are kept while its end has not come. */
const MAX_LINE = 65_536;

/** What the peer sends, line by line, without line ends; the last may have none. A longer line than 64 Ki comes in parts.
 * @throws the socket's error. */
export async function* linesOf(socket: TlsSocket): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of piecesOf(socket)) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split(/\r?\n/);
    rest = lines.pop()!;
    yield* lines;
    if (rest.length > MAX_LINE) {
      yield rest;
      rest = '';
    }
  }
  if (rest !== '') yield rest;
}

/** As OpenSSL's -brief. */
export function briefText(socket: TlsSocket): string {
  const { version, suite, group } = socket.session!;
  const subject = socket.peerChain[0]?.subject.value;
  const lines = [
    'CONNECTION ESTABLISHED',
    `Protocol version: ${version}`,
    `Ciphersuite: ${OPENSSL_NAMES[suite]}`,
    subject === undefined ? 'No peer certificate' : `Peer certificate: ${formatOneline(subject)}`,
    `Verification: ${verificationOf(socket)}`,
    ...(group === undefined ? [] : [`Group: ${group}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

const verificationOf = ({ authorized, validation }: TlsSocket): string =>
  authorized ? 'OK' : validation === undefined ? 'none' : 'failed';

/** The peer's chain, every check of it, and what was agreed on. */
export function sessionText(socket: TlsSocket, showsCertificates: boolean, context: Context): string {
  const { version, suite, group, extendedMasterSecret, encryptThenMac, alpn, serverName, resumed } = socket.session!;
  const yesOrNo = (is: boolean): string => (is ? 'yes' : 'no');
  const without = extendedMasterSecret ? '' : ' (no resumption, no exported keys)';
  const lines = [
    ...(socket.peerChain.length === 0 ? ['No peer certificate'] : chainLines(socket, showsCertificates)),
    '---',
    ...checkLines(socket.validation?.checks ?? [], context),
    ...(socket.validation === undefined ? [] : ['---']),
    `Session: ${resumed ? 'reused' : 'new'}`,
    `Protocol: ${version}, cipher suite: ${suite} (${OPENSSL_NAMES[suite]}), group: ${group ?? 'none'}`,
    `Extended master secret: ${yesOrNo(extendedMasterSecret)}${without}, encrypt-then-MAC: ${yesOrNo(encryptThenMac)}`,
    `Server name: ${serverName ?? 'none'}, ALPN protocol: ${alpn ?? 'none'}`,
    `Verification: ${verificationOf(socket)}`,
    '---',
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function chainLines({ peerChain }: TlsSocket, showsCertificates: boolean): string[] {
  const one = (certificate: TlsSocket['peerChain'][number], depth: number): string[] => [
    ` ${depth} s:${formatOneline(certificate.subject.value)}`,
    `   i:${formatOneline(certificate.issuer.value)}`,
    ...(showsCertificates ? [certificatePem(certificate).trimEnd()] : []),
  ];
  return ['Certificate chain', ...peerChain.flatMap(one)];
}

/** The same for programs. */
export const sessionJson = (socket: TlsSocket): object => {
  const { version, suite, extendedMasterSecret, encryptThenMac, alpn, serverName, resumed } = socket.session!;
  return {
    version,
    resumed,
    suite,
    extendedMasterSecret,
    encryptThenMac,
    alpn: alpn ?? null,
    serverName: serverName ?? null,
    authorized: socket.authorized,
    verification: socket.validation === undefined ? null : validationJson(socket.validation),
  };
};

/** What ended a connection, as the command line tells it: a peer refused, or refusing us, is a no; a connection that was cut off is
 * the network's, as a handshake that took too long is. */
export function connectionFailure(error: Error): Error {
  if (error instanceof ConnectionError) return new CliError(error.code, error.message, EXIT.network, { cause: error });
  if (!(error instanceof TlsError)) return error;
  const failed = error.validation?.checks.find(({ outcome }) => outcome === 'fail');
  const reason = failed === undefined ? '' : `; ${failed.subject || 'the certificate'}: ${failed.detail}`;
  const text = {
    sent: `refused the peer with the alert ${error.alert}${reason}`,
    received: `the peer ended the connection with the alert ${error.alert}`,
    none: 'the connection was cut off',
  };
  const exit = error.code === 'truncated' ? EXIT.network : EXIT.no;
  return new CliError(error.code, text[error.direction], exit, { cause: error });
}
