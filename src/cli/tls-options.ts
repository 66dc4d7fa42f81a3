/** What `s_client` and `s_server` have in common: options in OpenSSL's terms, and the output about a session. */
import { appendFileSync } from 'node:fs';
import { ConnectionError, type TlsSocket } from '../node/index.ts';
import { type ExtendedMasterSecretPolicy, type GroupName, TlsError } from '../tls/index.ts';
import { type Certificate, certificatePem, formatOneline } from '../x509/index.ts';
import { integerValue, wordValue } from './arguments.ts';
import { readCertificateFiles, readCredentialFiles } from './certificate-files.ts';
import { checkLines } from './checks-text.ts';
import { CliError, EXIT, usageError, type Values } from './command.ts';
import type { Context } from './context.ts';
import { about } from './failures.ts';
import { PASSIN_OPTION } from './passwords.ts';
import { revocationBy } from './revocation-files.ts';
import { validationJson } from './summaries.ts';
import { cipherSuites, groupList, OPENSSL_NAMES, signatureSchemeList } from './tls-names.ts';
import { readTrust } from './trust-options.ts';

export const TLS_OPTIONS = {
  cert: { value: 'FILE', help: 'the certificate to present, and those that lead to its root' },
  key: { value: 'FILE', help: 'its key; default: the file of -cert' },
  cert_chain: { value: 'FILE', help: 'certificates that lead from -cert to its root, if that file lacks them' },
  pass: { ...PASSIN_OPTION, help: `${PASSIN_OPTION.help}; for -key` },
  certform: { value: 'PEM|DER', help: 'accepted: the form of a file is found by itself' },
  keyform: { value: 'PEM|DER', help: 'accepted in the same way' },
  CAfile: { value: 'FILE', help: "the roots that the peer's certificate must lead to" },
  CApath: { value: 'FOLDER', help: 'such roots in files named by the hash of their subject (openssl rehash)' },
  'no-CAfile': { help: 'do not trust the roots of the system' },
  'no-CApath': { help: 'the same' },
  partial_chain: { help: 'accepted: a chain may end at any certificate of -CAfile and -CApath' },
  x509_strict: { help: 'accepted: RFC 5280 is always followed' },
  attime: { value: 'SECONDS', help: 'take this for the present time (since 1970)' },
  crl_check: { help: "check whether the peer's certificate is revoked, by -CRL; not to know is a failure" },
  crl_check_all: { help: 'the same of every certificate of the chain' },
  CRL: { value: 'FILE', help: 'revocation lists, PEM or DER' },
  cipher: {
    value: 'NAME:…',
    help: "suites, the preferred first, by OpenSSL's or the RFC's names; default: those with forward secrecy and an AEAD",
  },
  ciphersuites: { value: 'NAME:…', help: 'suites of TLS 1.3; -cipher then names those of TLS 1.2' },
  tls1_2: { help: 'only TLS 1.2' },
  tls1_3: { help: 'only TLS 1.3' },
  no_tls1_2: { help: 'the same as -tls1_3' },
  no_tls1_3: { help: 'the same as -tls1_2' },
  min_protocol: { value: 'VERSION', help: 'the lowest version: TLSv1.2 (default) or TLSv1.3' },
  max_protocol: { value: 'VERSION', help: 'the highest version: TLSv1.2 or TLSv1.3 (default)' },
  no_ssl3: { help: 'accepted: older versions than TLS 1.2 are not there' },
  no_tls1: { help: 'the same' },
  no_tls1_1: { help: 'the same' },
  groups: { value: 'NAME:…', help: 'groups of (EC)DHE, the preferred first, such as X25519MLKEM768:X25519:P-256' },
  curves: { value: 'NAME:…', help: 'the same as -groups' },
  sigalgs: {
    value: 'NAME:…',
    help: 'signature schemes, the preferred first, such as ecdsa_secp256r1_sha256 or RSA-PSS+SHA256',
  },
  no_comp: { help: 'accepted: there is no compression' },
  no_renegotiation: { help: 'accepted: there is no renegotiation' },
  no_resumption_on_reneg: { help: 'accepted: the same' },
  no_legacy_server_connect: { help: 'accepted: the same' },
  serverpref: { help: 'accepted: a server follows its own order' },
  strict: { help: 'accepted: nothing is lenient' },
  nbio: { help: 'accepted, and changes nothing' },
  alpn: { value: 'NAME,…', help: 'application protocols, the preferred first' },
  no_etm: { help: 'without encrypt-then-MAC' },
  no_ems: { help: 'without extended master secret: open to the triple handshake attack' },
  allow_no_ems: { help: 'also RSA key transport with a peer that has no extended master secret' },
  require_ems: { help: 'only with a peer that has extended master secret, which TLS 1.3 always has' },
  record_padding: { value: 'N', help: 'TLS 1.3: pad each record to a multiple of N bytes' },
  keymatexport: { value: 'LABEL', help: 'print keying material exported under this label (RFC 5705)' },
  keymatexportlen: { value: 'N', help: 'its length in bytes; default 20' },
  keylogfile: { value: 'FILE', help: 'append the secrets of each session (SSLKEYLOGFILE), for Wireshark' },
  msg: { help: 'print each handshake message and alert, with its bytes' },
  brief: { help: 'print only a summary of what was agreed on' },
  quiet: { help: 'print nothing but what the peer sends' },
} as const;

/** The options that `connect` and `createServer` have in common. */
export const protocolOptions = (values: Values<typeof TLS_OPTIONS>, context: Context) =>
  ({
    ciphers: cipherSuites(values.cipher, values.ciphersuites),
    ...versionOf(values),
    ...groupsOf(values),
    ...(values.sigalgs !== undefined && { signatureSchemes: signatureSchemeList(values.sigalgs) }),
    encryptThenMac: !values.no_etm,
    extendedMasterSecret: extendedMasterSecretPolicy(values),
    random: context.random,
    time: timeOf(values, context),
    ...(values.record_padding !== undefined && {
      recordPadding: integerValue(values.record_padding, 'record_padding', 1, 16_384),
    }),
    ...(values.alpn !== undefined && { ALPNProtocols: values.alpn.split(',') }),
  }) as const;

function timeOf({ attime }: Values<typeof TLS_OPTIONS>, context: Context): () => Date {
  if (attime === undefined) return () => context.now();
  const time = new Date(1000 * integerValue(attime, 'attime', 0, 2 ** 38));
  return () => time;
}

/** Whether revocation is checked, by the lists of -CRL. @throws CliError `usage`; about the files. */
export const revocationOf = async (values: Values<typeof TLS_OPTIONS>, context: Context) => {
  const { crl_check, crl_check_all, CRL } = values;
  const options = { crl_check, crl_check_all, CRLfile: CRL === undefined ? [] : [CRL] };
  return revocationBy({ ...options, extended_crl: false, use_deltas: false }, context, []);
};

function groupsOf({ groups, curves }: Values<typeof TLS_OPTIONS>) {
  if (groups !== undefined && curves !== undefined) throw usageError('-groups or -curves, not both');
  const list = groups ?? curves;
  return list === undefined ? {} : { groups: groupList(list) };
}

const VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;

function versionOf(values: Values<typeof TLS_OPTIONS>) {
  const { min_protocol, max_protocol } = values;
  const least = min_protocol && wordValue(min_protocol, 'min_protocol', VERSIONS);
  const most = max_protocol && wordValue(max_protocol, 'max_protocol', VERSIONS);
  const only12 = values.tls1_2 || values.no_tls1_3 || most === 'TLSv1.2';
  const only13 = values.tls1_3 || values.no_tls1_2 || least === 'TLSv1.3';
  if (only12 && only13) throw usageError('these options leave no version: TLS 1.2 alone and TLS 1.3 alone');
  const only = only12 ? 'TLSv1.2' : only13 ? 'TLSv1.3' : undefined;
  return only === undefined ? {} : ({ minVersion: only, maxVersion: only } as const);
}

/** The certificates of -CAfile and -CApath; undefined if neither is given. @throws CliError, about the files. */
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
  const { cert, key } = await readCredentialFiles(context, values.cert, values.key ?? values.cert, values.pass);
  if (values.cert_chain === undefined) return { cert, key };
  return { cert: [...cert, ...(await readCertificateFiles(context, values.cert_chain))], key };
}

/** `host:port`, `[::1]:port` or a port alone. @throws CliError `usage`. */
export function hostAndPort(
  given: string,
  option: string,
): { readonly host: string | undefined; readonly port: number } {
  const [, bracketed, plain, port] = /^(?:(?:\[([^\]]+)\]|([^:[\]]*)):)?(\d+)$/.exec(given) ?? [];
  if (port === undefined) throw usageError(`-${option} takes HOST:PORT, not ${JSON.stringify(given)}`);
  return { host: bracketed ?? (plain || undefined), port: integerValue(port, option, 0, 65_535) };
}

/** A listener of `keylog`, which appends to the file, or undefined. The file is readable by its owner only.
 * @throws CliError for a file that cannot be written, before any session. */
export function keyLogWriter(path: string | undefined, context: Context): ((line: Buffer) => void) | undefined {
  if (path === undefined) return undefined;
  const append = (line: string | Buffer): void => {
    try {
      appendFileSync(context.filePath(path), line, { mode: 0o600 });
    } catch (error) {
      throw about(path, error);
    }
  };
  append('');
  return append;
}

/** The data from the peer until its end; our own side stays open. @throws the socket's error. */
export const piecesOf = (socket: TlsSocket): AsyncIterable<Uint8Array> => socket.iterator({ destroyOnReturn: false });

/** Maximum characters of a line that are buffered before its end is received. */
const MAX_LINE = 65_536;

/** The data from the peer, line by line, without line ends; the last line may have none. Lines longer than 64 Ki characters are split.
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

const DEFAULT_EXPORT = '20';
/** What HKDF-Expand with SHA-256 gives at most (RFC 5869 §2.3). */
const MAX_EXPORT = 255 * 32;

/** What prints keying material as OpenSSL's -keymatexport does; its text is empty if none is asked for. @throws CliError `usage`. */
export function exporterOf({
  keymatexport: label,
  keymatexportlen,
}: Values<typeof TLS_OPTIONS>): (socket: TlsSocket) => string {
  if (label === undefined && keymatexportlen !== undefined) throw usageError('-keymatexportlen needs -keymatexport');
  if (label === undefined) return () => '';
  const length = integerValue(keymatexportlen ?? DEFAULT_EXPORT, 'keymatexportlen', 1, MAX_EXPORT);
  return (socket) => {
    if (!socket.session!.extendedMasterSecret) {
      return 'Keying material exporter: none without extended master secret (RFC 7627 §5.4)\n';
    }
    const material = socket.exportKeyingMaterial(length, label).toString('hex').toUpperCase();
    return `Keying material exporter:\n    Label: '${label}'\n    Length: ${length} bytes\n    Keying material: ${material}\n`;
  };
}

const verificationOf = ({ authorized, validation }: TlsSocket): string =>
  authorized ? 'OK' : validation === undefined ? 'none' : 'failed';

/** The peer's chain, every check of it, and the negotiated parameters. */
export function sessionText(socket: TlsSocket, showsCertificates: boolean, context: Context): string {
  const { version, suite, group, extendedMasterSecret, encryptThenMac, alpn, serverName, resumed } = socket.session!;
  const yesOrNo = (is: boolean): string => (is ? 'yes' : 'no');
  const without = extendedMasterSecret ? '' : ' (no resumption, no exported keys)';
  const lines = [
    ...(socket.peerChain.length === 0 ? ['No peer certificate'] : chainLines(socket, showsCertificates)),
    '---',
    ...leafLines(socket),
    ...checkLines(socket.validation?.checks ?? [], context),
    ...(socket.validation === undefined ? [] : ['---']),
    `Session: ${resumed ? 'reused' : 'new'}`,
    ...openSslLines(socket),
    `Protocol: ${version}, cipher suite: ${suite} (${OPENSSL_NAMES[suite]}), group: ${group ?? 'none'}`,
    `Extended master secret: ${yesOrNo(extendedMasterSecret)}${without}, encrypt-then-MAC: ${yesOrNo(encryptThenMac)}`,
    `Server name: ${serverName ?? 'none'}, ALPN protocol: ${alpn ?? 'none'}`,
    ...(socket.authorized ? ['Verify return code: 0 (ok)'] : []),
    `Verification: ${verificationOf(socket)}`,
    '---',
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** The certificate of a server in PEM, which scripts pass to `x509`. */
function leafLines({ role, peerChain: [leaf] }: TlsSocket): string[] {
  if (role === 'server' || leaf === undefined) return [];
  const names = [`subject=${formatOneline(leaf.subject.value)}`, `issuer=${formatOneline(leaf.issuer.value)}`];
  return ['Server certificate', certificatePem(leaf).trimEnd(), ...names, '---'];
}

/** OpenSSL's description of the server's ephemeral key in (EC)DHE. */
const TEMPORARY_KEYS: Readonly<Record<GroupName, string>> = {
  secp256r1: 'Server Temp Key: ECDH, prime256v1, 256 bits',
  secp384r1: 'Server Temp Key: ECDH, secp384r1, 384 bits',
  secp521r1: 'Server Temp Key: ECDH, secp521r1, 521 bits',
  x25519: 'Server Temp Key: X25519, 253 bits',
  X25519MLKEM768: 'Negotiated TLS1.3 group: X25519MLKEM768',
};

/** Lines in the format of OpenSSL's s_client and s_server, which scripts search for. */
function openSslLines({ role, session }: TlsSocket): string[] {
  const { version, suite, group, resumed, alpn } = session!;
  if (role === 'server') return [`CIPHER is ${OPENSSL_NAMES[suite]}`];
  return [
    `${resumed ? 'Reused' : 'New'}, ${version}, Cipher is ${OPENSSL_NAMES[suite]}`,
    ...(group === undefined ? [] : [TEMPORARY_KEYS[group]]),
    ...(alpn === undefined ? ['No ALPN negotiated'] : []),
  ];
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

/** Turns the error that ended a connection into an error of the command line: if one side rejected the other, the exit code is
 * `no`; if the connection was cut off, the handshake took too long, or the peer speaks another protocol than TLS, it is `network`. */
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
  const isOtherProtocol = error.code === 'unknown-record-type' && error.advice !== undefined;
  const exit = error.code === 'truncated' || isOtherProtocol ? EXIT.network : EXIT.no;
  const advice = error.advice === undefined ? '' : `; ${error.advice}`;
  return new CliError(error.code, `${text[error.direction]}${advice}`, exit, { cause: error });
}
