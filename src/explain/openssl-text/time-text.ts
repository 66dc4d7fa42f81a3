import { assertDate } from '../../bytes/index.ts';

/** `Nov 21 11:51:49 2036 GMT`. */
export function timeText(date: Date): string {
  assertDate(date, 'date');
  const [, day, month, year, time] = /^..., (\d\d) (...) (\d+) (\S+)/.exec(date.toUTCString())!;
  return `${month} ${String(Number(day)).padStart(2)} ${time} ${Number(year)} GMT`;
}

/** The time with milliseconds: `Apr  6 17:50:41.664 2022 GMT`. */
export const preciseTimeText = (date: Date): string =>
  timeText(date).replace(/:\d\d(?= )/, (seconds) => `${seconds}.${String(date.getUTCMilliseconds()).padStart(3, '0')}`);
