import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concat, type Random, systemRandom } from '../../src/bytes/index.ts';
import { seededRandom, shake128, shake256 } from '../../src/hash/index.ts';
import { type MlKem, mlKem512, mlKem768, mlKem1024 } from '../../src/lattice/index.ts';
import { runsOf } from '../property-runs.ts';

const all = [mlKem512, mlKem768, mlKem1024];
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const few = runsOf(0.2);
const invalid = (what: string) => expect.objectContaining({ code: `invalid-${what}` });

/** C2SP's accumulated vectors (c2sp.org/CCTV/ML-KEM): keys, ciphertexts and secrets drawn from SHAKE128, hashed by SHAKE128. */
function accumulated(kem: MlKem, count: number): string {
  const [source, output] = [shake128.create(), shake128.create()];
  for (let i = 0; i < count; i++) {
    const { encapsulationKey, decapsulationKey } = kem.keyPairFromSeed(source.squeeze(64));
    const { ciphertext, sharedSecret } = kem.encapsulateWith(encapsulationKey, source.squeeze(32));
    output.update(encapsulationKey).update(ciphertext).update(sharedSecret);
    expect(bytesToHex(kem.decapsulate(decapsulationKey, ciphertext))).toBe(bytesToHex(sharedSecret));
    output.update(kem.decapsulate(decapsulationKey, source.squeeze(kem.ciphertextLength)));
  }
  return bytesToHex(output.squeeze(32));
}

describe('vectors', () => {
  // ML-KEM-768: TestAccumulated of Go's crypto/mlkem; the others as CIRCL has them.
  it.each([
    ['ML-KEM-512', '86b1b4703b8ffef6f7f3290c6dbce4ad954498a0673ded401a94828e8c519a59'],
    ['ML-KEM-768', '1114b1b6699ed191734fa339376afa7e285c9e6acf6ff0177d346696ce564415'],
    ['ML-KEM-1024', '800018fec3e2723f73f1d657fe239b4d5d8782efaade297e8cd448e54cc2ac00'],
  ])('accumulates as others do: %s', (name, expected) => {
    expect(accumulated(all.find((kem) => kem.name === name)!, 100)).toBe(expected);
  });

  it.each([
    [mlKem512, [800, 1632, 768]],
    [mlKem768, [1184, 2400, 1088]],
    [mlKem1024, [1568, 3168, 1568]],
  ])('has the lengths of FIPS 203 table 3: $0.name', (kem, lengths) => {
    expect([kem.encapsulationKeyLength, kem.decapsulationKeyLength, kem.ciphertextLength]).toEqual(lengths);
    const pair = kem.generateKeyPair(systemRandom);
    const { ciphertext, sharedSecret } = kem.encapsulate(pair.encapsulationKey, systemRandom);
    expect([pair.encapsulationKey.length, pair.decapsulationKey.length, ciphertext.length]).toEqual(lengths);
    expect(sharedSecret.length).toBe(32);
    expect(kem.decapsulate(pair.decapsulationKey, ciphertext)).toEqual(sharedSecret);
  });
});

describe.each(all)('properties: $name', (kem) => {
  it('draws d, then z, then m, and makes the same of the same seed', () => {
    const random = seededRandom(new Uint8Array(48).fill(7));
    const again = seededRandom(new Uint8Array(48).fill(7));
    const pair = kem.generateKeyPair(random);
    const d = again.bytes(32);
    expect(pair).toEqual(kem.keyPairFromSeed(concat(d, again.bytes(32))));
    expect(kem.encapsulate(pair.encapsulationKey, random)).toEqual(
      kem.encapsulateWith(pair.encapsulationKey, again.bytes(32)),
    );
  });

  it('rejects implicitly: any other ciphertext gives J(z || c), of which nothing tells', () => {
    fc.assert(
      fc.property(bytes(64), bytes(32), fc.nat(), (seed, m, choice) => {
        const { encapsulationKey, decapsulationKey } = kem.keyPairFromSeed(seed);
        const { ciphertext, sharedSecret } = kem.encapsulateWith(encapsulationKey, m);
        expect(kem.decapsulate(decapsulationKey, ciphertext)).toEqual(sharedSecret);
        const other = ciphertext.slice();
        other[choice % other.length] ^= 1 << (choice & 7);
        const rejected = shake256.digest(concat(seed.subarray(32), other), 32);
        expect(kem.decapsulate(decapsulationKey, other)).toEqual(rejected);
      }),
      few,
    );
  });

  it('leaves its arguments alone, and takes views', () => {
    fc.assert(
      fc.property(bytes(64), bytes(32), fc.nat(9), (seed, m, offset) => {
        const view = (bytes: Uint8Array) => concat(new Uint8Array(offset), bytes).subarray(offset);
        const hex = (...all: Uint8Array[]) => all.map((each) => bytesToHex(each));
        const { encapsulationKey: ek, decapsulationKey: dk } = kem.keyPairFromSeed(view(seed));
        const before = hex(seed, m, ek, dk);
        const pair = kem.keyPairFromSeed(Buffer.from(seed));
        expect(hex(pair.encapsulationKey, pair.decapsulationKey)).toEqual(hex(ek, dk));
        const { ciphertext, sharedSecret } = kem.encapsulateWith(view(ek), view(m));
        expect(kem.decapsulate(view(dk), view(ciphertext))).toEqual(sharedSecret);
        kem.encapsulateWith(ek, m);
        kem.decapsulate(dk, ciphertext);
        expect(hex(seed, m, ek, dk)).toEqual(before);
      }),
      few,
    );
  });

  it('refuses an encapsulation key with a coefficient that is not reduced (FIPS 203 §7.2)', () => {
    const { encapsulationKey } = kem.keyPairFromSeed(new Uint8Array(64));
    const coefficients = (kem.encapsulationKeyLength - 32) / 1.5;
    fc.assert(
      fc.property(fc.nat(coefficients - 1), fc.integer({ min: 3300, max: 4095 }), (i, value) => {
        const key = encapsulationKey.slice();
        const at = Math.floor(i / 2) * 3;
        if (i % 2 === 0) {
          key[at] = value;
          key[at + 1] = (key[at + 1] & 0xf0) | (value >> 8);
        } else {
          key[at + 1] = (key[at + 1] & 0x0f) | (value << 4);
          key[at + 2] = value >> 4;
        }
        const encapsulate = () => kem.encapsulateWith(key, new Uint8Array(32));
        if (value < 3329) expect(encapsulate().sharedSecret.length).toBe(32);
        else expect(encapsulate).toThrow(invalid('encapsulation-key'));
      }),
      few,
    );
  });

  it('refuses a decapsulation key whose halves do not belong together (FIPS 203 §7.3)', () => {
    const { encapsulationKey, decapsulationKey } = kem.keyPairFromSeed(new Uint8Array(64));
    const { ciphertext } = kem.encapsulateWith(encapsulationKey, new Uint8Array(32));
    const from = decapsulationKey.length - 64 - encapsulationKey.length; // Where the encapsulation key begins.
    fc.assert(
      fc.property(fc.integer({ min: from, max: decapsulationKey.length - 33 }), fc.nat(7), (at, bit) => {
        const key = decapsulationKey.slice();
        key[at] ^= 1 << bit;
        expect(() => kem.decapsulate(key, ciphertext)).toThrow(invalid('decapsulation-key'));
      }),
      few,
    );
  });
});

describe.each(all)('misuse: $name', (kem) => {
  const { encapsulationKey, decapsulationKey } = kem.keyPairFromSeed(new Uint8Array(64));
  const ciphertext = new Uint8Array(kem.ciphertextLength);

  it('refuses other lengths', () => {
    const outOfRange = (argument: string) => expect.objectContaining({ code: 'out-of-range', argument });
    for (const length of [0, 32, 63, 65]) {
      expect(() => kem.keyPairFromSeed(new Uint8Array(length))).toThrow(outOfRange('seed'));
    }
    for (const length of [0, 31, 33]) {
      expect(() => kem.encapsulateWith(encapsulationKey, new Uint8Array(length))).toThrow(outOfRange('m'));
    }
    for (const change of [-1, 1]) {
      const other = (bytes: Uint8Array) => new Uint8Array(bytes.length + change);
      expect(() => kem.encapsulate(other(encapsulationKey), systemRandom)).toThrow(invalid('encapsulation-key'));
      expect(() => kem.decapsulate(other(decapsulationKey), ciphertext)).toThrow(invalid('decapsulation-key'));
      expect(() => kem.decapsulate(decapsulationKey, other(ciphertext))).toThrow(invalid('ciphertext'));
    }
  });

  it('refuses what is no bytes, and a source that is none or short', () => {
    const wrongType = (argument: string) => expect.objectContaining({ code: 'wrong-type', argument });
    expect(() => kem.keyPairFromSeed('seed' as never)).toThrow(wrongType('seed'));
    expect(() => kem.encapsulateWith('key' as never, ciphertext)).toThrow(wrongType('encapsulationKey'));
    expect(() => kem.encapsulateWith(encapsulationKey, 'm' as never)).toThrow(wrongType('m'));
    expect(() => kem.decapsulate('key' as never, ciphertext)).toThrow(wrongType('decapsulationKey'));
    expect(() => kem.decapsulate(decapsulationKey, undefined as never)).toThrow(wrongType('ciphertext'));
    expect(() => kem.generateKeyPair(undefined as never)).toThrow(wrongType('random'));
    const short: Random = { source: 'short', bytes: (length) => new Uint8Array(length - 1) };
    expect(() => kem.generateKeyPair(short)).toThrow(expect.objectContaining({ code: 'short-random' }));
    expect(() => kem.encapsulate(encapsulationKey, short)).toThrow(expect.objectContaining({ code: 'short-random' }));
  });
});
