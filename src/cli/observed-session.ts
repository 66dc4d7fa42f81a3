/** One session with a server, watched from the inside: for `inspect HOST:PORT` and `explain handshake -connect`. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type Endpoint, type Recording, SessionRecorder } from '../explain/index.ts';
import { type ConnectOptions, connect } from '../node/index.ts';
import { parseIpAddress, type ReferenceIdentifier } from '../x509/index.ts';
import type { Context } from './context.ts';
import { about } from './failures.ts';
import { readSystemRoots, readTrustStoreFile } from './key-files.ts';
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

/** A server, and how it is judged. */
export interface Place {
  readonly host: string;
  readonly port: number;
  /** `HOST:PORT`, to be printed. */
  readonly text: string;
  readonly name: ReferenceIdentifier;
}

/** Whether an operand names a server and no file: `HOST:PORT`, and there is no such file. */
export const namesServer = (operand: string, context: Context): boolean =>
  /^(\[[0-9a-f:.]+\]|[a-z0-9_.-]+):\d{1,5}$/i.test(operand) && !existsSync(context.path(operand));

/** @param option - what the text was given as. @throws CliError `usage` */
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
  /** How the session failed, as the command line tells it. */
  readonly failure: Error | undefined;
}

/** Milliseconds for the server to send its tickets and to answer our close_notify. */
const PATIENCE = 1000;

/** Shakes hands, sends nothing, and ends.
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
    // A server that neither closes nor answers has shown what it has to show.
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

/** @param address - may have a zone, which no packet has. */
const endpoint = (address: string | undefined, port: number | undefined): Endpoint => ({
  address: address?.replace(/%.*/, '') ?? '0.0.0.0',
  port: port ?? 0,
});
