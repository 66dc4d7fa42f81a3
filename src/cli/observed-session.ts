/** One session with a server, recorded with its secrets: for `inspect HOST:PORT` and `explain handshake -connect`. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type Endpoint, type Recording, SessionRecorder } from '../explain/index.ts';
import { type ConnectOptions, connect } from '../node/index.ts';
import { parseIpAddress, type ReferenceIdentifier } from '../x509/index.ts';
import { readSystemRoots, readTrustStoreFile } from './certificate-files.ts';
import type { Context } from './context.ts';
import { about } from './failures.ts';
import { connectionFailure, hostAndPort } from './tls-options.ts';
import { dnsName } from './values.ts';

/** The options of both commands. */
export const SERVER_OPTIONS = {
  servername: { value: 'NAME', help: 'the name that the server’s certificate must match; default: HOST' },
  CAfile: { value: 'FILE', help: 'the trusted roots; default: those of the system' },
} as const;

interface ServerValues {
  readonly servername: string | undefined;
  readonly CAfile: string | undefined;
}

/** A server, and how its certificate is validated. */
export interface Place {
  readonly host: string;
  readonly port: number;
  /** `HOST:PORT`, to be printed. */
  readonly text: string;
  readonly name: ReferenceIdentifier;
}

/** Whether an operand names a server rather than a file: it has the form `HOST:PORT`, and no such file exists. */
export const namesServer = (operand: string, context: Context): boolean =>
  /^(\[[0-9a-f:.]+\]|[a-z0-9_.-]+):\d{1,5}$/i.test(operand) && !existsSync(context.path(operand));

/** @param option - the option or operand that the text comes from. @throws CliError `usage` */
export function placeOf(text: string, option: string, { servername }: ServerValues): Place {
  const { host = 'localhost', port } = hostAndPort(text, option);
  const identity = servername ?? host;
  const isAddress = parseIpAddress(identity) !== undefined;
  if (!isAddress) dnsName(identity, servername === undefined ? option : 'servername', option);
  const shown = parseIpAddress(host)?.length === 16 ? `[${host}]:${port}` : `${host}:${port}`;
  return { host, port, text: shown, name: isAddress ? { ip: identity } : { dns: identity } };
}

export const rootsOf = ({ CAfile }: ServerValues, context: Context) =>
  CAfile === undefined ? readSystemRoots(context) : readTrustStoreFile(context, CAfile);

export interface Observed {
  readonly recording: Recording;
  readonly ends: { readonly client: Endpoint; readonly server: Endpoint };
  /** How the session failed, as an error of the command line. */
  readonly failure: Error | undefined;
}

/** Milliseconds for the server to send its tickets and to answer our close_notify. */
const PATIENCE = 1000;

/** Makes a handshake, and closes the session without sending data.
 * @throws CliError about a server that cannot be reached; a handshake that failed is returned. */
export async function observeServer(
  { host, port, text, name }: Place,
  trust: Pick<ConnectOptions, 'dangerouslyUnverified' | 'profile' | 'revocation' | 'roots'>,
  context: Context,
): Promise<Observed> {
  const recorder = new SessionRecorder('client', context.now());
  const options = {
    ...{ host, port, name, ...trust, requestOCSP: true, random: context.world.random, time: () => context.now() },
    ...{
      signal: context.signal,
      observe: (event: Parameters<SessionRecorder['take']>[0]) => recorder.take(event, context.now()),
    },
  } as ConnectOptions;
  const socket = connect(options).on('error', () => undefined);
  let isReached = false;
  socket.once('connect', () => {
    isReached = true;
  });
  try {
    await once(socket, 'secureConnect');
    const ends = {
      client: endpoint(socket.localAddress, socket.localPort),
      server: endpoint(socket.remoteAddress, socket.remotePort),
    };
    const closed = once(socket.resume(), 'close', { signal: AbortSignal.timeout(PATIENCE) });
    socket.end();
    // The handshake is recorded even if the server does not close in time.
    await closed.catch(() => undefined);
    recorder.end(undefined);
    return { recording: recorder.recording(text), ends, failure: undefined };
  } catch (error) {
    context.signal.throwIfAborted();
    const failure = about(text, connectionFailure(error as Error));
    if (!isReached) throw failure;
    recorder.end(error);
    const [client, server] = [endpoint(undefined, undefined), endpoint(undefined, port)];
    return { recording: recorder.recording(text), ends: { client, server }, failure };
  } finally {
    socket.destroy();
  }
}

/** @param address - may have a zone identifier, which is removed, since packets have none. */
const endpoint = (address: string | undefined, port: number | undefined): Endpoint => ({
  address: address?.replace(/%.*/, '') ?? '0.0.0.0',
  port: port ?? 0,
});
