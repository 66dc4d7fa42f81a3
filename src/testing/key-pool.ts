import fc from 'fast-check';
import { assertBoolean, assertInteger, assertMethods, assertOptions } from '../bytes/index.ts';
import { seededRandom } from '../hash/index.ts';
import { generateRsaKey, type RsaPrivateKey } from '../rsa/index.ts';

/** A pool of keys: each is generated on first use and then reused. */
export interface KeyPool {
  readonly size: number;
  /** @param index - 0..size − 1. */
  key(index: number): RsaPrivateKey;
  /** A 1024-bit key, for certificates that must be refused. */
  weakKey(): RsaPrivateKey;
}

export interface KeyPoolOptions {
  /** The same seed gives the same keys: for tests only. */
  readonly seed: string;
  readonly size: number;
  /** 2048 bits take a tenth of a second a key. */
  readonly modulusBits: number;
  /** Allows moduli from 512 bits on (what a signature with SHA-256 needs), which take milliseconds. Default: false. */
  readonly insecure?: boolean | undefined;
}

const WEAK_BITS = 1024;

/** A pool of real RSA keys.
 * @throws UsageError on wrong options, `insecure` if these options require `insecure: true`. Timing: as `generateRsaKey`. */
export function keyPool(options: KeyPoolOptions): KeyPool {
  assertOptions(options, 'options', ['seed', 'size', 'modulusBits', 'insecure']);
  const { seed, size, modulusBits, insecure = false } = options;
  assertInteger(size, 'options.size', 1);
  assertBoolean(insecure, 'options.insecure');
  const make = (bits: number, name: string, allowed: boolean): RsaPrivateKey =>
    generateRsaKey({ modulusBits: bits, insecure: allowed, random: seededRandom(`${seed} ${name}`) });
  const made = new Map<number, RsaPrivateKey>();
  let weak: RsaPrivateKey | undefined;
  return {
    size,
    key(index) {
      assertInteger(index, 'index', 0, size - 1);
      const key = made.get(index) ?? make(modulusBits, `${index}`, insecure);
      made.set(index, key);
      return key;
    },
    weakKey: () => (weak ??= make(WEAK_BITS, 'weak', true)),
  };
}

/** Keys of a pool. */
export function privateKeys(pool: KeyPool): fc.Arbitrary<RsaPrivateKey> {
  assertKeyPool(pool, 'pool');
  return fc.nat({ max: pool.size - 1 }).map((index) => pool.key(index));
}

/** @throws UsageError `wrong-type` for values that are not a pool. */
export function assertKeyPool(value: KeyPool, argument: string): void {
  assertMethods(value, argument, 'a KeyPool', 'key', 'weakKey');
  assertInteger(value.size, `${argument}.size`, 1);
}
