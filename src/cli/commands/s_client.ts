import { once } from 'node:events';
import { connect, type TlsSocket } from '../../node/index.ts';
import { TlsError } from '../../tls/index.ts';
import { parseIpAddress, type Validation } from '../../x509/index.ts';
import { checkLines } from '../checks-text.ts';
import { defineCommand, EXIT, type ExitCode, JSON_OPTION, usageError, type Values } from '../command.ts';
import { type Context, write } from '../context.ts';
import { about } from '../failures.ts';
import { readCertificateFiles } from '../key-files.ts';
import { LIVE_OPTIONS, LiveSessions } from '../live-sessions.ts';
import { validationJson } from '../summaries.ts';
import {
  connectionFailure,
  hostAndPort,
  keyLogWriter,
  ownCredentials,
  piecesOf,
  protocolOptions,
  sessionJson,
  sessionText,
  TLS_OPTIONS,
} from '../tls-options.ts';
import { dnsName } from '../values.ts';

const OPTIONS = {
  connect: { value: 'HOST:PORT', help: 'the server; default localhost:4433' },
  servername: {
    value: 'NAME',
    help: 'the name that the certificate must match, also sent to the server; default: HOST',
  },
  ...TLS_OPTIONS,
  'dangerous-no-verify': { help: 'accept any certificate: an attacker in the middle can read and change everything' },
  showcerts: { help: 'print the certificates of the chain' },
  ign_eof: { help: 'keep the session open when standard input ends; implied by -quiet' },
  ...LIVE_OPTIONS,
  json: { ...JSON_OPTION, help: 'print the session as JSON (with -explain, all of it), and exit' },
} as const;

const NOTHING: { readonly cert?: undefined; readonly key?: undefined } = {};

export const sClient = defineCommand({
  operands: '',
  maxOperands: 0,
  options: OPTIONS,
  notes: [
    'Speaks TLS 1.2 to a server, tells what was agreed on and every check of its certificate, and then passes standard input to it and what it sends to standard output.',
    'Unlike OpenSSL, it refuses a server whose certificate does not verify: -CAfile or -dangerous-no-verify is required.',
  ],
  async run(values, _operands, context) {
    const { host = 'localhost', port } = hostAndPort(values.connect ?? 'localhost:4433', 'connect');
    const trust = await trustOf(values, context);
    const credentials = (await ownCredentials(values, context)) ?? NOTHING;
    const onKeyLog = keyLogWriter(values.keylogfile, context);
    const protocol = protocolOptions(values, context);
    const identity = values.servername ?? host;
    if (parseIpAddress(identity) === undefined) {
      dnsName(identity, values.servername === undefined ? 'connect' : 'servername', 'connect');
    }
    const live = LiveSessions.of(values, context);
    const socket = connect({
      ...protocol,
      ...trust,
      ...credentials,
      host,
      port,
      servername: identity,
      signal: context.signal,
      allowHalfOpen: true,
      observe: live?.observe,
    });
    if (onKeyLog !== undefined) socket.on('keylog', onKeyLog);
    // The code that awaits the socket gets its error; the event alone must not end the process.
    socket.on('error', () => undefined);
    try {
      await once(socket, 'secureConnect');
      if (values.json) return await tellJson(socket, values.explain, context);
      if (!values.quiet) {
        const where = parseIpAddress(host)?.length === 16 ? `[${host}]:${port}` : `${host}:${port}`;
        await context.print(`CONNECTED(${where})\n---\n${sessionText(socket, values.showcerts, context)}`);
      }
      await converse(socket, values.ign_eof || values.quiet, context);
      return EXIT.ok;
    } catch (error) {
      context.signal.throwIfAborted();
      if (!values.quiet && !values.explain && error instanceof TlsError && error.validation !== undefined) {
        await tellChecks(error.validation, values.json, context);
      }
      throw about(`${host}:${port}`, connectionFailure(error as Error));
    } finally {
      socket.destroy();
      await live?.done();
    }
  },
});

async function trustOf(values: Values<typeof OPTIONS>, context: Context) {
  if (values['dangerous-no-verify']) {
    if (values.CAfile !== undefined) throw usageError('-CAfile or -dangerous-no-verify, not both');
    await context.note('the certificate of the server is not verified');
    return { dangerouslyUnverified: true } as const;
  }
  if (values.CAfile === undefined) {
    throw usageError(
      '-CAfile is needed: the trusted roots (for tests, -dangerous-no-verify skips the verification)',
      'missing-option',
    );
  }
  return { ca: await readCertificateFiles(context, values.CAfile) };
}

async function tellJson(socket: TlsSocket, explains: boolean, context: Context): Promise<ExitCode> {
  if (!explains) await context.printJson(sessionJson(socket));
  socket.end();
  return EXIT.ok;
}

/** Why the server was refused. */
function tellChecks(validation: Validation, json: boolean, context: Context): Promise<void> {
  if (json) return context.printJson({ authorized: false, verification: validationJson(validation) });
  return context.print(
    checkLines(validation.checks, context)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

/** Standard input to the peer, and the peer to standard output, until the peer has ended. */
async function converse(socket: TlsSocket, ignoresEnd: boolean, context: Context): Promise<void> {
  const { stdin, stdout } = context.world;
  stdin.pipe(socket, { end: !ignoresEnd });
  try {
    for await (const piece of piecesOf(socket)) await write(stdout, piece);
  } finally {
    stdin.unpipe(socket);
    stdin.pause();
  }
  // The peer has ended, and so do we.
  socket.end();
  if (!socket.writableFinished) await once(socket, 'finish');
}
