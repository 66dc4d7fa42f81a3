/** A server that opens records of TLS 1.2 in CBC mode, MAC-then-encrypt, with keys that it keeps, as the targets of padding oracles do. */
import { type Bytes, concat, ctEqual, equalBytes, type Random, utf8ToBytes } from '../bytes/index.ts';
import { aes, cbcDecrypt } from '../cipher/index.ts';
import { type Hash, hmacKey } from '../hash/index.ts';
import { TlsError } from '../tls/index.ts';
import { macHeader, macThenEncrypt } from '../tls/internal.ts';

/** application_data, and the sequence number of every record here. */
export const TYPE = 23;
export const SEQUENCE = 1;
export const BLOCK = 16;

export interface CbcServer {
  /** What the attacker recorded: IV and ciphertext of one record. */
  readonly recorded: Bytes;
  readonly truth: Bytes;
  /** The engine's answer to a record: the code of its TlsError; undefined for a good one. */
  openByEngine(fragment: Uint8Array): string | undefined;
  /** The decrypted blocks, padding and MAC included: for the broken variants. */
  decrypt(fragment: Uint8Array): Bytes;
  /** The MAC of a content. */
  mac(content: Uint8Array): Bytes;
}

/** @param text - the content of the recorded record. */
export function cbcServer(hash: Hash, random: Random, text: string): CbcServer {
  const [cipher, macKey] = [aes(random.bytes(16)), random.bytes(hash.outputLength)];
  const protection = macThenEncrypt({ cipher, hash, macKey, random });
  const hmac = hmacKey(hash, macKey);
  const truth = utf8ToBytes(text);
  return {
    truth,
    recorded: protection.seal(SEQUENCE, TYPE, truth),
    openByEngine(fragment) {
      try {
        protection.open(SEQUENCE, TYPE, fragment);
        return undefined;
      } catch (error) {
        if (error instanceof TlsError) return error.code;
        throw error;
      }
    },
    decrypt: (fragment) => cbcDecrypt(cipher, fragment.subarray(0, BLOCK), fragment.subarray(BLOCK)),
    mac: (content) => hmac.mac(macHeader(SEQUENCE, TYPE, content.length), content),
  };
}

/** The broken order of things: the padding is looked at first, and has an answer of its own.
 * @returns the alert; undefined for a good record. */
export function openWithTwoAlerts(server: CbcServer, hash: Hash, fragment: Uint8Array): string | undefined {
  const padded = server.decrypt(fragment);
  const padding = padded[padded.length - 1] + 1;
  if (padding + hash.outputLength > padded.length) return 'decryption-failed';
  if (padded.subarray(-padding).some((byte) => byte !== padding - 1)) return 'decryption-failed';
  const content = padded.subarray(0, padded.length - padding - hash.outputLength);
  const mac = padded.subarray(content.length, content.length + hash.outputLength);
  return ctEqual(server.mac(content), mac) ? undefined : 'bad-record-mac';
}

/** The blocks of a fragment, IV first. */
export const blocksOf = (fragment: Uint8Array): Uint8Array[] =>
  Array.from({ length: fragment.length / BLOCK }, (_, i) => fragment.subarray(BLOCK * i, BLOCK * (i + 1)));

/** Whether the attacker's plaintext begins with the recorded content. */
export const isRecovered = (found: Uint8Array, { truth }: CbcServer): boolean =>
  equalBytes(found.subarray(0, truth.length), truth);

export const joined = (blocks: readonly Uint8Array[]): Bytes => concat(...blocks);
