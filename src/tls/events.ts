/** What an observer of a connection is told, as it happens. Nothing of it is made when nobody observes: every place that
 * reports reads `observe?.({ … })`, which is one branch. Bytes in events belong to the engine: look, do not write.
 * Premaster and master secret, key block and plaintext are secrets: who shows events decides whether to show these. */
import type { Certificate, Validation } from '../x509/index.ts';
import type { ReceivedAlert } from './messages/alerts.ts';
import type { GroupName } from './negotiation/groups.ts';
import type { TlsVersion } from './negotiation/signature-schemes.ts';
import type { CipherSuiteName } from './negotiation/suites.ts';
import type { ProtectedParts } from './record/protection.ts';
import type { ContentKind } from './record/records.ts';
import type { EcdheMessage, HandshakeMessage } from './tls12/messages.ts';
import type { SecretName } from './tls13/key-schedule.ts';
import type { HandshakeMessage13 } from './tls13/messages.ts';

export type Direction = 'sent' | 'received';

/** A handshake message, and which table describes it. */
export type DescribedMessage =
  | { readonly dialect: 'hello' | 'tls12'; readonly message: HandshakeMessage }
  | { readonly dialect: 'tls12-ecdhe'; readonly message: EcdheMessage }
  | { readonly dialect: 'tls13'; readonly message: HandshakeMessage13 };

/** What an observer is told of a signature of the handshake. */
export interface SignatureSeen {
  readonly direction: Direction;
  readonly scheme: string;
  /** Of what was signed, by the scheme's hash; what was signed itself, where the scheme has none. */
  readonly hash: Uint8Array;
  readonly signature: Uint8Array;
  /** True where we sign. */
  readonly valid: boolean;
}

/** What the two hellos agree on. */
export interface Negotiated {
  readonly version: TlsVersion;
  readonly suite: CipherSuiteName;
  /** Of (EC)DHE; absent with RSA key transport. */
  readonly group?: GroupName;
  /** In TLS 1.3 always: its key schedule has nothing less (RFC 8446 appendix D). */
  readonly extendedMasterSecret: boolean;
  readonly encryptThenMac: boolean;
  readonly alpn?: string;
  /** The name in the client's server_name extension. */
  readonly serverName?: string;
}

/** What a server chooses. */
export type ChoiceKind = 'certificate' | 'group' | 'scheme' | 'suite' | 'version';

/** `bytes` are the message with its header: `handshakeCodec(dialect, bytes)` describes them. */
export type MessageEvent = {
  readonly kind: 'message';
  readonly direction: Direction;
  readonly bytes: Uint8Array;
} & DescribedMessage;

export type TlsEvent =
  | { readonly kind: 'state'; readonly from: string; readonly to: string }
  /** A record as it travelled, and what is inside. `parts` is absent where nothing protects it. */
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
  /** A choice of a server, and why it was made. */
  | { readonly kind: 'choice'; readonly what: ChoiceKind; readonly chosen: string; readonly reason: string }
  /** What (EC)DHE gave. */
  | { readonly kind: 'shared-secret'; readonly group: GroupName; readonly sharedSecret: Uint8Array }
  /** A secret of TLS 1.3's key schedule as it arises (RFC 8446 §7.1); `transcriptHash` where one went into it. */
  | {
      readonly kind: 'secret';
      readonly name: SecretName;
      readonly secret: Uint8Array;
      readonly transcriptHash: Uint8Array | undefined;
    }
  /** ServerKeyExchange: both randoms and the server's parameters are signed; `hash` is theirs. */
  | ({ readonly kind: 'parameters-signature' } & SignatureSeen)
  /** The peer's certificates as they came, leaf first. `validation` is absent where the caller said not to verify. */
  | {
      readonly kind: 'peer-certificates';
      readonly certificates: readonly Certificate[];
      readonly validation: Validation | undefined;
    }
  /** Client: the secret and how it travels. Server: what came and what was made of it, a random secret where it was no good. */
  | {
      readonly kind: 'premaster-secret';
      readonly direction: Direction;
      readonly premasterSecret: Uint8Array;
      readonly encrypted: Uint8Array;
    }
  /** masterSecret = PRF(premasterSecret, label, seed). With the extended one, `seed` is the session hash. */
  | {
      readonly kind: 'master-secret';
      readonly label: 'master secret' | 'extended master secret';
      readonly seed: Uint8Array;
      readonly premasterSecret: Uint8Array;
      readonly masterSecret: Uint8Array;
    }
  /** block = PRF(masterSecret, label, seed), and how it is cut; a part that the suite does not need is empty. */
  | {
      readonly kind: 'key-block';
      readonly label: 'key expansion';
      readonly seed: Uint8Array;
      readonly block: Uint8Array;
      readonly parts: Readonly<Record<KeyBlockPart, Uint8Array>>;
    }
  /** CertificateVerify: the whole transcript is signed; `transcriptHash` is its hash. `valid` is true where we sign. */
  | {
      readonly kind: 'transcript-signature';
      readonly direction: Direction;
      readonly scheme: string;
      readonly transcriptHash: Uint8Array;
      readonly signature: Uint8Array;
      readonly valid: boolean;
    }
  /** verifyData = PRF(masterSecret, label, transcriptHash)[0..11], as we compute it for either end's Finished. */
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
