import { once } from 'node:events';
import { DecodeError } from '../../codec/index.ts';
import { ocspResponseText } from '../../explain/index.ts';
import { type ConnectOptions, connect, type TlsSocket } from '../../node/index.ts';
import { SessionStore, TlsError } from '../../tls/index.ts';
import { decodeOcspResponse, parseIpAddress, type Validation } from '../../x509/index.ts';
import { integerValue } from '../arguments.ts';
import { readSystemRoots } from '../certificate-files.ts';
import { checkLines } from '../checks-text.ts';
import { CliError, defineCommand, EXIT, JSON_OPTION, usageError, type Values } from '../command.ts';
import { type Context, write } from '../context.ts';
import { about } from '../failures.ts';
import { askOutput, inFile, readInput, writeOutput } from '../files.ts';
import { LIVE_OPTIONS, LiveSessions, observing } from '../live-sessions.ts';
import { validationJson } from '../summaries.ts';
import {
  briefText,
  connectionFailure,
  exporterOf,
  hostAndPort,
  keyLogWriter,
  namedRoots,
  ownCredentials,
  piecesOf,
  protocolOptions,
  revocationOf,
  sessionJson,
  sessionText,
  TLS_OPTIONS,
} from '../tls-options.ts';
import { NOT_BUILT_IN_CLIENT } from '../tls-options-not-built.ts';
import { TRANSPORT_OPTIONS, transportOf } from '../transport.ts';
import { type TypedCommands, TypedInput } from '../typed-input.ts';
import { dnsName } from '../values.ts';
import { verifyReturnCode } from '../verify-return-code.ts';

const OPTIONS = {
  connect: { value: 'HOST:PORT', help: 'the server; default localhost:4433' },
  host: { value: 'HOST', help: 'with -port, the same as -connect HOST:PORT' },
  port: { value: 'PORT', help: 'with -host, the same as -connect HOST:PORT' },
  ...TRANSPORT_OPTIONS,
  servername: {
    value: 'NAME',
    help: 'the name that is sent to the server, and that the certificate must match; default: HOST',
  },
  noservername: { help: 'send no name to the server' },
  verify_hostname: { value: 'NAME', help: 'the name that the certificate must match, if another than -servername' },
  verify_ip: { value: 'ADDRESS', help: 'the address that the certificate must have, if another than HOST' },
  verify: { value: 'DEPTH', help: 'accepted: the server is always verified, and the length of its chain limited' },
  verify_return_error: { help: 'accepted: a server that does not verify is always refused' },
  verify_quiet: { help: 'accepted, and changes nothing' },
  ...TLS_OPTIONS,
  'dangerous-no-verify': { help: 'accept any certificate: an attacker in the middle can read and change everything' },
  showcerts: { help: 'print the certificates of the chain' },
  no_ticket: { help: 'resume nothing, and in TLS 1.2 ask for no ticket' },
  sess_out: { value: 'FILE', help: 'keep the session, with its secrets: -sess_in resumes it' },
  sess_in: { value: 'FILE', help: 'resume the session of -sess_out, made with the same options' },
  reconnect: { help: 'connect, end, and connect again 5 times, each time resuming the session' },
  status: { help: 'ask for an OCSP response about the certificate, and print it' },
  grease: { help: 'offer reserved values too, which a server must ignore (RFC 8701)' },
  fallback_scsv: { help: 'send TLS_FALLBACK_SCSV, as after a higher version failed' },
  ign_eof: {
    help: 'keep the session open when standard input ends, and send Q, R, K and k instead of obeying them; implied by -quiet',
  },
  no_ign_eof: { help: 'end our side when standard input ends, and obey Q, R, K and k, with -quiet too' },
  nocommands: { help: 'send lines that are Q, R, K or k alone, which are commands otherwise' },
  crlf: { help: 'send each line feed of standard input as CR LF' },
  prexit: { help: 'accepted: the session is printed at its start' },
  ...LIVE_OPTIONS,
  json: { ...JSON_OPTION, help: 'print the session as JSON (with -explain, all of it), and exit' },
} as const;

/** Number of reconnections, as in OpenSSL. */
const RECONNECTIONS = 5;
const STORED_SESSIONS = 8;
/** Milliseconds for a server to answer our close_notify. */
const PATIENCE = 1000;

const NOTHING: { readonly cert?: undefined; readonly key?: undefined } = {};

export const sClient = defineCommand({
  operands: '[HOST:PORT]',
  maxOperands: 1,
  options: OPTIONS,
  notBuilt: NOT_BUILT_IN_CLIENT,
  notes: [
    'Speaks TLS 1.2 or 1.3 to a server, prints what was agreed on and every check of its certificate, and then passes standard input to it and what it sends to standard output.',
    'A line that is a letter alone is a command: Q ends the connection, K updates the keys of both sides (TLS 1.3), k only ours; R would renegotiate, which TLS 1.3 does not have and this client refuses.',
    'Without -CAfile and -CApath, the roots of the system are trusted. Unlike OpenSSL, it refuses a server whose certificate does not verify; for tests, -dangerous-no-verify skips the verification.',
  ],
  async run(values, [operand], context) {
    const { host, port } = serverOf(values, operand);
    const transport = await transportOf(values, { host, port }, context);
    const onKeyLog = keyLogWriter(values.keylogfile, context);
    const live = LiveSessions.of(values, context);
    const options = {
      ...protocolOptions(values, context),
      ...(await trustOf(values, context)),
      ...((await ownCredentials(values, context)) ?? NOTHING),
      ...(await resumptionOf(values, context)),
      allowHalfOpen: true,
      ...namesOf(values, host),
      ...(values.status && { requestOCSP: true }),
      ...{ grease: values.grease, fallback: values.fallback_scsv },
      signal: context.signal,
      observe: observing(values.msg, live, context),
    };
    const place = values.unix ?? (parseIpAddress(host)?.length === 16 ? `[${host}]:${port}` : `${host}:${port}`);
    const server = { place, isAddress: 'ip' in options.name, exported: exporterOf(values) };
    const dial = async (): Promise<TlsSocket> => {
      const to = transport === undefined ? { host, port } : { socket: await transport() };
      const socket = connect({ ...options, ...to } as ConnectOptions);
      if (onKeyLog !== undefined) socket.on('keylog', onKeyLog);
      // The code that awaits the socket receives the error; without a listener, the event would end the process.
      return socket.on('error', () => undefined);
    };
    try {
      for (let left = values.reconnect ? RECONNECTIONS : 0; left >= 0; left--) {
        const socket = await dial().catch((error) => {
          throw about(place, error);
        });
        await talk(socket, left === 0, server, values, context);
      }
      return EXIT.ok;
    } finally {
      await live?.done();
    }
  },
});

/** OpenSSL's port where none is named. */
const PORT = 4433;

/** The server. A host alone has OpenSSL's port. @throws CliError `usage`. */
function serverOf(values: Values<typeof OPTIONS>, operand: string | undefined): { host: string; port: number } {
  const { connect, host: named, port: at, unix } = values;
  const given = [operand, connect, named ?? at, unix].filter((one) => one !== undefined);
  if (given.length > 1) throw usageError('-connect, -host and -port, -unix, or HOST:PORT, not two of them');
  const [text = 'localhost'] = operand === undefined && values.connect === undefined ? [] : given;
  if (values.host !== undefined || values.port !== undefined) {
    const port = values.port === undefined ? PORT : integerValue(values.port, 'port', 0, 65_535);
    return { host: values.host ?? 'localhost', port };
  }
  // An IPv6 address without brackets, and a host without a port.
  if (parseIpAddress(text) !== undefined || /^[^:\d][^:]*$/.test(text)) return { host: text, port: PORT };
  const { host = 'localhost', port } = hostAndPort(text, 'connect');
  return { host, port };
}

/** The name that the certificate must match, and the one that is sent. @throws CliError `out-of-range`. */
function namesOf(values: Values<typeof OPTIONS>, host: string) {
  const { servername, noservername, verify_hostname, verify_ip } = values;
  if (verify_hostname !== undefined && verify_ip !== undefined) {
    throw usageError('-verify_hostname or -verify_ip, not both');
  }
  if (verify_ip !== undefined && parseIpAddress(verify_ip) === undefined) {
    throw usageError(`-verify_ip takes an IP address, not ${JSON.stringify(verify_ip)}`);
  }
  const verified = verify_hostname ?? verify_ip;

  if (noservername && servername !== undefined) throw usageError('-servername or -noservername, not both');
  const identity = verified ?? servername ?? host;
  const isAddress = parseIpAddress(identity) !== undefined;
  const option = verified !== undefined ? 'verify_hostname' : servername !== undefined ? 'servername' : 'connect';
  if (!isAddress) dnsName(identity, option, 'connect');
  const sent = servername ?? host;
  const sni = noservername ? false : verified === undefined || parseIpAddress(sent) !== undefined ? undefined : sent;
  // When connecting to an address, OpenSSL sends no name; -verify_hostname alone sends none either.
  const sends = verified !== undefined && parseIpAddress(sent) !== undefined ? false : sni;
  return {
    name: isAddress ? { ip: identity } : { dns: identity },
    ...(sends !== undefined && { sni: sends }),
  } as const;
}

/** The server, as it is told of. */
interface Reached {
  readonly place: string;
  readonly isAddress: boolean;
  readonly exported: (socket: TlsSocket) => string;
}

/** One connection. @param isLast - whether the user's data is exchanged on it; the other connections end immediately. @throws
 * CliError, about the server. */
async function talk(
  socket: TlsSocket,
  isLast: boolean,
  { place, isAddress, exported }: Reached,
  values: Values<typeof OPTIONS>,
  context: Context,
): Promise<void> {
  try {
    await once(socket, 'secureConnect');
    if (!values.json) {
      await tellSession(socket, place, values, context);
      await context.print(exported(socket));
    }
    if (!isLast) await hangUp(socket);
    else if (values.json) await tellJson(socket, values.explain, context);
    else await converse(socket, values, context);
    if (isLast && values.sess_out !== undefined) await keepSession(socket, values.sess_out, context);
  } catch (error) {
    context.signal.throwIfAborted();
    if (!values.quiet && !values.explain && error instanceof TlsError && error.validation !== undefined) {
      await tellChecks(error.validation, isAddress, values.json, context);
    }
    throw about(place, connectionFailure(error as Error));
  } finally {
    socket.destroy();
  }
}

async function tellSession(socket: TlsSocket, place: string, values: Values<typeof OPTIONS>, context: Context) {
  if (values.brief) await context.print(briefText(socket));
  else if (!values.quiet) {
    const status = values.status ? statusText(socket) : '';
    await context.print(`CONNECTED(${place})\n${status}---\n${sessionText(socket, values.showcerts, context)}`);
  }
}

const RULER = '======================================\n';

/** The OCSP response in the format of OpenSSL's s_client. */
function statusText({ ocspResponse }: TlsSocket): string {
  if (ocspResponse === undefined) return 'OCSP response: no response sent\n';
  try {
    return `OCSP response: \n${RULER}${ocspResponseText(decodeOcspResponse(ocspResponse))}${RULER}`;
  } catch (error) {
    if (error instanceof DecodeError) return 'OCSP response: response parse error\n';
    throw error;
  }
}

/** The sessions of this run, with the one of `-sess_in`. @throws CliError, about the file. */
async function resumptionOf(values: Values<typeof OPTIONS>, context: Context) {
  const path = values.sess_in;
  if (values.no_ticket) {
    if (path !== undefined || values.sess_out !== undefined || values.reconnect) {
      throw usageError('-no_ticket or -sess_in, -sess_out and -reconnect, not both');
    }
    return { sessions: false } as const;
  }
  if (values.sess_out !== undefined) await askOutput(context, values.sess_out);
  if (path === undefined && !values.reconnect) return {};
  const sessions = new SessionStore({ capacity: STORED_SESSIONS });
  if (path !== undefined) {
    const bytes = await readInput(context, path);
    inFile(path, () => sessions.add(bytes));
  }
  return { sessions };
}

/** Ends a session, and waits for the peer's end, so that its tickets are received first. */
async function hangUp(socket: TlsSocket): Promise<void> {
  const closed = once(socket, 'close');
  socket.setTimeout(PATIENCE, () => socket.destroy());
  socket.resume().end();
  await closed;
}

/** Writes the newest session, and waits for it if the server has not sent it yet.
 * @throws CliError `no-session` if the server sent none. */
async function keepSession(socket: TlsSocket, path: string, context: Context): Promise<void> {
  if (socket.getSession() === undefined && !socket.destroyed) await hangUp(socket);
  const session = socket.getSession();
  if (session === undefined) {
    throw new CliError('no-session', `${path} is not written: the server sent no session to resume`, EXIT.no);
  }
  await writeOutput(context, path, session, { secret: true });
}

async function trustOf(values: Values<typeof OPTIONS>, context: Context) {
  if (values['dangerous-no-verify']) {
    if (values.CAfile !== undefined || values.CApath !== undefined) {
      throw usageError('-CAfile and -CApath, or -dangerous-no-verify, not both');
    }
    await context.note('the certificate of the server is not verified');
    return { dangerouslyUnverified: true } as const;
  }
  const named = await namedRoots(values, context);
  if (named === undefined && (values['no-CAfile'] || values['no-CApath'])) {
    throw usageError('-no-CAfile and -no-CApath leave no roots: name them by -CAfile or -CApath');
  }
  const roots = named ?? (await readSystemRoots(context));
  return { roots, profile: 'rfc5280', revocation: await revocationOf(values, context) } as const;
}

async function tellJson(socket: TlsSocket, explains: boolean, context: Context): Promise<void> {
  if (!explains) await context.printJson(sessionJson(socket));
  socket.end();
}

/** Prints why the server was rejected, and OpenSSL's line for it. */
function tellChecks(validation: Validation, isAddress: boolean, json: boolean, context: Context): Promise<void> {
  if (json) return context.printJson({ authorized: false, verification: validationJson(validation) });
  const lines = [
    ...checkLines(validation.checks, context),
    `Verify return code: ${verifyReturnCode(validation, isAddress)}`,
  ];
  return context.print(lines.map((line) => `${line}\n`).join(''));
}

/** Copies standard input to the peer, and the peer's data to standard output, until the peer has ended or Q was typed. */
async function converse(socket: TlsSocket, values: Values<typeof OPTIONS>, context: Context): Promise<void> {
  const { stdin, stdout } = context.world;
  const ignoresEnd = (values.ign_eof || values.quiet) && !values.no_ign_eof;
  let limit: NodeJS.Timeout | undefined;
  const quit = () => {
    stdin.unpipe(typed);
    // What was typed before goes first.
    typed.end();
    limit = setTimeout(() => socket.destroy(), PATIENCE);
  };
  const commands = ignoresEnd || values.nocommands ? undefined : commandsOf(socket, quit, context);
  const typed = new TypedInput({ commands, crlf: values.crlf });
  stdin.pipe(typed).pipe(socket, { end: !ignoresEnd });
  try {
    for await (const piece of piecesOf(socket)) await write(stdout, piece);
  } catch (error) {
    // The server did not end in time.
    if (limit === undefined || socket.errored) throw error;
    return;
  } finally {
    clearTimeout(limit);
    stdin.unpipe(typed);
    stdin.pause();
  }
  // The peer has ended, so we end our side too.
  socket.end();
  if (!socket.writableFinished) await once(socket, 'finish');
}

/** The commands, with OpenSSL's words on standard error. */
function commandsOf(socket: TlsSocket, quit: () => void, context: Context): TypedCommands {
  const tell = (text: string) => void write(context.world.stderr, `${text}\n`).catch(() => undefined);
  return {
    quit() {
      tell('DONE');
      quit();
    },
    renegotiate() {
      tell('RENEGOTIATING');
      void context.note('neither TLS 1.3 nor this client renegotiates; K updates the keys');
    },
    updateKeys(peer) {
      tell('KEYUPDATE');
      if (socket.getProtocol() === 'TLSv1.3') socket.updateKeys({ peer });
      else void context.note('only TLS 1.3 updates keys');
    },
  };
}
