import { once } from 'node:events';
import { lstat, unlink } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { stripVTControlCharacters } from 'node:util';
import { createServer, type TicketOptions, type TlsServer, type TlsSocket } from '../../node/index.ts';
import { type Certificate, decodeOcspResponse, matchesName, type ValidationName } from '../../x509/index.ts';
import { integerValue } from '../arguments.ts';
import { readCredentialFiles } from '../certificate-files.ts';
import { defineCommand, EXIT, usageError, type Values } from '../command.ts';
import { type Context, write } from '../context.ts';
import { about, failureOf } from '../failures.ts';
import { inFile, readInput, required } from '../files.ts';
import { LIVE_OPTIONS, LiveSessions, observing } from '../live-sessions.ts';
import { answerWithFile, refuse } from '../served-files.ts';
import { SessionPool } from '../session-pool.ts';
import {
  briefText,
  connectionFailure,
  exporterOf,
  hostAndPort,
  keyLogWriter,
  linesOf,
  namedRoots,
  ownCredentials,
  piecesOf,
  protocolOptions,
  revocationOf,
  sessionText,
  TLS_OPTIONS,
} from '../tls-options.ts';
import { NOT_BUILT_IN_SERVER } from '../tls-options-not-built.ts';
import { TypedInput } from '../typed-input.ts';
import { dnsName } from '../values.ts';

const OPTIONS = {
  accept: { value: '[HOST:]PORT', help: 'where to listen; port 0 picks a free port; default 4433' },
  port: { value: 'PORT', help: 'the same as -accept PORT' },
  unix: { value: 'FILE', help: 'listen on a Unix-domain socket' },
  unlink: { help: 'with -unix: remove a socket that is there already' },
  4: { help: 'listen on IPv4 only, where -accept names no host' },
  6: { help: 'listen on IPv6 only, where -accept names no host' },
  ...TLS_OPTIONS,
  servername: { value: 'NAME', help: 'clients that ask for this name get the certificate of -cert2' },
  cert2: { value: 'FILE', help: 'the certificate for -servername, and those that lead to its root' },
  key2: { value: 'FILE', help: 'its key; default: the file of -cert2' },
  context: { value: 'TEXT', help: 'accepted: sessions of other servers are never resumed' },
  verify: { value: 'DEPTH', help: 'request a client certificate; refuse one that does not verify' },
  Verify: { value: 'DEPTH', help: 'like -verify, and refuse clients without a certificate' },
  verify_hostname: { value: 'NAME', help: 'a DNS name that the certificate of a client must have' },
  verify_return_error: { help: 'accepted: a client that does not verify is always refused' },
  verify_quiet: { help: 'accepted, and changes nothing' },
  status: { help: 'answer clients that ask for an OCSP response: by -status_file' },
  status_file: { value: 'FILE', help: 'an OCSP response, DER, for clients that ask for one' },
  www: { help: 'answer each HTTP request with a page about the session' },
  WWW: {
    help: 'answer each HTTP request with a file of the working directory, if everybody on this machine may read it',
  },
  HTTP: { help: 'the same with files that are a whole answer: status line, headers, and body' },
  http_server_binmode: { help: 'accepted: files are always sent unchanged' },
  rev: { help: 'send each line back reversed' },
  crlf: { help: 'send each line feed of standard input as CR LF' },
  ign_eof: { help: 'accepted: a session does not end with standard input' },
  no_ticket: { help: 'let no client resume a session' },
  num_tickets: { value: 'N', help: 'tickets after a full handshake of TLS 1.3, 0 to 255; default 2' },
  no_cache: { help: 'keep no sessions for clients of TLS 1.2 without tickets' },
  naccept: { value: 'N', help: 'exit after this many connections' },
  ...LIVE_OPTIONS,
} as const;

type ServerValues = Values<typeof OPTIONS>;

export const sServer = defineCommand({
  operands: '',
  maxOperands: 0,
  options: OPTIONS,
  notBuilt: NOT_BUILT_IN_SERVER,
  notes: [
    'Speaks TLS 1.2 and 1.3 to each client that connects, and prints what was agreed on. Without -www, -WWW, -HTTP and -rev, what clients send goes to standard output, and standard input to the client that came last.',
    'DEPTH is accepted for compatibility with OpenSSL; the length of chains is always limited.',
  ],
  async run(values, _operands, context) {
    const place = await placeOf(values, context);
    const answer = answererOf(values, context);
    const exported = exporterOf(values);
    required(values.cert, 'cert', "the server's certificate");
    const limit = values.naccept === undefined ? Number.POSITIVE_INFINITY : integerValue(values.naccept, 'naccept', 1);
    const credentials = (await ownCredentials(values, context))!;
    const onKeyLog = keyLogWriter(values.keylogfile, context);
    const live = LiveSessions.of(values, context);
    const server = createServer({
      ...protocolOptions(values, context),
      ...(await clientAuthentication(values, context)),
      ...credentials,
      ...(await stapleOf(values, context)),
      ...(await secondCertificate(values, context)),
      tickets: ticketsOf(values),
      allowHalfOpen: true,
      observe: observing(values.msg, live, context),
    });
    if (onKeyLog !== undefined) server.on('keylog', onKeyLog);
    server.listen(place);
    await once(server, 'listening');
    if (!values.quiet) await context.print(`ACCEPT ${listeningOn(server)}\n`);
    await serve(server, values, { limit, exported, answer }, context);
    await live?.done();
    return EXIT.ok;
  },
});

/** Where to listen. @throws CliError `usage`; about the file of -unix. */
async function placeOf(
  { accept, port: given, unix, unlink: unlinks, 4: four, 6: six }: ServerValues,
  context: Context,
) {
  if ([accept, given, unix].filter((one) => one !== undefined).length > 1) {
    throw usageError('-accept, -port or -unix, not two of them');
  }
  if (unix !== undefined) {
    if (unlinks) await unlinkSocket(unix, context);
    return { path: context.path(unix) };
  }
  if (four && six) throw usageError('-4 or -6, not both');
  const { host, port } = hostAndPort(accept ?? given ?? '4433', accept === undefined ? 'port' : 'accept');
  if (host !== undefined) return { host, port };
  return four ? { host: '0.0.0.0', port } : six ? { host: '::', port, ipv6Only: true } : { port };
}

/** Removes what an earlier server left: a socket, and nothing else. @throws CliError, about the file. */
async function unlinkSocket(path: string, context: Context): Promise<void> {
  try {
    if ((await lstat(context.path(path))).isSocket()) await unlink(context.path(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw about(path, error);
  }
}

/** How clients resume sessions. @throws CliError `usage`. */
function ticketsOf({ no_ticket, num_tickets, no_cache }: ServerValues): false | TicketOptions {
  if (no_ticket && num_tickets !== undefined) throw usageError('-no_ticket or -num_tickets, not both');
  if (no_ticket) return false;
  return {
    ...(num_tickets !== undefined && { count: integerValue(num_tickets, 'num_tickets', 0, 255) }),
    ...(no_cache && { sessionIds: 0 }),
  };
}

/** The certificate of `-servername`. @throws CliError `usage`; about the files. */
async function secondCertificate(values: ServerValues, context: Context) {
  const { servername, cert2, key2 } = values;
  if (servername === undefined && cert2 === undefined && key2 === undefined) return {};
  if (servername === undefined || cert2 === undefined) throw usageError('-servername and -cert2 need each other');
  dnsName(servername, 'servername', 'servername');
  const name = servername.toLowerCase();
  const credentials = await readCredentialFiles(context, cert2, key2 ?? cert2, values.pass);
  return { credentialsFor: (asked: string) => (asked.toLowerCase() === name ? credentials : undefined) };
}

/** The response of `-status_file`. @throws CliError, about the file. */
async function stapleOf(values: ServerValues, context: Context) {
  const { status_file: path } = values;
  if (path === undefined && values.status) throw usageError('-status needs -status_file, the response');
  if (path === undefined) return {};
  const bytes = await readInput(context, path);
  return { ocspResponse: inFile(path, () => decodeOcspResponse(bytes)).der };
}

async function clientAuthentication(values: ServerValues, context: Context) {
  if (values.verify === undefined && values.Verify === undefined) return { requestCert: false } as const;
  const roots = await namedRoots(values, context);
  if (roots === undefined)
    throw usageError('-CAfile or -CApath is missing: the roots that client certificates must lead to');
  for (const option of ['verify', 'Verify'] as const) {
    const depth = values[option];
    if (depth !== undefined) integerValue(depth, option, 0, 1000);
  }
  const trust = {
    roots,
    profile: 'rfc5280',
    revocation: await revocationOf(values, context),
  } as const;
  const { verify_hostname: name } = values;
  const judgeClient = name === undefined ? undefined : judgeByName(dnsName(name, 'verify_hostname', 'verify_hostname'));
  return { requestCert: true, rejectUnauthorized: values.Verify !== undefined, ...trust, judgeClient } as const;
}

function listeningOn(server: TlsServer): string {
  const place = server.address() as AddressInfo | string;
  if (typeof place === 'string') return place;
  const { address, port } = place;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Refuses a client whose certificate does not have the name. */
const judgeByName =
  (name: ValidationName) =>
  ([leaf]: readonly Certificate[]) =>
    matchesName(name, leaf.subjectAltNames) ? undefined : ('bad_certificate' as const);

/** Resolves after that many connections, or at Ctrl-C. */
async function serve(
  server: TlsServer,
  values: ServerValues,
  { limit, ...session }: Conversation & { readonly limit: number },
  context: Context,
): Promise<void> {
  let accepted = 0;
  const count = (): void => {
    if (++accepted === limit) server.close();
  };
  const complain = (error: Error, { remoteAddress: from = 'a client' }: Partial<TlsSocket>): void => {
    const { line } = failureOf(connectionFailure(error));
    if (line !== undefined) void context.note(`${from}: ${line}`).catch(() => undefined);
  };
  const stop = (): void => {
    server.close();
    server.closeAllConnections();
  };
  const { stdin } = context.world;
  const pass = (socket: TlsSocket): void => {
    stdin
      .unpipe()
      .pipe(new TypedInput({ commands: undefined, crlf: values.crlf }))
      .pipe(socket, { end: false });
  };
  const pool = new SessionPool();
  server.on('connection', count).on('tlsClientError', complain);
  server.on('secureConnection', (socket) => {
    const complainOfIt = (error: Error): void => {
      // Only this side closes a session without an error of the socket: to make room, or at the end.
      if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') complain(error, socket);
    };
    socket.on('error', complainOfIt);
    pool.add(socket);
    if (session.answer === undefined) pass(socket);
    converse(socket, values, { ...session, heard: () => pool.touch(socket) }, context).catch(complainOfIt);
  });
  context.signal.addEventListener('abort', stop);
  try {
    if (context.signal.aborted) stop();
    await once(server, 'close');
  } finally {
    context.signal.removeEventListener('abort', stop);
    stdin.unpipe().pause();
  }
}

/** @param heard - to be called for what comes, where a session goes on as long as its client likes. */
type Answer = (socket: TlsSocket, heard: () => void) => Promise<void>;

/** What is said in a session. */
interface Conversation {
  readonly exported: (socket: TlsSocket) => string;
  /** Undefined: what comes goes to standard output. */
  readonly answer: Answer | undefined;
}

/** @throws CliError `usage` where several are asked for. */
function answererOf(values: ServerValues, context: Context): Answer | undefined {
  const { www, WWW, HTTP, rev } = values;
  if ([www, WWW, HTTP, rev].filter(Boolean).length > 1) throw usageError('-www, -WWW, -HTTP or -rev, not two of them');
  if (rev) return reverse;
  if (www) return (socket) => answerWithPage(socket, context);
  if (WWW || HTTP) return (socket) => answerRequest(socket, HTTP, context);
  return undefined;
}

async function converse(
  socket: TlsSocket,
  values: ServerValues,
  { exported, answer, heard }: Conversation & { readonly heard: () => void },
  context: Context,
): Promise<void> {
  if (values.brief) await context.print(briefText(socket));
  else if (!values.quiet) await context.print(sessionText(socket, false, context));
  await context.print(exported(socket));
  if (answer !== undefined) await answer(socket, heard);
  else {
    for await (const piece of piecesOf(socket)) {
      heard();
      await write(context.world.stdout, piece);
    }
  }
  socket.end();
  // Reads and discards further data, since a socket closes only after the peer's end was read.
  socket.resume();
}

async function reverse(socket: TlsSocket, heard: () => void): Promise<void> {
  for await (const line of linesOf(socket)) {
    heard();
    await write(socket, `${[...line].reverse().join('')}\n`);
  }
}

/** Maximum lines of a request that are read before it is answered. */
const MAX_REQUEST_LINES = 200;

/** Milliseconds for a whole request; somebody may type it. */
const PATIENCE = 30_000;

/** As `firstLine`, in a bounded time; after it the client gets 408, and the session ends. */
async function requestLine(socket: TlsSocket): Promise<string | undefined> {
  const asked = firstLine(socket);
  let late: NodeJS.Timeout | undefined;
  const isLate = new Promise<true>((resolve) => {
    late = setTimeout(() => resolve(true), PATIENCE);
  });
  const found = await Promise.race([asked, isLate]).finally(() => clearTimeout(late));
  if (found !== true) return found;
  // It reads until the session ends, which is now.
  asked.catch(() => undefined);
  await refuse(socket, '408 Request Timeout');
  socket.destroySoon();
  return undefined;
}

/** The first line of a request, that is, of lines up to an empty one; undefined if the peer ends before that. */
async function firstLine(socket: TlsSocket): Promise<string | undefined> {
  let [first, lines]: [string | undefined, number] = [undefined, 0];
  for await (const line of linesOf(socket)) {
    if (line === '') return first;
    first ??= line;
    if (++lines === MAX_REQUEST_LINES) return first;
  }
  return undefined;
}

async function answerWithPage(socket: TlsSocket, context: Context): Promise<void> {
  if ((await requestLine(socket)) === undefined) return;
  const head = 'HTTP/1.0 200 ok\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n';
  await write(socket, head + stripVTControlCharacters(sessionText(socket, false, context)));
}

async function answerRequest(socket: TlsSocket, isWhole: boolean, context: Context): Promise<void> {
  const line = await requestLine(socket);
  if (line !== undefined) await answerWithFile(socket, line, context.world.cwd, isWhole);
}
