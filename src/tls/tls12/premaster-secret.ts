/** The premaster secret under the server's public key (RFC 5246 §7.4.7.1). */
import { type Bytes, type Random, randomBytes } from '../../bytes/index.ts';
import { encode } from '../../codec/index.ts';
import { decryptPkcs1OrFallback, encryptPkcs1, type RsaPrivateKey, type RsaPublicKey } from '../../rsa/index.ts';
import type { Observe } from '../events.ts';
import { preMasterSecret } from './messages.ts';

/** Bytes of the client's version, and of what it draws. */
const VERSION = 2;
const RANDOM = 46;

/** Draws a premaster secret and encrypts it. @param clientVersion - as in the ClientHello: it is what the server checks by. */
export function makePremasterSecret(
  clientVersion: number,
  to: RsaPublicKey,
  random: Random,
  observe: Observe | undefined,
): { premasterSecret: Bytes; encrypted: Bytes } {
  const premasterSecret = encode(preMasterSecret, { clientVersion, random: randomBytes(random, RANDOM) });
  const encrypted = encryptPkcs1(to, premasterSecret, random);
  observe?.({ kind: 'premaster-secret', direction: 'sent', premasterSecret, encrypted });
  return { premasterSecret, encrypted };
}

/** Recovers the client's premaster secret, or makes one that nobody knows: the two look the same from outside, and the handshake
 * fails later, at Finished. Whoever could tell them apart could decrypt what was sent to this key (Bleichenbacher 1998).
 * Timing: the same steps whatever was decrypted; see `decryptPkcs1OrFallback` for what bigint leaves open. */
export function recoverPremasterSecret(
  encrypted: Uint8Array,
  clientVersion: number,
  key: RsaPrivateKey,
  random: Random,
  observe: Observe | undefined,
): Bytes {
  // RFC 5246 §7.4.7.1 step 1: "Generate a string R of 46 random bytes", before anything is known of the ciphertext.
  const fallback = randomBytes(random, VERSION + RANDOM);
  // Step 2: "Decrypt the message to recover the plaintext M".
  const M = decryptPkcs1OrFallback(key, encrypted, fallback, random);
  // Step 3: the version is not compared but put in its place, so a wrong one gives a wrong secret and no other sign.
  const premasterSecret = encode(preMasterSecret, { clientVersion, random: M.subarray(VERSION) });
  observe?.({ kind: 'premaster-secret', direction: 'received', premasterSecret, encrypted });
  return premasterSecret;
}
