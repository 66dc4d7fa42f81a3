/** Reads the text of a kernel: a function of straight-line assignments to doubles. */

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'limb'; readonly array: string; readonly index: number }
  | { readonly kind: 'negated'; readonly of: Expression }
  | { readonly kind: 'sum' | 'difference' | 'product'; readonly left: Expression; readonly right: Expression };

export interface Assignment {
  /** A local variable, or `out[i]`. */
  readonly target: string;
  readonly declares: boolean;
  readonly operator: '=' | '+=' | '-=';
  readonly value: Expression;
  readonly text: string;
}

export interface Program {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly assignments: readonly Assignment[];
}

/** The text of one exported function of a generated file.
 * @throws Error where there is none of that name. */
export function functionText(file: string, name: string): string {
  const start = file.indexOf(`export function ${name}(`);
  if (start < 0) throw new Error(`no function ${name}`);
  return file.slice(start, file.indexOf('\n}\n', start) + 2);
}

/** The constants that a generated file declares for its kernels. */
export function constantsOf(file: string): ReadonlyMap<string, number> {
  return new Map([...file.matchAll(/^const (\w+) = ([\d.e+-]+);$/gm)].map(([, name, value]) => [name, Number(value)]));
}

/** @param declares - whether variables must be declared, as JavaScript's must.
 * @throws Error for anything that is not an assignment of sums and products. */
export function parse(text: string, declares = true): Program {
  const match = /^export function (\w+)\(([^)]*)\): void \{\n(.*)\n\}$/s.exec(text);
  if (match === null) throw new Error('not a function of a kernel');
  const [, name, head, body] = match;
  const parameters = head.split(', ').map((parameter) => parameter.replace(/: Limbs$/, ''));
  const assignments: Assignment[] = [];
  /** Each declared variable, and whether it may be assigned again. */
  const declared = new Map<string, boolean>();
  for (const line of body.split('\n').map((line) => line.trim())) {
    if (line === '') continue;
    if (/^let \w+: number(?:, \w+: number)*;$/.test(line)) {
      for (const [, variable] of line.matchAll(/(\w+): number/g)) declared.set(variable, true);
      continue;
    }
    const statement = /^(const |let )?(\w+(?:\[\d+\])?) ([+-]?=) ([^=;]*);$/.exec(line);
    if (statement === null) throw new Error(`not understood: ${line}`);
    const [, declaration, target, operator, expression] = statement;
    if (declaration !== undefined) declared.set(target, declaration === 'let ');
    else if (declares && !target.includes('[') && declared.get(target) !== true)
      throw new Error(`not declared, or constant: ${line}`);
    assignments.push({
      target,
      declares: declaration !== undefined,
      operator: operator as Assignment['operator'],
      value: parseExpression(expression),
      text: line,
    });
  }
  return { name, parameters, assignments };
}

function parseExpression(text: string): Expression {
  const tokens = text.match(/\d+(?:\.\d+)?(?:e[+-]?\d+)?|\w+(?:\[\d+\])?|[-+*()]|[^\s]/g) ?? [];
  let at = 0;
  const sum = (): Expression => {
    let left = term();
    while (tokens[at] === '+' || tokens[at] === '-') {
      const kind = tokens[at++] === '+' ? 'sum' : 'difference';
      left = { kind, left, right: term() };
    }
    return left;
  };
  const term = (): Expression => {
    let left = factor();
    while (tokens[at] === '*') {
      at++;
      left = { kind: 'product', left, right: factor() };
    }
    return left;
  };
  const factor = (): Expression => {
    const token = tokens[at++];
    if (token === '-') return { kind: 'negated', of: factor() };
    if (token === '(') {
      const inner = sum();
      if (tokens[at++] !== ')') throw new Error(`no closing parenthesis: ${text}`);
      return inner;
    }
    if (token !== undefined && /^\d/.test(token)) return { kind: 'number', value: Number(token) };
    const limb = /^(\w+)\[(\d+)\]$/.exec(token ?? '');
    if (limb !== null) return { kind: 'limb', array: limb[1], index: Number(limb[2]) };
    if (token === undefined || !/^[A-Za-z]\w*$/.test(token)) throw new Error(`not understood: ${text}`);
    return { kind: 'name', name: token };
  };
  const expression = sum();
  if (at !== tokens.length) throw new Error(`not understood: ${text}`);
  return expression;
}
