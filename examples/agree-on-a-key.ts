/** X25519: two parties come to the same key, each from its own half and what the other sends. */
import { bytesToHex, systemRandom as random, utf8ToBytes } from 'vitrine/bytes';
import { x25519 } from 'vitrine/ec';
import { hkdf, sha256 } from 'vitrine/hash';

const alice = x25519.generatePrivateKey(random);
const bob = x25519.generatePrivateKey(random);
const toBob = x25519.publicKey(alice);
const toAlice = x25519.publicKey(bob);

// The shared secret is no key yet: a key is derived from it, with what it is for.
const derive = (secret: Uint8Array) => hkdf(sha256, new Uint8Array(), secret, utf8ToBytes('example, alice to bob'), 16);
const keyOfAlice = derive(x25519.ecdh(alice, toAlice));
const keyOfBob = derive(x25519.ecdh(bob, toBob));
console.log(bytesToHex(keyOfAlice) === bytesToHex(keyOfBob)); // → true

// A point of small order would make the secret zero for everyone: it is refused (RFC 7748 §6.1).
try {
  x25519.ecdh(alice, new Uint8Array(32));
} catch (error) {
  console.log((error as { code: string }).code); // → small-order
}
