/** The two hellos, which all versions share (RFC 5246 §7.4.1, RFC 8446 §4.1). */
import { cite, fixed, list, named, opaque, struct, trailing, type ValueOf, vector } from '../../codec/index.ts';
import { cipherSuite, compressionMethod, protocolVersion } from './code-points.ts';
import { clientHelloExtensions, serverHelloExtensions } from './extensions.ts';
import { messageTypes } from './message-type.ts';

/** `Random`. We fill all 32 bytes from the random source: clocks "are not required to be set correctly" (RFC 5246 §7.4.1.2). */
const helloRandom = cite('RFC 5246 §7.4.1.2', named('Random', fixed(32)));
const sessionId = cite('RFC 5246 §7.4.1.2', named('SessionID', opaque(8, 0, 32)));

export const clientHello = struct('ClientHello', 'RFC 5246 §7.4.1.2', {
  clientVersion: protocolVersion,
  random: helloRandom,
  sessionId,
  cipherSuites: vector(16, 2, 2 ** 16 - 2, list(cipherSuite)),
  compressionMethods: vector(8, 1, 2 ** 8 - 1, list(compressionMethod)),
  extensions: trailing(clientHelloExtensions),
});

export const serverHello = struct('ServerHello', 'RFC 5246 §7.4.1.3', {
  serverVersion: protocolVersion,
  random: helloRandom,
  sessionId,
  cipherSuite,
  compressionMethod,
  extensions: trailing(serverHelloExtensions),
});

export interface ClientHello extends ValueOf<typeof clientHello> {}
export interface ServerHello extends ValueOf<typeof serverHello> {}

export const HELLOS = messageTypes({
  // The longest that there can be: every vector full.
  client_hello: { body: clientHello, most: 131_396 },
  // There is no more to answer with than we asked for.
  server_hello: { body: serverHello, most: 2 ** 12 },
});
