/** From the premaster secret to the record keys (RFC 5246 §8.1, §6.3; RFC 7627 §4) and to Finished (§7.4.9).
 * Each step takes the type of the previous result, so that no step can be skipped. */
import { type Bytes, concat } from '../../bytes/index.ts';
import type { Observe } from '../events.ts';
import type { Transcript } from '../messages/transcript.ts';
import type { CipherSuite } from '../negotiation/suites.ts';
import type { DirectionKeys } from '../record/protection.ts';
import { prf } from './prf.ts';

/** The random values of the two hellos. */
export interface Randoms {
  readonly client: Uint8Array;
  readonly server: Uint8Array;
}

/** 48 bytes that only the two ends know. Secret. */
export class MasterSecret {
  // Private, so that no other value is assignable to this type.
  readonly #bytes: Bytes;
  private constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  get bytes(): Bytes {
    return this.#bytes;
  }

  /** The master secret of the session that is resumed (RFC 5246 §7.3). It is copied. */
  static resumed(bytes: Uint8Array): MasterSecret {
    return new MasterSecret(new Uint8Array(bytes));
  }

  /** RFC 5246 §8.1; or RFC 7627 §4 if both hellos had the extension: the seed is then the hash of all messages up to
   * ClientKeyExchange, so that two different sessions cannot share a master secret. */
  static derive(
    premasterSecret: Uint8Array,
    inputs: { suite: CipherSuite; randoms: Randoms; sessionTranscript: Transcript; extended: boolean },
    observe: Observe | undefined,
  ): MasterSecret {
    const { suite, randoms, extended } = inputs;
    const label = extended ? 'extended master secret' : 'master secret';
    const seed = extended ? inputs.sessionTranscript.digest() : concat(randoms.client, randoms.server);
    const bytes = prf(suite.hash, premasterSecret, label, seed, 48);
    observe?.({ kind: 'master-secret', label, seed, premasterSecret, masterSecret: bytes });
    return new MasterSecret(bytes);
  }
}

export interface KeyBlock {
  readonly client: DirectionKeys;
  readonly server: DirectionKeys;
}

/** RFC 5246 §6.3: key_block = PRF(master_secret, "key expansion", server_random + client_random), split in order. */
export function keyBlock(
  master: MasterSecret,
  suite: CipherSuite,
  randoms: Randoms,
  observe: Observe | undefined,
): KeyBlock {
  const { macKeyLength, keyLength, fixedIvLength } = suite.bulk;
  const seed = concat(randoms.server, randoms.client);
  const block = prf(suite.hash, master.bytes, 'key expansion', seed, 2 * (macKeyLength + keyLength + fixedIvLength));
  let at = 0;
  const cut = (length: number) => block.slice(at, (at += length));
  const parts = {
    client_write_MAC_key: cut(macKeyLength),
    server_write_MAC_key: cut(macKeyLength),
    client_write_key: cut(keyLength),
    server_write_key: cut(keyLength),
    client_write_IV: cut(fixedIvLength),
    server_write_IV: cut(fixedIvLength),
  };
  observe?.({ kind: 'key-block', label: 'key expansion', seed, block, parts });
  return {
    client: { macKey: parts.client_write_MAC_key, key: parts.client_write_key, fixedIv: parts.client_write_IV },
    server: { macKey: parts.server_write_MAC_key, key: parts.server_write_key, fixedIv: parts.server_write_IV },
  };
}

/** RFC 5246 §7.4.9: verify_data = PRF(master_secret, finished_label, Hash(handshake_messages))[0..11]. */
export function verifyData(
  sender: 'client' | 'server',
  master: MasterSecret,
  suite: CipherSuite,
  transcript: Transcript,
  observe: Observe | undefined,
): Bytes {
  const label = `${sender} finished` as const;
  const transcriptHash = transcript.digest();
  const bytes = prf(suite.hash, master.bytes, label, transcriptHash, 12);
  observe?.({ kind: 'verify-data', label, transcriptHash, verifyData: bytes });
  return bytes;
}
