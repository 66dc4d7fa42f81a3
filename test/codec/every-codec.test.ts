/** Every exported codec obeys the laws: round trip, spans that tile, truncated and faulty encodings refused. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyCodec } from '../../src/codec/index.ts';
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

  it.each(codecs)('%s refuses each encoding with a fault', (_, codec) => {
    fc.assert(
      fc.property(mutated(codec), ({ bytes, fault }) => expectRefused(codec, bytes, fault)),
      runsOf(0.25),
    );
  });
});
