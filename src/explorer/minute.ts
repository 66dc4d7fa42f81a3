/** Times to the minute. */
import { assertString } from '../bytes/index.ts';

/** Reads a time in UTC, in ISO 8601: `2026-06-01T12:00Z`. The Z may be missing, seconds may be there, and a blank may stand for T.
 * @returns the time as addresses have it, `2026-06-01T12:00`; undefined for a text that is no time, as 31 February is none. */
export function minuteOf(text: string): string | undefined {
  assertString(text, 'text');
  const [, day, minute] = /^\s*(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d{1,9})?)?Z?\s*$/i.exec(text) ?? [];
  if (minute === undefined) return undefined;
  const time = new Date(`${day}T${minute}:00Z`);
  const canonical = Number.isNaN(time.getTime()) ? '' : time.toISOString().slice(0, 16);
  return canonical === `${day}T${minute}` ? canonical : undefined;
}
