import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { stripVTControlCharacters } from 'node:util';
import { createServer, type TlsServer, type TlsSocket } from '../../node/index.ts';
import { type Certificate, decodeOcspResponse, matchesName, type ValidationName } from '../../x509/index.ts';
import { integerValue } from '../arguments.ts';
import { defineCommand, EXIT, usageError, type Values } from '../command.ts';
import { type Context, write } from '../context.ts';
import { failureOf } from '../failures.ts';
import { inFile, readInput, required } from '../files.ts';
import { LIVE_OPTIONS, LiveSessions, observing } from '../live-sessions.ts';
import { REFUSED_TLS_OPTIONS, refuseOptions } from '../refused-tls-options.ts';
import {
  briefText,
  connectionFailure,
  hostAndPort,
  keyLogWriter,
  linesOf,
  namedRoots,
  ownCredentials,
  piecesOf,
  protocolOptions,
  sessionText,
  TLS_OPTIONS,
} from '../tls-options.ts';
import { dnsName } from '../values.ts';

const OPTIONS = {
  accept: { value: '[HOST:]PORT', help: 'where to listen; port 0 picks a free port; default 4433' },
  port: { value: 'PORT', help: 'the same as -accept PORT' },
  4: { help: 'listen on IPv4 only, where -accept names no host' },
  6: { help: 'listen on IPv6 only, where -accept names no host' },
  ...TLS_OPTIONS,
  verify: { value: 'DEPTH', help: 'request a client certificate; refuse one that does not verify' },
  Verify: { value: 'DEPTH', help: 'like -verify, and refuse clients without a certificate' },
  verify_hostname: { value: 'NAME', help: 'a DNS name that the certificate of a client must have' },
  status: { help: 'answer clients that ask for an OCSP response: by -status_file' },
  status_file: { value: 'FILE', help: 'an OCSP response, DER, for clients that ask for one' },
  www: { help: 'answer each HTTP request with a page about the session' },
  rev: { help: 'send each line back reversed' },
  no_ticket: { help: 'let no client resume a session' },
  naccept: { value: 'N', help: 'exit after this many connections' },
  ...REFUSED_TLS_OPTIONS,
  ...LIVE_OPTIONS,
} as const;

type ServerValues = Values<typeof OPTIONS>;

export const sServer = defineCommand({
  operands: '',
  maxOperands: 0,
  options: OPTIONS,
  notes: [
    'Speaks TLS 1.2 and 1.3 to each client that connects, and prints what was agreed on. Without -www and -rev, what clients send goes to standard output, and standard input to the client that came last.',
    'DEPTH is accepted for compatibility with OpenSSL; the length of chains is always limited.',
  ],
  async run(values, _operands, context) {
    refuseOptions(values);
    const place = placeOf(values);
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
      ...(values.no_ticket && { tickets: false as const }),
      allowHalfOpen: true,
      observe: observing(values.msg, live, context),
    });
    if (onKeyLog !== undefined) server.on('keylog', onKeyLog);
    server.listen(place);
    await once(server, 'listening');
    if (!values.quiet) await context.print(`ACCEPT ${listeningOn(server)}\n`);
    await serve(server, values, limit, context);
    await live?.done();
    return EXIT.ok;
  },
});

/** Where to listen. @throws CliError `usage`. */
function placeOf({ accept, port: given, 4: four, 6: six }: ServerValues) {
  if (accept !== undefined && given !== undefined) throw usageError('-accept or -port, not both');
  if (four && six) throw usageError('-4 or -6, not both');
  const { host, port } = hostAndPort(accept ?? given ?? '4433', accept === undefined ? 'port' : 'accept');
  if (host !== undefined) return { host, port };
  return four ? { host: '0.0.0.0', port } : six ? { host: '::', port, ipv6Only: true } : { port };
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
    revocation: { policy: 'off' },
  } as const;
  const { verify_hostname: name } = values;
  const judgeClient = name === undefined ? undefined : judgeByName(dnsName(name, 'verify_hostname', 'verify_hostname'));
  return { requestCert: true, rejectUnauthorized: values.Verify !== undefined, ...trust, judgeClient } as const;
}

function listeningOn(server: TlsServer): string {
  const { address, port } = server.address() as AddressInfo;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Refuses a client whose certificate does not have the name. */
const judgeByName =
  (name: ValidationName) =>
  ([leaf]: readonly Certificate[]) =>
    matchesName(name, leaf.subjectAltNames) ? undefined : ('bad_certificate' as const);

/** Resolves after that many connections, or at Ctrl-C. */
async function serve(server: TlsServer, values: ServerValues, limit: number, context: Context): Promise<void> {
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
  const passesInput = !values.www && !values.rev;
  server.on('connection', count).on('tlsClientError', complain);
  server.on('secureConnection', (socket) => {
    const complainOfIt = (error: Error) => complain(error, socket);
    socket.on('error', complainOfIt);
    if (passesInput) stdin.unpipe().pipe(socket, { end: false });
    converse(socket, values, context).catch(complainOfIt);
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

async function converse(socket: TlsSocket, values: ServerValues, context: Context): Promise<void> {
  if (values.brief) await context.print(briefText(socket));
  else if (!values.quiet) await context.print(sessionText(socket, false, context));
  if (values.www) await answerWithPage(socket, context);
  else if (values.rev) await reverse(socket);
  else for await (const piece of piecesOf(socket)) await write(context.world.stdout, piece);
  socket.end();
  // Reads and discards further data, since a socket closes only after the peer's end was read.
  socket.resume();
}

async function reverse(socket: TlsSocket): Promise<void> {
  for await (const line of linesOf(socket)) await write(socket, `${[...line].reverse().join('')}\n`);
}

/** Maximum lines of a request that are read before it is answered. */
const MAX_REQUEST_LINES = 200;

/** Whether the peer sends a request, that is, lines up to an empty one. If it ends before that, the result is false. */
async function hasRequest(socket: TlsSocket): Promise<boolean> {
  let lines = 0;
  for await (const line of linesOf(socket)) {
    if (line === '') return lines > 0;
    if (++lines === MAX_REQUEST_LINES) return true;
  }
  return false;
}

async function answerWithPage(socket: TlsSocket, context: Context): Promise<void> {
  if (!(await hasRequest(socket))) return;
  const head = 'HTTP/1.0 200 ok\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n';
  await write(socket, head + stripVTControlCharacters(sessionText(socket, false, context)));
}
