/** The connection of `s_client` under TLS: over TCP or a Unix-domain socket, through a proxy, after STARTTLS. */
import { once } from 'node:events';
import { connect as dial, type NetConnectOpts, type Socket } from 'node:net';
import { bytesToBase64, concat, utf8ToBytes } from '../bytes/index.ts';
import { parseIpAddress } from '../x509/index.ts';
import { CliError, EXIT, usageError, type Values } from './command.ts';
import { type Context, quoted } from './context.ts';
import { about } from './failures.ts';
import { PASSIN_OPTION, readPassword } from './passwords.ts';
import { type Dialogue, prepareForTls, type Speak, STARTTLS_PROTOCOLS, speakerOf } from './starttls.ts';
import { hostAndPort } from './tls-options.ts';

export const TRANSPORT_OPTIONS = {
  4: { help: 'over IPv4 only' },
  6: { help: 'over IPv6 only' },
  bind: { value: 'ADDRESS[:PORT]', help: 'connect from this address of this machine' },
  unix: { value: 'FILE', help: 'over a Unix-domain socket, to a server with the name of -servername' },
  proxy: { value: 'HOST:PORT', help: 'through an HTTP proxy, which is asked for the server by CONNECT' },
  proxy_user: { value: 'NAME', help: 'the name for the proxy; it is sent in the clear, as the password is' },
  proxy_pass: { ...PASSIN_OPTION, help: `${PASSIN_OPTION.help}; for -proxy_user` },
  starttls: { value: 'PROTOCOL', help: `ask for TLS on a connection in the clear: ${STARTTLS_PROTOCOLS.join(', ')}` },
  name: { value: 'NAME', help: 'the own name in the EHLO of -starttls smtp; default mail.example.com' },
} as const;

type TransportValues = Values<typeof TRANSPORT_OPTIONS>;

export interface Server {
  readonly host: string;
  readonly port: number;
}

/** @returns what opens a connection that is ready for TLS, or undefined where `connect` can do so itself.
 * @throws CliError `usage`; about the password. */
export async function transportOf(
  values: TransportValues,
  server: Server,
  context: Context,
): Promise<(() => Promise<Socket>) | undefined> {
  const { 4: four, 6: six, bind, unix, proxy } = values;
  if (four && six) throw usageError('-4 or -6, not both');
  if (unix !== undefined && (four || six || bind !== undefined || proxy !== undefined)) {
    throw usageError('-unix goes with none of -4, -6, -bind and -proxy');
  }
  const steps = await stepsOf(values, server, context);
  if (!four && !six && bind === undefined && unix === undefined && steps.length === 0) return undefined;
  const to = proxy === undefined ? server : requiredHost(proxy, 'proxy');
  const family = four ? 4 : six ? 6 : undefined;
  const target: NetConnectOpts =
    unix === undefined ? { ...to, family, ...localOf(bind) } : { path: context.path(unix) };
  const place = unix ?? `${to.host}:${to.port}`;
  return () => open(target, place, steps, context);
}

/** What is said in the clear before TLS. */
async function stepsOf(values: TransportValues, server: Server, context: Context): Promise<readonly Speak[]> {
  const { proxy, proxy_user: user, proxy_pass, starttls, name } = values;
  if (proxy === undefined && (user !== undefined || proxy_pass !== undefined)) {
    throw usageError('-proxy_user and -proxy_pass need -proxy');
  }
  if (user === undefined && proxy_pass !== undefined) throw usageError('-proxy_pass needs -proxy_user');
  const speaker = speakerOf(starttls, name);
  const password = await readPassword(context, proxy_pass, 'proxy_pass');
  return [
    ...(proxy === undefined ? [] : [connectThrough(server, authorizationOf(user, password ?? ''))]),
    ...(speaker === undefined ? [] : [speaker]),
  ];
}

/** The header of RFC 7617. @throws CliError `usage` for a name with a colon. */
function authorizationOf(user: string | undefined, password: string | Uint8Array): string {
  if (user === undefined) return '';
  if (user.includes(':')) throw usageError('-proxy_user takes a name without a colon (RFC 7617 §2)');
  const secret = typeof password === 'string' ? utf8ToBytes(password) : password;
  return `Proxy-Authorization: Basic ${bytesToBase64(concat(utf8ToBytes(`${user}:`), secret))}\r\n`;
}

/** RFC 9110 §9.3.6: any 2xx opens the tunnel. */
function connectThrough({ host, port }: Server, authorization: string): Speak {
  // What stands in the line of a request must not end it.
  if (!/^[\w.:%-]+$/.test(host)) throw usageError(`-proxy cannot be asked for the host ${JSON.stringify(host)}`);
  const place = parseIpAddress(host)?.length === 16 ? `[${host}]:${port}` : `${host}:${port}`;
  return async (dialogue) => {
    dialogue.send(`CONNECT ${place} HTTP/1.1\r\nHost: ${place}\r\n${authorization}\r\n`);
    const status = await finalStatus(dialogue);
    if (/^HTTP\/1\.\d 2\d\d( |$)/.test(status)) return;
    throw new CliError('proxy-refused', `the proxy does not connect: ${quoted(status)}`, EXIT.no);
  };
}

/** The status line of the final answer; interim ones may come before it (RFC 9110 §15.2). @returns a line that is none at once. */
async function finalStatus(dialogue: Dialogue): Promise<string> {
  for (;;) {
    const status = await dialogue.line();
    const [, code] = /^HTTP\/1\.\d (\d{3})(?: |$)/.exec(status) ?? [];
    if (code === undefined) return status;
    await dialogue.lines((line) => line === '');
    if (!code.startsWith('1') || code === '101') return status;
  }
}

function requiredHost(text: string, option: string): Server {
  const { host, port } = hostAndPort(text, option);
  if (host === undefined) throw usageError(`-${option} takes HOST:PORT, not ${JSON.stringify(text)}`);
  return { host, port };
}

/** The own end of the connection. @throws CliError `usage` for what is no address. */
function localOf(bind: string | undefined): { readonly localAddress?: string; readonly localPort?: number } {
  if (bind === undefined) return {};
  if (parseIpAddress(bind) !== undefined) return { localAddress: bind };
  const { host, port } = hostAndPort(bind, 'bind');
  if (host === undefined || parseIpAddress(host) === undefined) {
    throw usageError(`-bind takes an IP address of this machine, not ${JSON.stringify(bind)}`);
  }
  return { localAddress: host, localPort: port };
}

/** @throws CliError, about the place and what was said there. */
async function open(target: NetConnectOpts, place: string, steps: readonly Speak[], context: Context): Promise<Socket> {
  const socket = dial({ ...target, allowHalfOpen: true, noDelay: true });
  try {
    await once(socket, 'connect', { signal: context.signal });
    if (steps.length > 0) await prepareForTls(socket, steps, context.signal);
    return socket;
  } catch (error) {
    socket.destroy();
    context.signal.throwIfAborted();
    if (!(error instanceof CliError)) throw about(place, error);
    throw new CliError(error.code, `${place}: ${error.message}`, error.exit, { cause: error });
  }
}
