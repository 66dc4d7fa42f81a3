/** Figures as text. */
import { duration } from '../harness/units.ts';

/** A size, with the unit where it is one of bytes: `16 KiB`, `2048`. */
export function sizeText(size: number, unit: string): string {
  if (unit !== 'bytes') return `${size}`;
  if (size >= 2 ** 20) return `${size / 2 ** 20} MiB`;
  return size >= 2 ** 10 ? `${size / 2 ** 10} KiB` : `${size} B`;
}

/** One digit and a unit, for a power of ten of nanoseconds: `10 µs`. */
export function timeText(nanoseconds: number): string {
  if (nanoseconds >= 1e9) return `${nanoseconds / 1e9} s`;
  if (nanoseconds >= 1e6) return `${nanoseconds / 1e6} ms`;
  return nanoseconds >= 1e3 ? `${nanoseconds / 1e3} µs` : `${nanoseconds} ns`;
}

/** A time that may be below nothing, as the ends of fitted lines may be. */
export const signedDuration = (nanoseconds: number): string =>
  nanoseconds < 0 ? `−${duration(-nanoseconds)}` : duration(nanoseconds);

/** A time below a nanosecond keeps its digits. */
export const costText = (value: number, measures: 'nanoseconds' | 'count'): string =>
  measures === 'count' ? value.toPrecision(3) : duration(value);
