/** Finds the codec of a handshake message, for code that inspects messages from outside the engine. */
import { assertBytes, UsageError } from '../bytes/index.ts';
import type { Codec } from '../codec/index.ts';
import type { DescribedMessage, Negotiated } from './events.ts';
import { HELLOS } from './messages/hellos.ts';
import type { Dialect } from './messages/message-type.ts';
import { handshake, handshakeEcdhe } from './tls12/messages.ts';
import { handshake13 } from './tls13/messages.ts';

const BY_DIALECT: Readonly<Record<Dialect, Codec<unknown>>> = {
  hello: handshake13,
  tls12: handshake,
  'tls12-ecdhe': handshakeEcdhe,
  tls13: handshake13,
};

/** The description of a message.
 * @param dialect - as reported in its event. @param bytes - the message with its header; HelloRetryRequest is recognized by its
 * random. */
export function handshakeCodec(dialect: Dialect, bytes: Uint8Array): Codec<DescribedMessage['message']> {
  assertBytes(bytes, 'bytes');
  if (typeof dialect !== 'string' || !Object.hasOwn(BY_DIALECT, dialect)) {
    throw new UsageError('out-of-range', 'dialect', `must be one of ${Object.keys(BY_DIALECT).join(', ')}`);
  }
  const { hello_retry_request } = HELLOS;
  const isRetry = bytes[0] === hello_retry_request.type && hello_retry_request.matches(bytes);
  return (isRetry ? hello_retry_request.codec : BY_DIALECT[dialect]) as Codec<DescribedMessage['message']>;
}

/** The dialect of a handshake: the negotiated version's, or before negotiation that of the hellos. */
export function dialectOf(negotiated: Negotiated | undefined): Dialect {
  if (negotiated === undefined) return 'hello';
  if (typeof negotiated?.suite !== 'string')
    throw new UsageError('wrong-type', 'negotiated', 'must be the `negotiated` value of an event');
  if (negotiated.version === 'TLSv1.3') return 'tls13';
  return negotiated.suite.startsWith('TLS_RSA_') ? 'tls12' : 'tls12-ecdhe';
}
