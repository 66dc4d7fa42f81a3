/** How the two ends come to a premaster secret (RFC 5246 §7.4.3, §7.4.7): an interface, and a row for each way. */
import type { Bytes } from '../../bytes/index.ts';
import type { MessageType } from '../messages/message-type.ts';
import { rsaKeyOf } from '../negotiation/peer-certificates.ts';
import type { KeyExchangeName } from '../negotiation/suites.ts';
import type { Credentials, Settings } from '../options.ts';
import type { PeerVerified } from '../proofs.ts';
import { MESSAGES, type MessageValue } from './messages.ts';
import { makePremasterSecret, recoverPremasterSecret } from './premaster-secret.ts';

export interface KeyExchange {
  /** How its ClientKeyExchange is described. */
  readonly message: MessageType<'client_key_exchange', MessageValue<'client_key_exchange'>>;
  /** The client's side: what goes into ClientKeyExchange, and the secret. */
  answer(
    context: { readonly clientVersion: number; readonly server: PeerVerified },
    settings: Settings,
  ): { readonly value: MessageValue<'client_key_exchange'>; readonly premasterSecret: Bytes };
  /** The server's side: the secret, from what came. */
  open(
    context: { readonly clientVersion: number; readonly credentials: Credentials },
    value: MessageValue<'client_key_exchange'>,
    settings: Settings,
  ): Bytes;
}

/** The client draws the secret, and encrypts it under the key in the server's certificate (§7.4.7.1). */
const rsaKeyTransport: KeyExchange = {
  message: MESSAGES.client_key_exchange,
  answer({ clientVersion, server }, { random, observe }) {
    const { premasterSecret, encrypted } = makePremasterSecret(clientVersion, rsaKeyOf(server.leaf), random, observe);
    return { value: { encryptedPreMasterSecret: encrypted }, premasterSecret };
  },
  open: ({ clientVersion, credentials }, { encryptedPreMasterSecret }, { random, observe }) =>
    recoverPremasterSecret(encryptedPreMasterSecret, clientVersion, credentials.key, random, observe),
};

export const KEY_EXCHANGES: Readonly<Record<KeyExchangeName, KeyExchange>> = { RSA: rsaKeyTransport };
