/** HMAC-SHA-256 of a text, every value on the way (FIPS 198-1 §4, RFC 2104 §2). */
import { sha256 } from '../../hash/index.ts';
import { hmacSteps } from '../../reference/index.ts';
import type { Exhibit, Fact } from '../document/exhibit.ts';
import { stepFact } from './steps.ts';

/** Shows the two keys and the two hashes. All but the text and its MAC is secret: with `K0 ^ ipad` alone one can forge. */
export function explainHmac(key: Uint8Array, text: Uint8Array): Exhibit {
  const steps: Fact[] = [...hmacSteps(sha256, key, text)].map(stepFact);
  const input: Fact[] = [
    { label: 'K', value: key, rule: 'FIPS 198-1 §4', secret: true },
    { label: 'text', value: text, rule: '' },
  ];
  const prose =
    'A hash alone proves nothing: who changes a message hashes it anew. HMAC mixes in a key, so that only those who hold it can make ' +
    'the MAC, or check it. Hashing key and message one after the other would not do, since of such a hash anybody can go on with more ' +
    'message; so the hash is hashed once more, and each time the key goes first, masked in two ways: with bytes 36 (ipad) inside ' +
    'and 5c (opad) outside.';
  const shortening =
    key.length > sha256.blockLength
      ? 'This key is longer than a block of 64 bytes: it is hashed first.'
      : 'This key is filled up with zeros to a block of 64 bytes.';
  return {
    title: 'HMAC-SHA-256, step by step',
    parts: [
      { kind: 'prose', text: prose },
      { kind: 'facts', title: 'In', rows: input },
      { kind: 'prose', text: shortening },
      { kind: 'facts', title: 'Steps', rows: steps },
    ],
  };
}
