/** Chooses the function that describes a handshake message: by version and key exchange, then by the kind of message. */
import type { DescribedMessage, Dialect } from '../../tls/index.ts';
import type { TlsLog } from '../document/events.ts';
import { ECDHE_TELLERS, HELLOS, TELLERS, type Teller, type Told } from './messages.ts';
import { TELLERS_13 } from './messages-of-tls13.ts';

const BY_DIALECT: Readonly<Record<Dialect, Partial<Record<string, Teller>>>> = {
  hello: { ...TELLERS, hello_retry_request: TELLERS_13.hello_retry_request },
  tls12: TELLERS,
  'tls12-ecdhe': { ...TELLERS, ...ECDHE_TELLERS },
  tls13: { ...HELLOS, ...TELLERS_13 },
};

/** @param log - the events of a side that sent or received the message. */
export function tellMessage({ dialect, message }: DescribedMessage, log: TlsLog): Told {
  return BY_DIALECT[dialect][message.kind]?.(message.value as never, log) ?? { note: '', facts: [] };
}
