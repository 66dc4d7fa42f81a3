/** HMAC of a text with all intermediate values (FIPS 198-1 §4, RFC 2104 §2). */
import { assertBytes, assertOptions } from '../../bytes/index.ts';
import { assertHash, type Hash } from '../../hash/index.ts';
import { hmacSteps } from '../../reference/index.ts';
import type { Exhibit, Fact } from '../document/exhibit.ts';
import { facts, prose, secretFact, stepFact } from './steps.ts';

export interface HmacExample {
  readonly hash: Hash;
  readonly key: Uint8Array;
  readonly text: Uint8Array;
}

/** Shows the two keys and the two hashes. Everything except the text and its MAC is secret: `K0 ^ ipad` alone is enough to forge a MAC. */
export function explainHmac(example: HmacExample): Exhibit {
  assertOptions(example, 'example', ['hash', 'key', 'text']);
  const { hash, key, text } = example;
  assertHash(hash, 'example.hash');
  assertBytes(key, 'example.key');
  assertBytes(text, 'example.text');
  const steps: Fact[] = [...hmacSteps(hash, key, text)].map(stepFact);
  const input: Fact[] = [
    { label: 'hash', value: hash.name, rule: 'FIPS 198-1 §4' },
    secretFact('K', key, 'FIPS 198-1 §4'),
    { label: 'text', value: text, rule: '' },
  ];
  const { blockLength } = hash;
  const shortening =
    key.length > blockLength
      ? `This key is longer than a block of ${blockLength} bytes: it is hashed first.`
      : key.length === blockLength
        ? `This key has the length of a block, ${blockLength} bytes: it is taken as it is.`
        : `This key is padded with zeros to a block of ${blockLength} bytes.`;
  return {
    title: `HMAC with ${hash.name}, step by step`,
    parts: [prose(INTRODUCTION), facts('In', input), prose(shortening), facts('Steps', steps)],
  };
}

const INTRODUCTION =
  'A hash alone proves nothing: an attacker who changes a message can hash it again. HMAC mixes in a key, so that only its holders can make ' +
  'or check the MAC. Hashing the key followed by the message is not enough, since anyone could continue such a hash with more ' +
  'message. So the hash is hashed once more, and each time the key goes first, masked in two ways: with bytes 36 (ipad) inside ' +
  'and 5c (opad) outside.';
