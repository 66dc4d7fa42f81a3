/** The premaster secret under RSA key transport (RFC 5246 §7.4.7.1). */
import { type Bytes, type Random, randomBytes } from '../../bytes/index.ts';
import { encode } from '../../codec/index.ts';
import { encryptPkcs1, type RsaPublicKey } from '../../rsa/index.ts';
import type { AnyCredentials } from '../credentials.ts';
import type { Observe } from '../events.ts';
import type { Step } from '../machine.ts';
import type { Settings } from '../options.ts';
import { useKey } from '../use-key.ts';
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
 * @param then - receives the secret.
 * Timing: the same steps for any plaintext; see `decryptPkcs1OrFallback` for what bigint leaves open. */
export function recoverPremasterSecret<S>(
  encrypted: Uint8Array,
  clientVersion: number,
  credentials: AnyCredentials,
  settings: Settings,
  then: (premasterSecret: Bytes) => Step<S>,
): Step<S> {
  // RFC 5246 §7.4.7.1 step 1: "Generate a string R of 46 random bytes", before the ciphertext is processed.
  const fallback = randomBytes(settings.random, VERSION + RANDOM);
  // Step 2: "Decrypt the message to recover the plaintext M".
  return useKey(credentials, { kind: 'decrypt', ciphertext: encrypted, fallback }, settings, (M) => {
    // Step 3: the version is not compared but overwritten, so that a wrong version only results in a wrong secret.
    const premasterSecret = encode(preMasterSecret, { clientVersion, random: M.subarray(VERSION) });
    settings.observe?.({ kind: 'premaster-secret', direction: 'received', premasterSecret, encrypted });
    return then(premasterSecret);
  });
}
