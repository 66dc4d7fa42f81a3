/** A client before the server has chosen a version: all versions share one ClientHello. */
import { TlsError } from '../errors.ts';
import { Flight } from '../flight.ts';
import { type Handler, on, type Received, type Table } from '../machine.ts';
import { extensionValue } from '../messages/extensions.ts';
import { HELLOS, type HelloRetryRequest, type ServerHello } from '../messages/hellos.ts';
import { Transcript } from '../messages/transcript.ts';
import type { ClientSettings } from '../options.ts';
import * as tls12 from '../tls12/client.ts';
import { MESSAGES } from '../tls12/messages.ts';
import * as tls13 from '../tls13/client.ts';
import { makeOffer, type Offer } from './hello.ts';

export type ClientState =
  | { readonly at: 'START' }
  | { readonly at: 'WAIT_SERVER_HELLO'; readonly offer: Offer; readonly transcript: Transcript };

const start: Handler<Extract<ClientState, { readonly at: 'START' }>, undefined, ClientState, ClientSettings> = (
  _state,
  _input,
  settings,
) => {
  const offer = makeOffer(settings);
  const flight = new Flight(Transcript.EMPTY, settings.observe);
  flight.send(HELLOS.client_hello, offer.hello);
  return { next: { at: 'WAIT_SERVER_HELLO', offer, transcript: flight.transcript }, effects: flight.effects };
};

const onServerHello: Handler<
  Extract<ClientState, { readonly at: 'WAIT_SERVER_HELLO' }>,
  Received<ServerHello>,
  ClientState,
  ClientSettings
> = ({ offer, transcript }, message, settings) => {
  const { value, bytes } = message;
  if (extensionValue(value.extensions, 'supported_versions') !== undefined) {
    return tls13.afterServerHello(message, offer, transcript, settings);
  }
  return tls12.afterServerHello(value, offer, transcript.add(bytes), settings);
};

const onHelloRetryRequest: Handler<
  Extract<ClientState, { readonly at: 'WAIT_SERVER_HELLO' }>,
  Received<HelloRetryRequest>,
  ClientState,
  ClientSettings
> = ({ offer, transcript }, message, settings) => tls13.afterRetry(message, offer, transcript, settings);

/** RFC 8446 appendix D.4: while TLS 1.3 is possible, a ChangeCipherSpec is ignored. */
const onChangeCipherSpec: Handler<
  Extract<ClientState, { readonly at: 'WAIT_SERVER_HELLO' }>,
  undefined,
  ClientState,
  ClientSettings
> = (state, _input, { versions }) => {
  if (!versions.includes('TLSv1.3')) throw new TlsError('unexpected-message', 'RFC 5246 §7.1');
  return { next: state, effects: [] };
};

/** RFC 5246 §7.4.1.1: a HelloRequest during a handshake is ignored and is not part of the transcript. TLS 1.3 has no such message. */
const onHelloRequest: Handler<
  Extract<ClientState, { readonly at: 'WAIT_SERVER_HELLO' }>,
  unknown,
  ClientState,
  ClientSettings
> = (state, _input, { versions }) => {
  if (!versions.includes('TLSv1.2')) throw new TlsError('unexpected-message', 'RFC 8446 §4');
  return { next: state, effects: [] };
};

export const CLIENT: Table<ClientState, ClientSettings> = {
  START: { start },
  WAIT_SERVER_HELLO: {
    messages: {
      hello_request: on(MESSAGES.hello_request, onHelloRequest),
      server_hello: on(HELLOS.server_hello, onServerHello),
      hello_retry_request: on(HELLOS.hello_retry_request, onHelloRetryRequest),
    },
    change_cipher_spec: onChangeCipherSpec,
  },
};
