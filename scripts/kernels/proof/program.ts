/** Reads a kernel's committed text, and runs it on whatever stands for numbers. The language is what the kernels are written in:
 * functions of numbers and arrays, `let`, assignments, counted loops, `break`, and JavaScript's operators. */

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'element'; readonly array: string; readonly index: Expression }
  | {
      readonly kind: 'call';
      readonly object: string;
      readonly method: string;
      readonly parameters: readonly Expression[];
    }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression };

export type Statement =
  | { readonly kind: 'assign'; readonly target: Expression; readonly value: Expression }
  | {
      readonly kind: 'for';
      readonly first: readonly Statement[];
      readonly condition: Expression | undefined;
      readonly next: readonly Statement[];
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'break if'; readonly condition: Expression };

export interface Program {
  /** What `const NAME = new Int32Array(…)` holds: its elements, or how many zeros. */
  readonly constants: ReadonlyMap<string, readonly number[]>;
  readonly functions: ReadonlyMap<
    string,
    { readonly parameters: readonly string[]; readonly body: readonly Statement[] }
  >;
}

const TOKEN = /\s*(0x[\da-f]+|\d+(?:\.\d+)?(?:e[+-]\d+)?|[A-Za-z_]\w*|>>>|>>|<<|===|[-+^*|&]=|[-+*|&^~<=()[\]{};,.])/y;
/** Binary operators from the loosest to the tightest. */
const LEVELS = [['|'], ['^'], ['&'], ['==='], ['<'], ['<<', '>>', '>>>'], ['+', '-'], ['*']];

/** @throws Error for text that is not of the language. */
export function readProgram(text: string): Program {
  const bare = text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/: (?:Int32Array|DataView|number|void)\b/g, '')
    .replace(/ as unknown as number\b/g, '');
  return new Reader(bare).program();
}

class Reader {
  readonly #tokens: string[] = [];
  #at = 0;

  constructor(text: string) {
    let end = 0;
    TOKEN.lastIndex = 0;
    for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
      this.#tokens.push(match[1]);
      end = TOKEN.lastIndex;
    }
    if (text.slice(end).trim() !== '') throw new Error(`not understood: ${text.slice(end, end + 40)}`);
  }

  #is(token: string): boolean {
    return this.#tokens[this.#at] === token;
  }
  #next(): string {
    if (this.#at === this.#tokens.length) throw new Error('the text ends too early');
    return this.#tokens[this.#at++];
  }
  #accept(token: string): boolean {
    if (!this.#is(token)) return false;
    this.#at++;
    return true;
  }
  #expect(...tokens: readonly string[]): void {
    for (const token of tokens) {
      const found = this.#next();
      if (found !== token)
        throw new Error(
          `${token} is expected, found ${found} after ${this.#tokens.slice(this.#at - 12, this.#at - 1).join(' ')}`,
        );
    }
  }

  program(): Program {
    const constants = new Map<string, readonly number[]>();
    const functions = new Map<string, { parameters: string[]; body: Statement[] }>();
    while (this.#at < this.#tokens.length) {
      this.#accept('export');
      if (this.#accept('const')) {
        const name = this.#next();
        this.#expect('=', 'new', 'Int32Array', '(');
        constants.set(name, this.#is('[') ? this.#elements() : new Array<number>(Number(this.#next())).fill(0));
        this.#expect(')', ';');
      } else {
        this.#expect('function');
        const name = this.#next();
        this.#expect('(');
        const parameters: string[] = [];
        while (!this.#accept(')')) {
          parameters.push(this.#next());
          this.#accept(',');
        }
        functions.set(name, { parameters, body: this.#block() });
      }
    }
    return { constants, functions };
  }

  #elements(): number[] {
    const elements: number[] = [];
    this.#expect('[');
    while (!this.#accept(']')) {
      elements.push(Number(this.#next()) | 0);
      this.#accept(',');
    }
    return elements;
  }

  #block(): Statement[] {
    const statements: Statement[] = [];
    this.#expect('{');
    while (!this.#accept('}')) statements.push(...this.#statement());
    return statements;
  }

  #statement(): Statement[] {
    if (this.#accept('for')) return [this.#loop()];
    if (this.#accept('if')) {
      this.#expect('(');
      const condition = this.#expression();
      this.#expect(')', 'break', ';');
      return [{ kind: 'break if', condition }];
    }
    const statements = this.#assignments();
    this.#expect(';');
    return statements;
  }

  #loop(): Statement {
    this.#expect('(');
    const first = this.#is(';') ? [] : this.#assignments();
    this.#expect(';');
    const condition = this.#is(';') ? undefined : this.#expression();
    this.#expect(';');
    const next = this.#is(')') ? [] : this.#assignments();
    this.#expect(')');
    return { kind: 'for', first, condition, next, body: this.#block() };
  }

  /** `let a = 1, b = 2`, or one assignment. `let a` alone gives nothing to do. */
  #assignments(): Statement[] {
    const declared = this.#accept('let');
    const statements: Statement[] = [];
    do {
      const target = this.#primary();
      const operator = this.#next();
      if (declared && (operator === ';' || operator === ',')) {
        this.#at--;
        continue;
      }
      if (operator === '+' && this.#accept('+')) {
        const one: Expression = { kind: 'number', value: 1 };
        statements.push({ kind: 'assign', target, value: { kind: 'binary', operator: '+', left: target, right: one } });
        continue;
      }
      if (!/^[-+^*|&]?=$/.test(operator)) throw new Error(`an assignment is expected, found ${operator}`);
      const right = this.#expression();
      const value: Expression =
        operator === '=' ? right : { kind: 'binary', operator: operator[0], left: target, right };
      statements.push({ kind: 'assign', target, value });
    } while (declared && this.#accept(','));
    return statements;
  }

  #expression(level = 0): Expression {
    if (level === LEVELS.length) return this.#unary();
    let left = this.#expression(level + 1);
    while (LEVELS[level].includes(this.#tokens[this.#at])) {
      const operator = this.#next();
      left = { kind: 'binary', operator, left, right: this.#expression(level + 1) };
    }
    return left;
  }

  #unary(): Expression {
    if (this.#is('~') || this.#is('-')) {
      const operator = this.#next();
      return { kind: 'unary', operator, operand: this.#unary() };
    }
    return this.#primary();
  }

  #primary(): Expression {
    const token = this.#next();
    if (token === '(') {
      const inner = this.#expression();
      this.#expect(')');
      return inner;
    }
    if (/^\d/.test(token)) return { kind: 'number', value: Number(token) };
    if (!/^[A-Za-z_]/.test(token)) throw new Error(`a value is expected, found ${token}`);
    if (this.#accept('[')) {
      const index = this.#expression();
      this.#expect(']');
      return { kind: 'element', array: token, index };
    }
    if (!this.#accept('.')) return { kind: 'name', name: token };
    const method = this.#next();
    const parameters: Expression[] = [];
    this.#expect('(');
    while (!this.#accept(')')) {
      parameters.push(this.#expression());
      this.#accept(',');
    }
    return { kind: 'call', object: token, method, parameters };
  }
}

/** What a program works on besides numbers. Loops, indices and conditions must come out as numbers. */
export interface Domain<V> {
  unary(operator: string, operand: V | number): V | number;
  binary(operator: string, left: V | number, right: V | number): V | number;
}

/** An argument of a function: a number, an array whose elements are read and written, or a DataView that is read. */
export type Argument<V> = number | (V | number)[] | { getInt32(at: number): V | number };

/** Runs a function of a program. Arrays that it is given hold its results.
 * @throws Error where the program leaves its arrays, or decides by what is no number. */
export function runFunction<V>(program: Program, name: string, args: readonly Argument<V>[], domain: Domain<V>): void {
  const { parameters, body } = program.functions.get(name)!;
  const variables = new Map<string, Argument<V> | V>();
  for (const [constant, elements] of program.constants) variables.set(constant, [...elements]);
  for (const [i, parameter] of parameters.entries()) variables.set(parameter, args[i]);
  new Run(variables, domain).block(body);
}

/** Far more than a kernel needs for a few blocks. */
const MAX_STEPS = 50_000;

class Run<V> {
  readonly #variables: Map<string, Argument<V> | V>;
  readonly #domain: Domain<V>;
  #steps = 0;

  constructor(variables: Map<string, Argument<V> | V>, domain: Domain<V>) {
    this.#variables = variables;
    this.#domain = domain;
  }

  /** @returns whether a `break` ended it. */
  block(statements: readonly Statement[]): boolean {
    for (const statement of statements) {
      if (this.#steps++ > MAX_STEPS) throw new Error('it does not end');
      if (statement.kind === 'assign') this.#assign(statement.target, this.#value(statement.value));
      else if (statement.kind === 'for') this.#loop(statement);
      else if (this.#truth(statement.condition)) return true;
    }
    return false;
  }

  #loop({ first, condition, next, body }: Extract<Statement, { kind: 'for' }>): void {
    this.block(first);
    for (let turns = 0; condition === undefined || this.#truth(condition); turns++) {
      if (turns > 1000) throw new Error('a loop does not end');
      if (this.block(body)) return;
      this.block(next);
    }
  }

  #truth(condition: Expression): boolean {
    const value = this.#value(condition);
    if (typeof value !== 'number') throw new Error('a branch depends on the data');
    return value !== 0;
  }

  #assign(target: Expression, value: V | number): void {
    if (target.kind === 'name') this.#variables.set(target.name, value);
    else if (target.kind === 'element') {
      const [array, index] = this.#place(target);
      // An Int32Array takes what `| 0` makes of a number.
      array[index] = this.#domain.binary('|', value, 0);
    } else throw new Error('nothing to assign to');
  }

  #place({ array: name, index }: Extract<Expression, { kind: 'element' }>): [(V | number)[], number] {
    const array = this.#variables.get(name);
    const at = this.#value(index);
    if (!Array.isArray(array)) throw new Error(`${name} is no array`);
    if (typeof at !== 'number') throw new Error('an index depends on the data');
    if (!(at in array)) throw new Error(`${name}[${at}] is outside`);
    return [array, at];
  }

  #value(expression: Expression): V | number {
    switch (expression.kind) {
      case 'number':
        return expression.value;
      case 'name': {
        const value = this.#variables.get(expression.name);
        if (value === undefined) throw new Error(`${expression.name} is not set`);
        return value as V | number;
      }
      case 'element': {
        const [array, index] = this.#place(expression);
        return array[index];
      }
      case 'call': {
        const object = this.#variables.get(expression.object) as { getInt32(at: number): V | number };
        const [at, ...rest] = expression.parameters.map((parameter) => this.#value(parameter));
        if (expression.method !== 'getInt32' || rest.length > 0 || typeof at !== 'number')
          throw new Error('unknown call');
        return object.getInt32(at);
      }
      case 'unary':
        return this.#domain.unary(expression.operator, this.#value(expression.operand));
      case 'binary':
        return this.#domain.binary(expression.operator, this.#value(expression.left), this.#value(expression.right));
    }
  }
}
