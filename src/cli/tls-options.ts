/** What `s_client` and `s_server` have in common: options in OpenSSL's words, and how a session is told. */
import { appendFileSync } from 'node:fs';
import { ConnectionError, type TlsSocket } from '../node/index.ts';
import {
  CIPHER_SUITE_NAMES,
  type CipherSuiteName,
  DEFAULT_CIPHER_SUITES,
  type ExtendedMasterSecretPolicy,
  TlsError,
} from '../tls/index.ts';
import { certificatePem, formatOneline } from '../x509/index.ts';
import { integerValue } from './arguments.ts';
import { checkLines } from './checks-text.ts';
import { CliError, EXIT, usageError, type Values } from './command.ts';
import type { Context } from './context.ts';
import { about } from './failures.ts';
import { readCredentialFiles } from './key-files.ts';
import { validationJson } from './summaries.ts';

export const TLS_OPTIONS = {
  cert: { value: 'FILE', help: 'the own certificate, and those that lead to its root' },
  key: { value: 'FILE', help: 'its key; default: the file of -cert' },
  CAfile: { value: 'FILE', help: "the roots that the peer's certificate must lead to" },
  cipher: {
    value: 'NAME:…',
    help: "suites, the preferred first, by OpenSSL's or the RFC's names; default: those with forward secrecy and an AEAD",
  },
  alpn: { value: 'NAME,…', help: 'application protocols, the preferred first' },
  no_etm: { help: 'without encrypt-then-MAC' },
  no_ems: { help: 'without extended master secret: open to the triple handshake attack' },
  allow_no_ems: { help: 'also RSA key transport with a peer that has no extended master secret' },
  require_ems: { help: 'only with a peer that has extended master secret, which TLS 1.3 always has' },
  record_padding: { value: 'N', help: 'TLS 1.3: pad each record to a multiple of N bytes' },
  keylogfile: { value: 'FILE', help: 'append the secrets of each session (SSLKEYLOGFILE), for Wireshark' },
  quiet: { help: 'print nothing but what the peer sends' },
} as const;

/** OpenSSL's names of the suites. */
const OPENSSL_NAMES: Readonly<Record<CipherSuiteName, string>> = {
  TLS_AES_128_GCM_SHA256: 'TLS_AES_128_GCM_SHA256',
  TLS_AES_256_GCM_SHA384: 'TLS_AES_256_GCM_SHA384',
  TLS_CHACHA20_POLY1305_SHA256: 'TLS_CHACHA20_POLY1305_SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_RSA_WITH_AES_128_CBC_SHA256: 'AES128-SHA256',
  TLS_RSA_WITH_AES_256_CBC_SHA256: 'AES256-SHA256',
  TLS_RSA_WITH_AES_128_GCM_SHA256: 'AES128-GCM-SHA256',
  TLS_RSA_WITH_AES_128_CBC_SHA: 'AES128-SHA',
};

/** What `connect` and `createServer` take alike. */
export const protocolOptions = (values: Values<typeof TLS_OPTIONS>, context: Context) =>
  ({
    ciphers: cipherSuites(values.cipher),
    encryptThenMac: !values.no_etm,
    extendedMasterSecret: extendedMasterSecretPolicy(values),
    random: context.random,
    time: () => context.now(),
    ...(values.record_padding !== undefined && {
      recordPadding: integerValue(values.record_padding, 'record_padding', 1, 16_384),
    }),
    ...(values.alpn !== undefined && { ALPNProtocols: values.alpn.split(',') }),
  }) as const;

function extendedMasterSecretPolicy(values: Values<typeof TLS_OPTIONS>): ExtendedMasterSecretPolicy {
  const { no_ems, allow_no_ems, require_ems } = values;
  if (require_ems && (no_ems || allow_no_ems)) throw usageError('-require_ems or -no_ems and -allow_no_ems, not both');
  if (require_ems) return 'require';
  if (no_ems) return 'off';
  return allow_no_ems ? 'accept-without' : 'prefer';
}

function cipherSuites(given: string | undefined): readonly CipherSuiteName[] {
  if (given === undefined) return DEFAULT_CIPHER_SUITES;
  return given.split(':').map(cipherSuiteNamed);
}

/** A suite by OpenSSL's name or the RFC's. @throws CliError `usage`. */
export function cipherSuiteNamed(name: string): CipherSuiteName {
  const suite = CIPHER_SUITE_NAMES.find((one) => one === name || OPENSSL_NAMES[one] === name);
  if (suite !== undefined) return suite;
  throw usageError(`no cipher suite ${JSON.stringify(name)}; there are ${Object.values(OPENSSL_NAMES).join(', ')}`);
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

/** The peer's chain, every check of it, and what was agreed on. */
export function sessionText(socket: TlsSocket, showsCertificates: boolean, context: Context): string {
  const { version, suite, extendedMasterSecret, encryptThenMac, alpn, serverName, resumed } = socket.session!;
  const yesOrNo = (is: boolean): string => (is ? 'yes' : 'no');
  const without = extendedMasterSecret ? '' : ' (no resumption, no exported keys)';
  const lines = [
    ...(socket.peerChain.length === 0 ? ['No peer certificate'] : chainLines(socket, showsCertificates)),
    '---',
    ...checkLines(socket.validation?.checks ?? [], context),
    ...(socket.validation === undefined ? [] : ['---']),
    `Session: ${resumed ? 'reused' : 'new'}`,
    `Protocol: ${version}, cipher suite: ${suite} (${OPENSSL_NAMES[suite]})`,
    `Extended master secret: ${yesOrNo(extendedMasterSecret)}${without}, encrypt-then-MAC: ${yesOrNo(encryptThenMac)}`,
    `Server name: ${serverName ?? 'none'}, ALPN protocol: ${alpn ?? 'none'}`,
    `Verification: ${socket.authorized ? 'OK' : socket.validation === undefined ? 'none' : 'failed'}`,
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
