/** Events for an observer of a connection. Without an observer no event is built: every place that reports has the form
 * `observe?.({ … })`. Bytes in events belong to the engine: do not modify them.
 * Ephemeral private key, premaster secret, master secret, key block and plaintext are secret: a viewer must hide them by default. */
import type { Certificate, Validation } from '../x509/index.ts';
import type { ReceivedAlert } from './messages/alerts.ts';
import type { Ephemeral, GroupName } from './negotiation/groups.ts';
import type { TlsVersion } from './negotiation/signature-schemes.ts';
import type { CipherSuiteName } from './negotiation/suites.ts';
import type { ProtectedParts } from './record/protection.ts';
import type { ContentKind } from './record/records.ts';
import type { EcdheMessage, HandshakeMessage } from './tls12/messages.ts';
import type { SecretName } from './tls13/key-schedule.ts';
import type { HandshakeMessage13 } from './tls13/messages.ts';

export type Direction = 'sent' | 'received';

/** A handshake message, and the table that describes it. */
export type DescribedMessage =
  | { readonly dialect: 'hello' | 'tls12'; readonly message: HandshakeMessage }
  | { readonly dialect: 'tls12-ecdhe'; readonly message: EcdheMessage }
  | { readonly dialect: 'tls13'; readonly message: HandshakeMessage13 };

/** A signature made or verified in the handshake. */
export interface SignatureSeen {
  readonly direction: Direction;
  readonly scheme: string;
  /** The hash of the signed bytes, by the scheme's hash; the signed bytes themselves if the scheme has none. */
  readonly hash: Uint8Array;
  readonly signature: Uint8Array;
  /** True if we signed. */
  readonly valid: boolean;
}

/** The parameters negotiated by the two hellos. */
export interface Negotiated {
  readonly version: TlsVersion;
  readonly suite: CipherSuiteName;
  /** The group of (EC)DHE; absent with RSA key transport. */
  readonly group?: GroupName;
  /** Always true in TLS 1.3, whose key schedule includes the equivalent (RFC 8446 appendix D). */
  readonly extendedMasterSecret: boolean;
  readonly encryptThenMac: boolean;
  readonly alpn?: string;
  /** The name in the client's server_name extension. */
  readonly serverName?: string;
}

/** The kinds of choices that a server makes. */
export type ChoiceKind = 'certificate' | 'group' | 'scheme' | 'session' | 'suite' | 'version';

/** `bytes` are the message with its header: `handshakeCodec(dialect, bytes)` describes them. */
export type MessageEvent = {
  readonly kind: 'message';
  readonly direction: Direction;
  readonly bytes: Uint8Array;
} & DescribedMessage;

export type TlsEvent =
  | { readonly kind: 'state'; readonly from: string; readonly to: string }
  /** A record as sent or received, and its content. `parts` is absent if the record is not protected. */
  | {
      readonly kind: 'record';
      readonly direction: Direction;
      readonly type: ContentKind;
      readonly sequence: number;
      /** Header and fragment: `tlsRecord` describes them. */
      readonly bytes: Uint8Array;
      readonly plaintext: Uint8Array;
      readonly parts: ProtectedParts | undefined;
    }
  | MessageEvent
  | { readonly kind: 'change-cipher-spec'; readonly direction: Direction }
  | {
      readonly kind: 'alert';
      readonly direction: Direction;
      readonly level: 'warning' | 'fatal';
      readonly description: ReceivedAlert;
    }
  | { readonly kind: 'negotiated'; readonly negotiated: Negotiated }
  /** A choice that the server made, and the reason. */
  | { readonly kind: 'choice'; readonly what: ChoiceKind; readonly chosen: string; readonly reason: string }
  /** The result of (EC)DHE, and what this side computed it of; without that where a server answers in a hybrid group. */
  | {
      readonly kind: 'shared-secret';
      readonly group: GroupName;
      readonly sharedSecret: Uint8Array;
      readonly ephemeral?: Ephemeral | undefined;
    }
  /** A secret of TLS 1.3's key schedule (RFC 8446 §7.1); `transcriptHash` if one was an input. */
  | {
      readonly kind: 'secret';
      readonly name: SecretName;
      readonly secret: Uint8Array;
      readonly transcriptHash: Uint8Array | undefined;
    }
  /** ServerKeyExchange: the signature covers both randoms and the server's parameters; `hash` is the hash of those. */
  | ({ readonly kind: 'parameters-signature' } & SignatureSeen)
  /** The peer's certificates as received, leaf first. `validation` is absent if the caller turned verification off. */
  | {
      readonly kind: 'peer-certificates';
      readonly certificates: readonly Certificate[];
      readonly validation: Validation | undefined;
    }
  /** Client: the secret and its encrypted form. Server: the ciphertext and the recovered secret, or a random one if decryption
   * failed. */
  | {
      readonly kind: 'premaster-secret';
      readonly direction: Direction;
      readonly premasterSecret: Uint8Array;
      readonly encrypted: Uint8Array;
    }
  /** masterSecret = PRF(premasterSecret, label, seed). With the extended master secret, `seed` is the session hash. */
  | {
      readonly kind: 'master-secret';
      readonly label: 'master secret' | 'extended master secret';
      readonly seed: Uint8Array;
      readonly premasterSecret: Uint8Array;
      readonly masterSecret: Uint8Array;
    }
  /** block = PRF(masterSecret, label, seed), split into keys; parts that the suite does not use are empty. */
  | {
      readonly kind: 'key-block';
      readonly label: 'key expansion';
      readonly seed: Uint8Array;
      readonly block: Uint8Array;
      readonly parts: Readonly<Record<KeyBlockPart, Uint8Array>>;
    }
  /** CertificateVerify: the signature covers the whole transcript; `transcriptHash` is its hash. `valid` is true if we signed. */
  | {
      readonly kind: 'transcript-signature';
      readonly direction: Direction;
      readonly scheme: string;
      readonly transcriptHash: Uint8Array;
      readonly signature: Uint8Array;
      readonly valid: boolean;
    }
  /** verifyData = PRF(masterSecret, label, transcriptHash)[0..11], as we compute it for either side's Finished. */
  | {
      readonly kind: 'verify-data';
      readonly label: 'client finished' | 'server finished';
      readonly transcriptHash: Uint8Array;
      readonly verifyData: Uint8Array;
    };

/** The names of RFC 5246 §6.3, in its order. */
export type KeyBlockPart =
  | 'client_write_MAC_key'
  | 'server_write_MAC_key'
  | 'client_write_key'
  | 'server_write_key'
  | 'client_write_IV'
  | 'server_write_IV';

export type Observe = (event: TlsEvent) => void;
