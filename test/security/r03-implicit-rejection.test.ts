/** R3: Marvin (jsrsasign#598, node-rsa#230, Node CVE-2023-46809, tlslite CVE-2020-26263): no answer to a ciphertext tells whether its
 * padding was good. Time is studied by bench/timing/marvin.ts, since no test can. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { i2osp, os2ip, type Random, systemRandom } from '../../src/bytes/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { decryptPkcs1, decryptPkcs1OrFallback, modulusLength, rsaep } from '../../src/rsa/index.ts';
import { opensslKey } from '../fixtures/rsa-vectors.ts';
import { runsOf } from '../property-runs.ts';

const key = opensslKey(1024);
const k = modulusLength(key);

/** Encoded messages with one fault each, at a place that a forger would try. */
const faulty = fc
  .record({ bytes: fc.uint8Array({ minLength: k, maxLength: k }), fault: fc.integer({ min: 0, max: 4 }) })
  .map(({ bytes, fault }) => {
    const EM = bytes.map((byte) => (byte === 0 ? 1 : byte));
    EM.set([0, 2]);
    EM[k - 49] = 0; // well padded up to here, around 48 bytes of premaster secret
    if (fault === 0) EM[0] = 1;
    if (fault === 1) EM[1] = 1 + (bytes[1] & 0xfc); // anything but 2
    if (fault === 2) EM[2 + (bytes[2] % 8)] = 0;
    if (fault === 3) EM[k - 49] = 1;
    if (fault === 4) EM[k - 50] = 0;
    return EM;
  })
  .filter((EM) => os2ip(EM) < key.modulus);

const encryptRaw = (EM: Uint8Array): Uint8Array => i2osp(rsaep(key, os2ip(EM)), k);

/** Counts what is drawn, to see that blinding is on. */
function counting(random: Random): Random & { drawn: number } {
  const counter = {
    source: random.source,
    drawn: 0,
    bytes(length: number) {
      counter.drawn += length;
      return random.bytes(length);
    },
  };
  return counter;
}

describe('R3', () => {
  it('gives the fallback for every fault, and never throws', () => {
    const fallback = new Uint8Array(48).fill(0xaa);
    fc.assert(
      fc.property(faulty, (EM) => {
        expect(decryptPkcs1OrFallback(key, encryptRaw(EM), fallback, systemRandom)).toEqual(fallback);
      }),
      runsOf(0.5),
    );
  });

  it('gives a pseudorandom message that is no part of what was inside, the same each time', () => {
    fc.assert(
      fc.property(
        faulty.filter((EM) => EM[0] !== 0 || EM[1] !== 2 || EM.indexOf(0, 2) < 10),
        (EM) => {
          const ciphertext = encryptRaw(EM);
          const message = decryptPkcs1(key, ciphertext, systemRandom);
          expect(decryptPkcs1(key, ciphertext, seededRandom('x'))).toEqual(message);
          expect(message.length).toBeLessThanOrEqual(k - 11);
          if (message.length > 8) expect(Buffer.from(EM).includes(Buffer.from(message))).toBe(false);
        },
      ),
      runsOf(0.5),
    );
  });

  it('spreads the lengths of stand-in messages over all that are possible', () => {
    const EM = new Uint8Array(k).fill(1);
    const lengths = Array.from({ length: 120 }, (_, i) => {
      EM[k - 1] = i;
      return decryptPkcs1(key, encryptRaw(EM), systemRandom).length;
    });
    expect(new Set(lengths).size).toBeGreaterThan(50);
    expect(Math.min(...lengths)).toBeLessThan(k / 4);
    expect(Math.max(...lengths)).toBeGreaterThan((3 * k) / 4);
  });

  it('blinds every private operation with a factor of the size of the modulus', () => {
    for (const open of [
      decryptPkcs1,
      (...args: Parameters<typeof decryptPkcs1>) =>
        decryptPkcs1OrFallback(args[0], args[1], new Uint8Array(48), args[2]),
    ]) {
      const random = counting(systemRandom);
      open(key, encryptRaw(new Uint8Array(k).fill(1)), random);
      expect(random.drawn).toBeGreaterThanOrEqual(k);
    }
  });
});
