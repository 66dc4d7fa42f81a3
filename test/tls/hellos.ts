/** ClientHellos that our client does not send. */
import { decode, encode } from '../../src/codec/index.ts';
import { type ClientHello, handshake, tlsRecord } from '../../src/tls/index.ts';
import type { Transport } from './parties.ts';

export type HelloChange = (hello: ClientHello) => Partial<ClientHello>;

/** A ClientHello, with its header, with other fields. Its binders are wrong then. */
export function helloWith(bytes: Uint8Array, change: HelloChange): Uint8Array {
  const message = decode(handshake, bytes);
  if (message.kind !== 'client_hello') throw new Error(message.kind);
  return encode(handshake, { kind: 'client_hello', value: { ...message.value, ...change(message.value) } });
}

/** Changes a ClientHello on its way, if it comes alone. */
export const changingHello =
  (change: HelloChange): Transport =>
  (bytes, from) => {
    if (from !== 'client' || bytes[0] !== 22 || bytes[5] !== 1) return [bytes];
    const record = decode(tlsRecord, bytes);
    return [encode(tlsRecord, { ...record, fragment: helloWith(record.fragment, change) })];
  };
