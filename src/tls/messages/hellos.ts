/** The two hellos, which all versions share (RFC 5246 §7.4.1, RFC 8446 §4.1). */
import { equalBytes, utf8ToBytes } from '../../bytes/index.ts';
import {
  type Codec,
  cite,
  fixed,
  list,
  named,
  opaque,
  refine,
  struct,
  trailing,
  type ValueOf,
  vector,
} from '../../codec/index.ts';
import { sha256 } from '../../hash/index.ts';
import { cipherSuite, compressionMethod, protocolVersion } from './code-points.ts';
import { clientHelloExtensions, helloRetryRequestExtensions, serverHelloExtensions } from './extensions.ts';
import { messageTypes } from './message-type.ts';

/** `Random`. We fill all 32 bytes from the random source: clocks "are not required to be set correctly" (RFC 5246 §7.4.1.2). */
const helloRandom = cite('RFC 5246 §7.4.1.2', named('Random', fixed(32)));
const sessionId = cite('RFC 5246 §7.4.1.2', named('SessionID', opaque(8, 0, 32)));

const describedClientHello = struct('ClientHello', 'RFC 5246 §7.4.1.2', {
  clientVersion: protocolVersion,
  random: helloRandom,
  sessionId,
  cipherSuites: vector(16, 2, 2 ** 16 - 2, list(cipherSuite)),
  compressionMethods: vector(8, 1, 2 ** 8 - 1, list(compressionMethod)),
  extensions: trailing(clientHelloExtensions),
});

const describedServerHello = struct('ServerHello', 'RFC 5246 §7.4.1.3', {
  serverVersion: protocolVersion,
  random: helloRandom,
  sessionId,
  cipherSuite,
  compressionMethod,
  extensions: trailing(serverHelloExtensions),
});

/** The random of a HelloRetryRequest: SHA-256 of "HelloRetryRequest" (RFC 8446 §4.1.3). */
export const HELLO_RETRY_REQUEST_RANDOM = sha256.digest(utf8ToBytes('HelloRetryRequest'));

const describedHelloRetryRequest = struct('HelloRetryRequest', 'RFC 8446 §4.1.4', {
  serverVersion: protocolVersion,
  random: refine(helloRandom, 'unexpected-value', 'RFC 8446 §4.1.3', (random) =>
    equalBytes(random, HELLO_RETRY_REQUEST_RANDOM),
  ),
  sessionId,
  cipherSuite,
  compressionMethod,
  extensions: helloRetryRequestExtensions,
});

/** @param bytes - a message with ServerHello's number, including its header. */
const isRetry = (bytes: Uint8Array) => equalBytes(bytes.subarray(6, 38), HELLO_RETRY_REQUEST_RANDOM);

export interface ClientHello extends ValueOf<typeof describedClientHello> {}
export const clientHello: Codec<ClientHello> = describedClientHello;
export interface ServerHello extends ValueOf<typeof describedServerHello> {}
export const serverHello: Codec<ServerHello> = describedServerHello;
export interface HelloRetryRequest extends ValueOf<typeof describedHelloRetryRequest> {}
/** A ServerHello that asks for another ClientHello, recognized by its random. */
export const helloRetryRequest: Codec<HelloRetryRequest> = describedHelloRetryRequest;

export const HELLOS = messageTypes('hello', {
  // The maximum: every vector at its full length.
  client_hello: { body: clientHello, most: 131_396 },
  // The server may only answer extensions that we sent, so its message is bounded too.
  server_hello: { body: serverHello, most: 2 ** 12, matches: (bytes: Uint8Array) => !isRetry(bytes) },
  // Cookies in practice take a few hundred bytes.
  hello_retry_request: { type: 2, body: helloRetryRequest, most: 2 ** 12, matches: isRetry },
});
