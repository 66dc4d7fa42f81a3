/** A client before it knows which version the server chooses: the same ClientHello opens all of them. */
import { Flight } from '../flight.ts';
import { type Handler, on, type Received, type Step, type Table } from '../machine.ts';
import { HELLOS, type ServerHello } from '../messages/hellos.ts';
import { Transcript } from '../messages/transcript.ts';
import type { ClientSettings } from '../options.ts';
import * as tls12 from '../tls12/client.ts';
import { MESSAGES } from '../tls12/messages.ts';
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
> = ({ offer, transcript }, { value, bytes }, settings) => ({
  next: tls12.afterServerHello(value, offer.hello, transcript.add(bytes), settings),
  effects: [],
});

/** RFC 5246 §7.4.1.1: a HelloRequest in the middle of a handshake is ignored, and is no part of the transcript. */
const ignore = (state: ClientState): Step<ClientState> => ({ next: state, effects: [] });

export const CLIENT: Table<ClientState, ClientSettings> = {
  START: { start },
  WAIT_SERVER_HELLO: {
    messages: {
      hello_request: on(MESSAGES.hello_request, ignore),
      server_hello: on(HELLOS.server_hello, onServerHello),
    },
  },
};
