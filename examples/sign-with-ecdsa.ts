/** ECDSA on P-256, and Ed25519: signed, verified, and refused where a bit differs. */
import { systemRandom as random, utf8ToBytes } from 'vitrine/bytes';
import { ed25519, p256 } from 'vitrine/ec';
import { sha256 } from 'vitrine/hash';

const message = utf8ToBytes('pay 10 to alice');
const forged = utf8ToBytes('pay 99 to alice');

const privateKey = p256.generatePrivateKey(random);
const publicKey = p256.publicKey(privateKey);
// The number k of each signature comes from the key, the message and fresh randomness (RFC 6979 §3.6).
const signature = p256.sign(sha256, privateKey, message, { random });
console.log(signature.length); // → 64
console.log(p256.verify(sha256, publicKey, message, signature)); // → true
console.log(p256.verify(sha256, publicKey, forged, signature)); // → false

const seed = ed25519.generatePrivateKey(random);
const signed = ed25519.sign(seed, message);
console.log(ed25519.verify(ed25519.publicKey(seed), message, signed)); // → true
console.log(ed25519.verify(ed25519.publicKey(seed), forged, signed)); // → false
