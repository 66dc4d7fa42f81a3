/** The time at which a reader's own certificates are judged. */

/** The end of the current minute in UTC, as addresses have times: `2026-06-01T12:00`. At its start a certificate made seconds ago
 * would not be valid yet. */
export function thisMinute(now = new Date()): string {
  return new Date(Math.ceil(now.getTime() / 60_000) * 60_000).toISOString().slice(0, 16);
}
