/** Key exchange methods (RFC 5246 §7.4.3, §7.4.7): an interface, and one row for each method. */
import { type Bytes, concat } from '../../bytes/index.ts';
import { encode } from '../../codec/index.ts';
import type { KeyUsageBit } from '../../x509/index.ts';
import { TlsError } from '../errors.ts';
import type { Step } from '../machine.ts';
import { EC_CURVE_TYPES } from '../messages/code-points.ts';
import type { MessageType } from '../messages/message-type.ts';
import { agreeObserved } from '../negotiation/agreement.ts';
import type { Group } from '../negotiation/groups.ts';
import { rsaKeyOf } from '../negotiation/peer-certificates.ts';
import type { ChosenCertificate } from '../negotiation/server-choice.ts';
import type { KeyExchangeName } from '../negotiation/suites.ts';
import type { Settings } from '../options.ts';
import { KeyProven, type PeerVerified } from '../proofs.ts';
import { useKey } from '../use-key.ts';
import type { Agreed } from './handshake-keys.ts';
import type { Randoms } from './key-schedule.ts';
import { ECDHE_MESSAGES, type EcdheValue, MESSAGES, type MessageValue, serverEcdhParams } from './messages.ts';
import { makePremasterSecret, recoverPremasterSecret } from './premaster-secret.ts';

type ServerKeyExchange = EcdheValue<'server_key_exchange'>;
/** The client's answer: a ciphertext, or a point. */
export type ClientKeyExchange = EcdheValue<'client_key_exchange'> | MessageValue<'client_key_exchange'>;

/** The server's part of one handshake. */
export interface ServerHalf {
  /** The ServerKeyExchange to send; undefined if the method has none. */
  readonly value: ServerKeyExchange | undefined;
  /** Computes the premaster secret from the client's answer. Secret. @param then - receives it. */
  open<S>(answer: ClientKeyExchange, then: (premasterSecret: Bytes) => Step<S>): Step<S>;
}

/** The client's answer. */
export interface ClientHalf {
  readonly value: ClientKeyExchange;
  /** Secret. */
  readonly premasterSecret: Bytes;
}

export interface KeyExchange {
  /** The use of the key in the server's certificate (RFC 5246 §7.4.2). */
  readonly usage: KeyUsageBit;
  /** Whether there is a ServerKeyExchange message. */
  readonly hasServerKeyExchange: boolean;
  /** The dialect of its ClientKeyExchange message. */
  readonly clientKeyExchange: MessageType<'client_key_exchange', ClientKeyExchange>;
  /** The server's side of one handshake. @param then - receives it. */
  begin<S>(
    context: { readonly agreed: Agreed; readonly clientVersion: number; readonly certificate: ChosenCertificate },
    settings: Settings,
    then: (half: ServerHalf) => Step<S>,
  ): Step<S>;
  /** The client's side. @param offered - the server's ServerKeyExchange, whose signature was verified. */
  answer(
    context: {
      readonly clientVersion: number;
      readonly server: PeerVerified;
      readonly offered: Offered | undefined;
    },
    settings: Settings,
  ): ClientHalf;
}

/** The client draws the secret and encrypts it with the key in the server's certificate (§7.4.7.1). */
const rsaKeyTransport: KeyExchange = {
  usage: 'keyEncipherment',
  hasServerKeyExchange: false,
  clientKeyExchange: MESSAGES.client_key_exchange as KeyExchange['clientKeyExchange'],
  begin: ({ clientVersion, certificate: { credentials } }, settings, then) =>
    then({
      value: undefined,
      open: (answer, then) => {
        const { encryptedPreMasterSecret } = answer as MessageValue<'client_key_exchange'>;
        return recoverPremasterSecret(encryptedPreMasterSecret, clientVersion, credentials, settings, then);
      },
    }),
  answer({ clientVersion, server }, { random, observe }) {
    const { premasterSecret, encrypted } = makePremasterSecret(clientVersion, rsaKeyOf(server.leaf), random, observe);
    return { value: { encryptedPreMasterSecret: encrypted }, premasterSecret };
  },
};

/** Both sides generate an ephemeral key pair; the server signs its public value (RFC 8422 §2). */
const ecdhe: KeyExchange = {
  usage: 'digitalSignature',
  hasServerKeyExchange: true,
  clientKeyExchange: ECDHE_MESSAGES.client_key_exchange as KeyExchange['clientKeyExchange'],
  begin({ agreed, certificate }, settings, then) {
    const { random, observe } = settings;
    const share = agreed.group!.generate(random);
    const { named_curve: curveType } = EC_CURVE_TYPES;
    const params = { curveType, namedCurve: agreed.group!.id, point: share.publicValue };
    return signParams(params, agreed.randoms, certificate, settings, (value) =>
      then({
        value,
        open(answer, then) {
          const { point } = answer as EcdheValue<'client_key_exchange'>;
          const { shared } = agreeObserved(observe, agreed.group!.name, (watch) => ({
            shared: share.agree(point, watch),
          }));
          return then(shared);
        },
      }),
    );
  },
  answer({ offered }, { random, observe }) {
    if (offered === undefined) throw new Error('ECDHE without ServerKeyExchange');
    const { group, point } = offered;
    const { publicValue, shared } = agreeObserved(observe, group.name, (watch) => group.answer(random, point, watch));
    return { value: { point: publicValue }, premasterSecret: shared };
  },
};

export const KEY_EXCHANGES: Readonly<Record<KeyExchangeName, KeyExchange>> = { RSA: rsaKeyTransport, ECDHE: ecdhe };

/** RFC 8422 §5.4: the server signs both randoms and its parameters. */
const signedBytes = (params: ServerKeyExchange['params'], { client, server }: Randoms): Bytes =>
  concat(client, server, encode(serverEcdhParams, params));

function signParams<S>(
  params: ServerKeyExchange['params'],
  randoms: Randoms,
  { credentials, scheme }: ChosenCertificate,
  settings: Settings,
  then: (value: ServerKeyExchange) => Step<S>,
): Step<S> {
  const { id, name, hash } = scheme!;
  const message = signedBytes(params, randoms);
  return useKey(credentials, { kind: 'sign', scheme: name, message }, settings, (signature) => {
    settings.observe?.({
      kind: 'parameters-signature',
      direction: 'sent',
      scheme: name,
      hash: hash?.digest(message) ?? message,
      signature,
      valid: true,
    });
    return then({ params, algorithm: id, signature });
  });
}

/** A ServerKeyExchange with a verified signature and a group that we offered. */
export class Offered {
  readonly group: Group;
  readonly point: Uint8Array;
  readonly proven: KeyProven;

  private constructor(group: Group, point: Uint8Array, proven: KeyProven) {
    this.group = group;
    this.point = point;
    this.proven = proven;
  }

  /** @throws TlsError `not-offered`, `signature-wrong`. */
  static check(
    server: PeerVerified,
    { params, algorithm, signature }: ServerKeyExchange,
    randoms: Randoms,
    settings: Settings,
  ): Offered {
    const group = settings.groups.find(({ id, only13 }) => id === params.namedCurve && !only13);
    if (group === undefined) throw new TlsError('not-offered', 'RFC 8422 §5.4');
    const message = signedBytes(params, randoms);
    const proven = KeyProven.check(server, { algorithm, signature, message, version: 'TLSv1.2' }, settings, (seen) =>
      settings.observe?.({ kind: 'parameters-signature', ...seen }),
    );
    return new Offered(group, params.point, proven);
  }
}
