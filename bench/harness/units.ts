/** Figures as text. */

/** Three digits and no exponent: `1.23`, `12.3`, `123`, `1234`. */
export function threeDigits(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3);
}

/** Three digits, in the unit that suits. */
export function duration(nanoseconds: number): string {
  if (nanoseconds >= 999.5e6) return `${threeDigits(nanoseconds / 1e9)} s`;
  if (nanoseconds >= 999.5e3) return `${threeDigits(nanoseconds / 1e6)} ms`;
  if (nanoseconds >= 999.5) return `${threeDigits(nanoseconds / 1e3)} µs`;
  return `${threeDigits(nanoseconds)} ns`;
}

/** Two digits below ten, whole numbers above: how many times as long. */
export function ratio(value: number): string {
  return value >= 9.95 ? `${Math.round(value)} ×` : `${value.toPrecision(2)} ×`;
}

const UNITS: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20 };

/** @returns how many bytes a row's size names (`16 KiB`), or undefined when it names something else (`2048`). */
export function bytesOf(size: string): number | undefined {
  const [, number, unit] = /^(\d+) (B|KiB|MiB)$/.exec(size) ?? [];
  return unit === undefined ? undefined : Number(number) * UNITS[unit];
}

/** Millions of bytes a second, for rows whose size is one of bytes; otherwise an empty text. */
export function throughput(row: string, nanoseconds: number): string {
  const bytes = bytesOf(row.split('/')[2] ?? '');
  return bytes === undefined || bytes === 0 ? '' : `${threeDigits((bytes * 1e3) / nanoseconds)} MB/s`;
}
