/** Hashing at once and piece by piece, HMAC, and keys derived by HKDF. */
import { bytesToHex, hexToBytes, utf8ToBytes } from 'vitrine/bytes';
import { hkdf, hmac, sha256, sha512 } from 'vitrine/hash';

console.log(bytesToHex(sha256.digest(utf8ToBytes('abc')))); // → ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad

const state = sha512.create();
for (const piece of ['a', 'b', 'c']) state.update(utf8ToBytes(piece));
console.log(bytesToHex(state.digest()).slice(0, 32)); // → ddaf35a193617abacc417349ae204131

// RFC 4231, test case 2.
const mac = hmac(sha256, utf8ToBytes('Jefe'), utf8ToBytes('what do ya want for nothing?'));
console.log(bytesToHex(mac)); // → 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843

// RFC 5869, test case 1. The hash is an argument: HKDF knows none.
const inputKey = new Uint8Array(22).fill(0x0b);
const salt = hexToBytes('000102030405060708090a0b0c');
const key = hkdf(sha256, salt, inputKey, hexToBytes('f0f1f2f3f4f5f6f7f8f9'), 42);
console.log(bytesToHex(key).slice(0, 32)); // → 3cb25f25faacd57a90434f64d0362f2a
