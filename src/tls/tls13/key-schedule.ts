/** The key schedule of TLS 1.3 (RFC 8446 §7.1), as a chain of types: each step consumes the previous secret, returns the next one and
 * overwrites its own, so that no step can be skipped or repeated.
 *
 *     EarlySecret ──(EC)DHE──▶ HandshakeSecret ──────▶ MasterSecret
 *          │                        │                      │
 *     binder key           handshake traffic      application traffic, exporter, resumption
 */
import type { Bytes } from '../../bytes/index.ts';
import { named, opaque, struct, uint16 } from '../../codec/index.ts';
import { type Hash, hkdfExpand, hkdfExtract, hmac } from '../../hash/index.ts';

/** The parameters of Derive-Secret and of the traffic keys. */
export const hkdfLabel = struct('HkdfLabel', 'RFC 8446 §7.1', {
  length: uint16,
  label: named('label', opaque(8, 7, 255)),
  context: opaque(8, 0, 255),
});

/** HKDF-Expand-Label(Secret, Label, Context, Length) (RFC 8446 §7.1).
 * @param label - without "tls13 "; ASCII. Timing: depends on the lengths only (as far as the JIT allows). */
export function hkdfExpandLabel(
  hash: Hash,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Bytes {
  return hkdfExpand(hash, secret, hkdfLabelOf(label, context, length), length);
}

/** The fast path of `hkdfLabel`: a handshake derives some forty values. @param label - ASCII, at most 249 characters. */
export function hkdfLabelOf(label: string, context: Uint8Array, length: number): Bytes {
  const prefixed = `tls13 ${label}`;
  const info = new Uint8Array(4 + prefixed.length + context.length);
  info[0] = length >> 8;
  info[1] = length;
  info[2] = prefixed.length;
  for (let i = 0; i < prefixed.length; i++) info[3 + i] = prefixed.charCodeAt(i);
  info[3 + prefixed.length] = context.length;
  info.set(context, 4 + prefixed.length);
  return info;
}

/** The name under which each secret is reported to an observer. */
export type SecretName =
  | 'psk'
  | 'early_secret'
  | 'binder_key'
  | 'handshake_secret'
  | 'client_handshake_traffic_secret'
  | 'server_handshake_traffic_secret'
  | 'master_secret'
  | 'client_application_traffic_secret'
  | 'server_application_traffic_secret'
  | 'exporter_master_secret'
  | 'resumption_master_secret';

/** Receives every secret: its name, the bytes (which belong to the engine), and the transcript hash that it is derived from. */
export type SecretWatch = (name: SecretName, secret: Uint8Array, transcriptHash: Uint8Array | undefined) => void;

const NOTHING = new Uint8Array();

/** Bytes that are used once and then overwritten. */
class Secret {
  readonly hash: Hash;
  readonly #bytes: Bytes;
  #isSpent = false;

  protected constructor(hash: Hash, bytes: Bytes) {
    this.hash = hash;
    this.#bytes = bytes;
  }

  protected get bytes(): Bytes {
    if (this.#isSpent) throw new Error('a secret of the key schedule was asked for after it had served');
    return this.#bytes;
  }

  /** Derive-Secret(., label, messages), given the hash of the messages. */
  protected derive(label: string, transcriptHash: Uint8Array): Bytes {
    return hkdfExpandLabel(this.hash, this.bytes, label, transcriptHash, this.hash.outputLength);
  }

  /** HKDF-Extract of the next input, under Derive-Secret(., "derived", ""); this secret is overwritten. */
  protected next(input: Uint8Array): Bytes {
    const salt = this.derive('derived', this.hash.digest(NOTHING));
    this.erase();
    return hkdfExtract(this.hash, salt, input);
  }

  erase(): void {
    this.#isSpent = true;
    this.#bytes.fill(0);
  }
}

/** Derived from a pre-shared key, or from zeros. */
export class EarlySecret extends Secret {
  /** @param psk - of the resumed session; undefined for none. */
  static from(hash: Hash, psk: Uint8Array | undefined, watch?: SecretWatch): EarlySecret {
    const zeros = new Uint8Array(hash.outputLength);
    if (psk !== undefined) watch?.('psk', psk, undefined);
    const bytes = hkdfExtract(hash, zeros, psk ?? zeros);
    watch?.('early_secret', bytes, undefined);
    return new EarlySecret(hash, bytes);
  }

  /** The key of the binder that proves possession of a ticket's PSK (§4.2.11.2). */
  binderKey(watch?: SecretWatch): Bytes {
    const bytes = this.derive('res binder', this.hash.digest(NOTHING));
    watch?.('binder_key', bytes, undefined);
    return bytes;
  }

  /** @param shared - the result of the key exchange; overwritten. */
  handshake(shared: Uint8Array, watch?: SecretWatch): HandshakeSecret {
    const bytes = this.next(shared);
    shared.fill(0);
    watch?.('handshake_secret', bytes, undefined);
    return HandshakeSecret.of(this.hash, bytes);
  }
}

/** Derived from the key exchange. */
export class HandshakeSecret extends Secret {
  /** Called by `EarlySecret` only. */
  static of(hash: Hash, bytes: Bytes): HandshakeSecret {
    return new HandshakeSecret(hash, bytes);
  }

  /** @param transcriptHash - of ClientHello to ServerHello. */
  traffic(
    transcriptHash: Uint8Array,
    watch?: SecretWatch,
  ): { readonly client: TrafficSecret; readonly server: TrafficSecret } {
    const client = this.derive('c hs traffic', transcriptHash);
    watch?.('client_handshake_traffic_secret', client, transcriptHash);
    const server = this.derive('s hs traffic', transcriptHash);
    watch?.('server_handshake_traffic_secret', server, transcriptHash);
    return { client: new TrafficSecret(this.hash, client), server: new TrafficSecret(this.hash, server) };
  }

  master(watch?: SecretWatch): MasterSecret {
    const bytes = this.next(new Uint8Array(this.hash.outputLength));
    watch?.('master_secret', bytes, undefined);
    return MasterSecret.of(this.hash, bytes);
  }
}

/** The master secret, from which the keys of the session are derived. */
export class MasterSecret extends Secret {
  /** Called by `HandshakeSecret` only. */
  static of(hash: Hash, bytes: Bytes): MasterSecret {
    return new MasterSecret(hash, bytes);
  }

  /** @param transcriptHash - of ClientHello to the server's Finished. */
  application(
    transcriptHash: Uint8Array,
    watch?: SecretWatch,
  ): { readonly client: TrafficSecret; readonly server: TrafficSecret; readonly exporter: ExporterSecret } {
    const client = this.derive('c ap traffic', transcriptHash);
    watch?.('client_application_traffic_secret', client, transcriptHash);
    const server = this.derive('s ap traffic', transcriptHash);
    watch?.('server_application_traffic_secret', server, transcriptHash);
    const exporter = this.derive('exp master', transcriptHash);
    watch?.('exporter_master_secret', exporter, transcriptHash);
    return {
      client: new TrafficSecret(this.hash, client),
      server: new TrafficSecret(this.hash, server),
      exporter: new ExporterSecret(this.hash, exporter),
    };
  }

  /** The last secret of the chain; the master secret is overwritten.
   * @param transcriptHash - of ClientHello to the client's Finished. */
  resumption(transcriptHash: Uint8Array, watch?: SecretWatch): ResumptionSecret {
    const bytes = this.derive('res master', transcriptHash);
    watch?.('resumption_master_secret', bytes, transcriptHash);
    this.erase();
    return new ResumptionSecret(this.hash, bytes);
  }
}

/** The traffic secret of one direction (§7.2, §7.3), which also keys its sender's Finished (§4.4.4). */
export class TrafficSecret {
  readonly hash: Hash;
  readonly #bytes: Bytes;

  constructor(hash: Hash, bytes: Bytes) {
    this.hash = hash;
    this.#bytes = bytes;
  }

  /** The record keys derived from it. */
  keys(keyLength: number, ivLength: number): { readonly key: Bytes; readonly iv: Bytes } {
    return {
      key: hkdfExpandLabel(this.hash, this.#bytes, 'key', NOTHING, keyLength),
      iv: hkdfExpandLabel(this.hash, this.#bytes, 'iv', NOTHING, ivLength),
    };
  }

  /** verify_data = HMAC(finished_key, Transcript-Hash). */
  verifyData(transcriptHash: Uint8Array): Bytes {
    return finishedMac(this.hash, this.#bytes, transcriptHash);
  }

  /** application_traffic_secret_N+1 (§7.2); this one is overwritten. */
  updated(): TrafficSecret {
    const bytes = hkdfExpandLabel(this.hash, this.#bytes, 'traffic upd', NOTHING, this.hash.outputLength);
    this.erase();
    return new TrafficSecret(this.hash, bytes);
  }

  erase(): void {
    this.#bytes.fill(0);
  }
}

/** HMAC(HKDF-Expand-Label(base key, "finished"), Transcript-Hash): Finished, and a PSK's binder (§4.2.11.2). */
export function finishedMac(hash: Hash, baseKey: Uint8Array, transcriptHash: Uint8Array): Bytes {
  const finishedKey = hkdfExpandLabel(hash, baseKey, 'finished', NOTHING, hash.outputLength);
  const mac = hmac(hash, finishedKey, transcriptHash);
  finishedKey.fill(0);
  return mac;
}

/** The exporter secret (§7.5). Kept as long as the session. */
export class ExporterSecret {
  readonly #hash: Hash;
  readonly #bytes: Bytes;

  constructor(hash: Hash, bytes: Bytes) {
    this.#hash = hash;
    this.#bytes = bytes;
  }

  /** TLS-Exporter(label, context_value, key_length); no context is the same as an empty one. */
  export(label: string, context: Uint8Array | undefined, length: number): Bytes {
    const hash = this.#hash;
    const secret = hkdfExpandLabel(hash, this.#bytes, label, hash.digest(NOTHING), hash.outputLength);
    return hkdfExpandLabel(hash, secret, 'exporter', hash.digest(context ?? NOTHING), length);
  }
}

/** The secret from which the PSKs of tickets are derived (§4.6.1). */
export class ResumptionSecret {
  readonly hash: Hash;
  readonly #bytes: Bytes;

  constructor(hash: Hash, bytes: Bytes) {
    this.hash = hash;
    this.#bytes = bytes;
  }

  /** @param nonce - the ticket's. */
  psk(nonce: Uint8Array): Bytes {
    return hkdfExpandLabel(this.hash, this.#bytes, 'resumption', nonce, this.hash.outputLength);
  }
}
