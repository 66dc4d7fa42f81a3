// KyberSlash (kyberslash.cr.yp.to, 2023): divisions whose time depends on secret coefficients; and the Fujisaki-Okamoto transform with a
// check left out. R36: no division by secrets, implicit rejection, encapsulation keys checked (FIPS 203 §7.2), one path.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mlKem512, mlKem768, mlKem1024 } from '../../src/lattice/index.ts';

const LATTICE = resolve(import.meta.dirname, '../../src/lattice');
const files = readdirSync(LATTICE, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
/** A source text without its comments and texts. */
const codeOf = (file: string): string =>
  readFileSync(join(LATTICE, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    .replace(/'[^'\n]*'|`[^`]*`/g, "''");
const divisions = (code: string): string[] =>
  code
    .split('\n')
    .filter((line) => /[/%]/.test(line))
    .map((line) => line.trim());

describe('R36', () => {
  it('divides nothing, but by a constant when the module loads', () => {
    expect(files.length).toBeGreaterThan(5);
    const found = files.flatMap((file) => divisions(codeOf(file)).map((line) => [file, line]));
    expect(found).toEqual([['encoding.ts', 'const RECIPROCAL = 1 / Q;']]);
    expect(divisions('const t = (x * 16 + 1664) / Q;\nconst u = x % Q;').length).toBe(2);
  });

  it('has one path through decapsulation: no branch between decrypting and the secret', () => {
    const code = codeOf('ml-kem.ts');
    const path = code.slice(
      code.indexOf('const m = decrypt('),
      code.indexOf('return sharedSecret;', code.indexOf('const m = decrypt(')),
    );
    expect(path.length).toBeGreaterThan(300);
    expect(path).toContain('ctSelectBytes(ctEq(difference, 0)');
    expect(path.match(/\bif\b|\?|&&|\|\||\bthrow\b|\bbreak\b/g)).toBeNull();
  });

  it.each([mlKem512, mlKem768, mlKem1024])('rejects implicitly, and compares the whole ciphertext: $name', (kem) => {
    const { encapsulationKey, decapsulationKey } = kem.keyPairFromSeed(new Uint8Array(64));
    const { ciphertext, sharedSecret } = kem.encapsulateWith(encapsulationKey, new Uint8Array(32));
    const secrets = new Set([sharedSecret.join()]);
    // Every byte; a comparison as of texts would end at a zero (CCTV, strcmp).
    for (let at = 0; at < ciphertext.length; at += at % 97 === 0 ? 1 : 16) {
      const other = ciphertext.slice();
      other[at] ^= 0x80;
      secrets.add(kem.decapsulate(decapsulationKey, other).join());
    }
    for (const at of [0, ciphertext.length - 1]) {
      const other = ciphertext.slice();
      other[at] ^= 1;
      secrets.add(kem.decapsulate(decapsulationKey, other).join());
    }
    expect(secrets.size).toBeGreaterThan(ciphertext.length / 16);
    expect([...secrets].filter((secret) => secret === sharedSecret.join()).length).toBe(1);
  });

  it('refuses encapsulation keys that are not reduced', () => {
    const { encapsulationKey } = mlKem768.keyPairFromSeed(new Uint8Array(64));
    for (let i = 0; i < 768; i += 2) {
      const key = encapsulationKey.slice();
      key.set([0x01, 0x1d, 0xd0], 1.5 * i); // 3329, twice.
      key[1.5 * i + 1] = 0x1d;
      expect(() => mlKem768.encapsulateWith(key, new Uint8Array(32))).toThrow(
        expect.objectContaining({ code: 'invalid-encapsulation-key' }),
      );
    }
  });
});
