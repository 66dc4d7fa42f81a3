/** A server before it has chosen a version. */
import { type Handler, on, type Received, type Table } from '../machine.ts';
import { type ClientHello, HELLOS } from '../messages/hellos.ts';
import { Transcript } from '../messages/transcript.ts';
import { chooseVersion } from '../negotiation/server-choice.ts';
import type { ServerSettings } from '../options.ts';
import * as tls12 from '../tls12/server.ts';
import * as tls13 from '../tls13/server.ts';

export type ServerState = { readonly at: 'START' } | { readonly at: 'WAIT_CLIENT_HELLO' };

const start: Handler<Extract<ServerState, { readonly at: 'START' }>, undefined, ServerState, ServerSettings> = () => ({
  next: { at: 'WAIT_CLIENT_HELLO' },
  effects: [],
});

const onClientHello: Handler<
  Extract<ServerState, { readonly at: 'WAIT_CLIENT_HELLO' }>,
  Received<ClientHello>,
  ServerState,
  ServerSettings
> = (_state, message, settings) => {
  const version = chooseVersion(message.value, settings);
  return version === 'TLSv1.3'
    ? tls13.answerClientHello(message, settings)
    : tls12.answerClientHello(message, Transcript.EMPTY, settings);
};

export const SERVER: Table<ServerState, ServerSettings> = {
  START: { start },
  WAIT_CLIENT_HELLO: { messages: { client_hello: on(HELLOS.client_hello, onClientHello) } },
};
