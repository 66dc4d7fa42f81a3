/** Every exported codec obeys the laws: round trip, spans that tile, truncated and faulty encodings refused. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBytes, VitrineError } from '../../src/bytes/index.ts';
import { type AnyCodec, encode } from '../../src/codec/index.ts';
import { Curve25519PrivateKey } from '../../src/keys/index.ts';
import { RsaPrivateKey } from '../../src/rsa/index.ts';
import { delimitsItself } from '../../src/testing/faults.ts';
import { arbitraryOf, mutated } from '../../src/testing/index.ts';
import { runsOf } from '../property-runs.ts';
import { expectRefused, expectRoundTrip, expectTruncationsRefused } from './laws.ts';

const SRC = resolve(import.meta.dirname, '../../src');
const isCodec = (value: unknown): value is AnyCodec =>
  typeof value === 'object' && value !== null && 'decode' in value && 'encode' in value && 'shape' in value;

async function codecsOf(room: string): Promise<[string, AnyCodec][]> {
  const door: Record<string, unknown> = await import(`${SRC}/${room}/index.ts`);
  return Object.entries(door).filter((entry): entry is [string, AnyCodec] => isCodec(entry[1]));
}

const ROOMS_WITH_CODECS = ['codec', 'asn1', 'keys', 'x509', 'tls'].filter((room) => readdirSync(SRC).includes(room));

/** A key's getters find nothing through a proxy. */
const proxyOfKey = new Proxy(new Curve25519PrivateKey('ed25519', new Uint8Array(32)), {});
const rsaNumbers = { modulus: 1n, publicExponent: 1n, privateExponent: 1n, prime1: 1n, prime2: 1n };
const proxyOfRsaKey = new Proxy(
  new RsaPrivateKey({ ...rsaNumbers, exponent1: 1n, exponent2: 1n, coefficient: 1n }),
  {},
);
const JUNK: readonly unknown[] = [
  ...[undefined, null, true, -1, 1.5, Number.NaN, 2 ** 60, 1n, -1n, '', 'toString', '\ud800', Symbol('junk'), () => 1],
  ...[[], [null], new Array(2), {}, Object.create(null), new Map(), new Date(Number.NaN), new Uint8Array(3)],
  ...[{ kind: Symbol('kind'), value: 1 }, { kind: '__proto__', value: 1 }, { algorithm: Symbol('algorithm') }],
  ...[{ kind: Object.create(null), value: 1 }, new Proxy([1], {}), proxyOfKey, proxyOfRsaKey],
];

/** The ways from a value to each value inside. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  const isOpaque = typeof value !== 'object' || value === null || isBytes(value) || value instanceof Date;
  if (isOpaque) return [path];
  return [path, ...Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...path, name]))];
}

function withJunk(value: unknown, [name, ...path]: readonly string[], junk: unknown): unknown {
  if (name === undefined) return junk;
  const inner = withJunk((value as Record<string, unknown>)[name], path, junk);
  return Array.isArray(value) ? value.with(Number(name), inner) : { ...(value as object), [name]: inner };
}

/** Junk in any place of a value: it is refused by an error of ours, or is none there. */
function expectJunkRefused(codec: AnyCodec, value: unknown, at: number): void {
  const places = placesIn(value);
  for (const [i, junk] of JUNK.entries()) {
    const path = places[(at + i) % places.length];
    try {
      encode(codec, withJunk(value, path, junk));
    } catch (error) {
      if (!(error instanceof VitrineError)) expect.unreachable(`${path.join('.')}, junk ${i}: ${String(error)}`);
    }
  }
}

describe.each(ROOMS_WITH_CODECS)('properties: the codecs of %s/', async (room) => {
  const codecs = (await codecsOf(room)).filter(([, codec]) => codec.shape.kind !== 'open');
  it('are there', () => expect(codecs.length).toBeGreaterThan(0));

  it.each(codecs)('%s', (_, codec) => {
    fc.assert(
      fc.property(arbitraryOf(codec), (value) => {
        const bytes = expectRoundTrip(codec, value);
        expectTruncationsRefused(codec, bytes, delimitsItself(codec));
      }),
      runsOf(0.15),
    );
  });

  it.each(codecs)('%s refuses to encode junk, by an error of ours', (_, codec) => {
    fc.assert(
      fc.property(arbitraryOf(codec), fc.nat(), (value, at) => expectJunkRefused(codec, value, at)),
      runsOf(0.15),
    );
  });

  it.each(codecs)('%s refuses each encoding with a fault', (_, codec) => {
    fc.assert(
      fc.property(mutated(codec), ({ bytes, fault }) => expectRefused(codec, bytes, fault)),
      runsOf(0.25),
    );
  });
});
