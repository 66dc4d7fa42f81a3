/** Authenticated encryption: AES-GCM and ChaCha20-Poly1305 have one interface. */
import { bytesToUtf8, randomBytes, systemRandom, utf8ToBytes } from 'vitrine/bytes';
import { type Aead, aesBitsliced, chacha20Poly1305, gcm } from 'vitrine/cipher';

const message = utf8ToBytes('meet at noon');
const header = utf8ToBytes('to: bob'); // authenticated, not encrypted

function tryOut(name: string, aead: Aead): void {
  const nonce = randomBytes(systemRandom, aead.nonceLength); // never twice with one key
  const sealed = aead.seal(nonce, message, header);
  console.log(name, sealed.length, bytesToUtf8(aead.open(nonce, sealed, header)));
  sealed[0] ^= 1;
  try {
    aead.open(nonce, sealed, header);
  } catch (error) {
    console.log((error as { code: string }).code);
  }
}
// `aes` is faster, and reads tables at indices that depend on the key; `aesBitsliced` reads none.
tryOut('AES-128-GCM', gcm(aesBitsliced(randomBytes(systemRandom, 16)))); // → AES-128-GCM 28 meet at noon
// → authentication-failed
tryOut('ChaCha20-Poly1305', chacha20Poly1305(randomBytes(systemRandom, 32))); // → ChaCha20-Poly1305 28 meet at noon
// → authentication-failed
