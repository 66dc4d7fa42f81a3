/**
 * @returns `text` with everything between `<!-- name -->` and `<!-- /name -->` replaced by `body`, on lines of its own.
 * @throws RangeError unless both are there once, in that order.
 */
export function replaceBetween(text: string, name: string, body: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, rest, ...more] = text.split(open);
  const [, after, ...evenMore] = rest?.split(close) ?? [];
  if (after === undefined || more.length + evenMore.length > 0 || before.includes(close))
    throw new RangeError(`the text has not one ${open} and one ${close} after it`);
  return `${before}${open}\n\n${body}\n\n${close}${after}`;
}
