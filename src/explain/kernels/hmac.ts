/** HMAC-SHA-256 of a text with all intermediate values (FIPS 198-1 §4, RFC 2104 §2). */
import { assertBytes } from '../../bytes/index.ts';
import { sha256 } from '../../hash/index.ts';
import { hmacSteps } from '../../reference/index.ts';
import type { Exhibit, Fact } from '../document/exhibit.ts';
import { stepFact } from './steps.ts';

/** Shows the two keys and the two hashes. Everything except the text and its MAC is secret: `K0 ^ ipad` alone is enough to forge a MAC. */
export function explainHmac(key: Uint8Array, text: Uint8Array): Exhibit {
  assertBytes(key, 'key');
  assertBytes(text, 'text');
  const steps: Fact[] = [...hmacSteps(sha256, key, text)].map(stepFact);
  const input: Fact[] = [
    { label: 'K', value: key, rule: 'FIPS 198-1 §4', secret: true },
    { label: 'text', value: text, rule: '' },
  ];
  const prose =
    'A hash alone proves nothing: an attacker who changes a message can hash it again. HMAC mixes in a key, so that only its holders can make ' +
    'or check the MAC. Hashing the key followed by the message is not enough, since anyone could continue such a hash with more ' +
    'message. So the hash is hashed once more, and each time the key goes first, masked in two ways: with bytes 36 (ipad) inside ' +
    'and 5c (opad) outside.';
  const shortening =
    key.length > sha256.blockLength
      ? 'This key is longer than a block of 64 bytes: it is hashed first.'
      : 'This key is padded with zeros to a block of 64 bytes.';
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
