/** Draws changes of a kernel's text: an operator, an index or a constant, a name, a dropped token, term or line, two lines swapped. */

/** Numbers that look random, and are the same in every run. @param seed - any int32 but 0. */
export function drawing(seed: number): (below: number) => number {
  let x = seed | 0;
  return (below) => {
    // Marsaglia, "Xorshift RNGs", 2003.
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
}

/** How a text is changed. */
export const KINDS = [
  'operator',
  'number',
  'name',
  'token left out',
  'term left out',
  'line left out',
  'lines swapped',
];

const TOKEN = /\b0x[\da-f]+|\b\d[\d.]*(?:e[+-]?\d+)?|\b[A-Za-z]\w*|>>>|>>|<<|[-+*|&^~]/g;
const PATTERNS: Readonly<Record<string, RegExp>> = { operator: /^[^\w]/, number: /^\d/, name: /^[A-Za-z]/ };
const TERM = / [-+^|] [\w.]+(?:\([^()]*\)|\[[^\]]*\])?(?: \* \w+(?:\[[^\]]*\])?)?/g;

/** The text with one change after its first function begins, or undefined where nothing changes. */
export function changed(text: string, kind: string, draw: (below: number) => number): string | undefined {
  const start = text.indexOf('\n', text.indexOf('function '));
  const [head, body] = [text.slice(0, start), text.slice(start)];
  const other = kind.includes('line') ? changedLine(body, kind, draw) : changedToken(body, kind, draw);
  return other === undefined || other === body ? undefined : head + other;
}

function changedLine(body: string, kind: string, draw: (below: number) => number): string {
  const lines = body.split('\n');
  const at = draw(lines.length - 1);
  const [line] = lines.splice(at, 1);
  if (kind === 'lines swapped') lines.splice(at + 1, 0, line);
  return lines.join('\n');
}

function changedToken(body: string, kind: string, draw: (below: number) => number): string | undefined {
  const pattern = PATTERNS[kind] ?? /./;
  const tokens = [...body.matchAll(kind === 'term left out' ? TERM : TOKEN)].filter(
    ({ 0: token, index }) => pattern.test(token) && !isComment(body, index),
  );
  if (tokens.length === 0) return undefined;
  const { 0: token, index } = tokens[draw(tokens.length)];
  const others = replacements(kind, token, tokens, draw);
  const other = others[draw(others.length)];
  return body.slice(0, index) + other + body.slice(index + token.length);
}

function replacements(
  kind: string,
  token: string,
  tokens: readonly RegExpExecArray[],
  draw: (below: number) => number,
): readonly string[] {
  switch (kind) {
    case 'operator':
      return ['+', '|', '&', '^', '<<', '>>>', '-', '*'].filter((each) => each !== token);
    case 'number': {
      const value = Number(token);
      const near = [value + 1, value - 1, 2 * value, value / 2].map(String);
      return Number.isInteger(value) ? [...near, String((value ^ (1 << draw(32))) >>> 0)] : near;
    }
    case 'name':
      return tokens.map(([name]) => name);
    default:
      return [''];
  }
}

/** Whether the place is in a comment. */
function isComment(body: string, index: number): boolean {
  const line = body.slice(body.lastIndexOf('\n', index) + 1, index);
  return /^\s*\/?\*/.test(line) || line.includes('//');
}
