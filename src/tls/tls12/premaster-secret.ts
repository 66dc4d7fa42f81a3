/** The premaster secret under RSA key transport (RFC 5246 §7.4.7.1). */
import { type Bytes, type Random, randomBytes } from '../../bytes/index.ts';
import { encode } from '../../codec/index.ts';
import { decryptPkcs1OrFallback, encryptPkcs1, type RsaPrivateKey, type RsaPublicKey } from '../../rsa/index.ts';
import type { Observe } from '../events.ts';
import { preMasterSecret } from './messages.ts';

/** Bytes of the client's version, and of the random part. */
const VERSION = 2;
const RANDOM = 46;

/** Draws a premaster secret and encrypts it. @param clientVersion - as in the ClientHello; the server checks it. */
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

/** Recovers the client's premaster secret, or substitutes a random one. The two cases look the same from outside; with a random
 * secret the handshake fails later, at Finished. An attacker who could distinguish them could decrypt anything encrypted to this
 * key (Bleichenbacher 1998).
 * Timing: the same steps for any plaintext; see `decryptPkcs1OrFallback` for what bigint leaves open. */
export function recoverPremasterSecret(
  encrypted: Uint8Array,
  clientVersion: number,
  key: RsaPrivateKey,
  random: Random,
  observe: Observe | undefined,
): Bytes {
  // RFC 5246 §7.4.7.1 step 1: "Generate a string R of 46 random bytes", before the ciphertext is looked at.
  const fallback = randomBytes(random, VERSION + RANDOM);
  // Step 2: "Decrypt the message to recover the plaintext M".
  const M = decryptPkcs1OrFallback(key, encrypted, fallback, random);
  // Step 3: the version is not compared but overwritten, so that a wrong version only results in a wrong secret.
  const premasterSecret = encode(preMasterSecret, { clientVersion, random: M.subarray(VERSION) });
  observe?.({ kind: 'premaster-secret', direction: 'received', premasterSecret, encrypted });
  return premasterSecret;
}
