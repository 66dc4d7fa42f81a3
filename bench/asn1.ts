/** DER of growing size, read and written; node:crypto has nothing to put beside it. */
import { strict as assert } from 'node:assert';
import { integer, octetString, sequence, sequenceOf, utf8String } from '../src/asn1/index.ts';
import { annotate, decode, encode } from '../src/codec/index.ts';
import { type BenchRow, once } from './rows.ts';

const entry = sequence('Entry', 'an example', { serial: integer, name: utf8String, value: octetString });
const entries = sequenceOf(entry);
/** An entry takes 64 bytes: their serial numbers all take two. */
const entriesOf = (size: number) =>
  Array.from({ length: size / 64 }, (_, i) => ({
    serial: BigInt(128 + i),
    name: 'vitrine'.padEnd(20, ' '),
    value: new Uint8Array(34).fill(i),
  }));

function rowsOf(size: string, length: number): BenchRow[] {
  const value = once(() => entriesOf(length));
  const der = once(() => encode(entries, value()));
  const ours = (operation: string, run: () => unknown, check: () => void): BenchRow => ({
    row: `${operation}/der/${size}`,
    implementation: 'vitrine',
    run,
    check,
  });
  const read = () => decode(entries, der());
  const write = () => encode(entries, value());
  const watch = () => annotate(entries, der());
  return [
    ours('decode', read, () => assert.deepEqual(read(), value())),
    ours('encode', write, () => assert.deepEqual(decode(entries, write()), value())),
    ours('annotate', watch, () => assert.deepEqual(watch().value, value())),
  ];
}

export const rows: readonly BenchRow[] = [
  ...rowsOf('1 KiB', 2 ** 10),
  ...rowsOf('64 KiB', 2 ** 16),
  ...rowsOf('1 MiB', 2 ** 20),
];
