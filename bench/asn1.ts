/** DER of growing size, read and written; node:crypto has nothing to put beside it. */
import { strict as assert } from 'node:assert';
import { integer, octetString, sequence, sequenceOf, utf8String } from '../src/asn1/index.ts';
import { annotate, decode, encode } from '../src/codec/index.ts';
import type { BenchRow } from './rows.ts';

const entry = sequence('Entry', 'an example', { serial: integer, name: utf8String, value: octetString });
const entries = sequenceOf(entry);
/** An entry takes 64 octets. */
const entriesOf = (size: number) =>
  Array.from({ length: size / 64 }, (_, i) => ({
    serial: BigInt(i),
    name: 'vitrine'.padEnd(20, ' '),
    value: new Uint8Array(33).fill(i),
  }));

function rowsOf(label: string, size: number): BenchRow[] {
  const value = entriesOf(size);
  const der = encode(entries, value);
  const check = (): void => assert.deepEqual(decode(entries, der), value);
  return [
    { row: `decode/der/${label}`, implementation: 'vitrine', run: () => decode(entries, der), check },
    { row: `encode/der/${label}`, implementation: 'vitrine', run: () => encode(entries, value), check },
    { row: `annotate/der/${label}`, implementation: 'vitrine', run: () => annotate(entries, der), check },
  ];
}

export const rows: readonly BenchRow[] = [
  ...rowsOf('1KiB', 2 ** 10),
  ...rowsOf('64KiB', 2 ** 16),
  ...rowsOf('1MiB', 2 ** 20),
];
