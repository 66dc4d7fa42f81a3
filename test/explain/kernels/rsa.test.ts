import { describe, expect, it } from 'vitest';
import { bytesToHex, i2osp, systemRandom, utf8ToBytes } from '../../../src/bytes/index.ts';
import { type Exhibit, explainRsaKeygen, explainRsaSign, type Search } from '../../../src/explain/index.ts';
import { seededRandom, sha256 } from '../../../src/hash/index.ts';
import { generateRsaKey, modulusLength, type RsaEvent, type RsaPrivateKey, signPkcs1 } from '../../../src/rsa/index.ts';
import { changed, opensslKey } from '../../fixtures/rsa-vectors.ts';
import { factOf, hiddenRenderings, partsOf, tableOf, widest } from './examples.ts';

const input = (modulusBits: number, seed: string) => ({
  modulusBits,
  publicExponent: 65_537n,
  random: seededRandom(seed),
});
const searches = ({ parts }: Exhibit): Search[] =>
  partsOf(parts).filter((part): part is Search => part.kind === 'search');

/** No private number of the key, in hexadecimal or decimal. */
function expectHidden(exhibit: Exhibit, key: RsaPrivateKey): void {
  const hidden = hiddenRenderings(exhibit);
  const { modulus, publicExponent: _, ...secrets } = key.components();
  expect(hidden).toContain(bytesToHex(i2osp(modulus, modulusLength(key))).replace(/^0+/, ''));
  const found = Object.entries(secrets).filter(
    ([, value]) => hidden.includes(`${value}`) || hidden.includes(value.toString(16)),
  );
  expect(found).toEqual([]);
}

describe('properties of explainRsaKeygen', () => {
  it.each([64, 128, 512, 1024])('makes the kernel’s key of %i bits, and tells what refused each number', (bits) => {
    const { exhibit, key } = explainRsaKeygen(input(bits, `explain ${bits}`));
    const events: RsaEvent[] = [];
    const observe = (event: RsaEvent) => events.push(event);
    const kernel = generateRsaKey({
      ...input(bits, `explain ${bits}`),
      insecure: true,
      observe,
    });
    expect(key.components()).toEqual(kernel.components());
    const refused = searches(exhibit).flatMap(({ start, marks }) =>
      marks.filter(({ outcome }) => outcome !== 'found').map(({ offset }) => start + BigInt(offset)),
    );
    const told = events.flatMap((event) => (event.kind === 'candidate-refused' ? [event.candidate] : []));
    expect(refused).toEqual(told);
    const found = searches(exhibit).map(({ start, marks }) => start + BigInt(marks.at(-1)!.offset));
    expect(found.toSorted()).toEqual([key.prime1, key.prime2].toSorted());
    expect(tableOf(exhibit, /parts consistent/).rows.map(([, holds]) => holds)).toEqual(Array(6).fill('yes'));
    expect(JSON.stringify(exhibit.parts[0])).toContain('INSECURE');
    expect(widest(exhibit)).toBeLessThanOrEqual(100);
    expectHidden(exhibit, key);
  });

  it('names the divisor of every number that one divides', () => {
    const { exhibit } = explainRsaKeygen(input(256, 'divisors'));
    const divided = searches(exhibit).flatMap(({ start, marks }) =>
      marks
        .filter(({ outcome }) => outcome === 'divisor')
        .map(({ offset, detail }) => (start + BigInt(offset)) % BigInt(/\d+$/.exec(detail)![0])),
    );
    expect(divided.length).toBeGreaterThan(10);
    expect(new Set(divided)).toEqual(new Set([0n]));
  });
});

describe('the powers of Miller-Rabin', () => {
  it('of a prime end with 1 or −1, of a composite never on the way', () => {
    const { exhibit, key } = explainRsaKeygen(input(512, 'powers'));
    const found = tableOf(exhibit, /prime, as far as it can tell/);
    expect(found.rows.at(-1)![1]).toMatch(/^1$|^−1/);
    const refused = tableOf(exhibit, /composite$/);
    for (const [, value] of refused.rows.slice(0, -1)) expect(value).not.toMatch(/^1$|^−1/);
    // Each is the square of the one before.
    const w = [key.prime1, key.prime2].find((prime) =>
      found
        .how!.flat()
        .join()
        .includes(((prime - 1n) >> 1n).toString(16)),
    );
    for (const [line] of found.how!.slice(1).map((lines) => lines.slice(1))) {
      const [, before, after] = /^z = (\w+)\^2 mod w = (\w+)$/.exec(line)!;
      if (w !== undefined) expect(BigInt(`0x${before}`) ** 2n % w).toBe(BigInt(`0x${after}`));
    }
    expect(hiddenRenderings(exhibit)).not.toContain(found.how![0][0].split('m = ')[1]);
  });
});

describe('properties of explainRsaSign', () => {
  it.each([512, 1024, 2048] as const)(
    'signs as the kernel does with %i bits, within 100 columns, the key hidden',
    (bits) => {
      const key = bits === 512 ? explainRsaKeygen(input(512, 'sign')).key : opensslKey(bits);
      const message = utf8ToBytes('a message');
      const exhibit = explainRsaSign(key, message);
      expect(factOf(exhibit, 'signature').value).toEqual(signPkcs1(sha256, key, message, systemRandom));
      expect(factOf(exhibit, "EM' = EM").value).toBe('yes');
      expect(widest(exhibit)).toBeLessThanOrEqual(100);
      expectHidden(exhibit, key);
      const hidden = hiddenRenderings(exhibit);
      for (const label of ['m_1 = c^dP mod p', 'm_2 = c^dQ mod q', 'h = (m_1-m_2)·qInv mod p']) {
        expect(hidden).not.toContain((factOf(exhibit, label).value as bigint).toString(16));
      }
      const windows = tableOf(exhibit, /windows of 4 bits/);
      expect(windows.secret).toBe(true);
      expect(windows.rows.length).toBe(bits / 8);
      expect(
        windows.rows
          .slice(0, 8)
          .map(([, digit]) => digit)
          .join(''),
      ).toBe(key.exponent1.toString(16).slice(0, 8));
    },
  );
});

describe('misuse', () => {
  it.each([62, 65, 8194])('refuses a modulus of %i bits', (bits) => {
    expect(() => explainRsaKeygen(input(bits, 'x'))).toThrow(expect.objectContaining({ code: 'out-of-range' }));
  });

  it('refuses to sign with a key too short, or one whose parts do not fit', () => {
    const { key } = explainRsaKeygen(input(256, 'short'));
    const sign = (given: RsaPrivateKey) => () => explainRsaSign(given, utf8ToBytes('x'));
    expect(sign(key)).toThrow(expect.objectContaining({ code: 'modulus-too-short' }));
    const wrong = changed(key, { exponent1: key.exponent1 + 2n });
    expect(sign(wrong)).toThrow(expect.objectContaining({ code: 'exponent1' }));
  });
});
