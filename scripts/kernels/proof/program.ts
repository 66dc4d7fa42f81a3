/** Reads a kernel's committed text. The language is what the kernels are written in: functions of numbers, arrays and views, declarations,
 * assignments, blocks, counted loops, `break`, and JavaScript's operators. */

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'element'; readonly array: string; readonly index: Expression }
  | { readonly kind: 'member'; readonly object: string; readonly member: string }
  | {
      readonly kind: 'call';
      /** None for a function of the program. */
      readonly object: string | undefined;
      readonly method: string;
      readonly parameters: readonly Expression[];
    }
  | { readonly kind: 'assign'; readonly target: Expression; readonly value: Expression }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression };

export type Statement =
  | {
      readonly kind: 'declare';
      readonly name: string;
      readonly isConstant: boolean;
      readonly value: Expression | undefined;
    }
  | { readonly kind: 'evaluate'; readonly value: Expression }
  | {
      readonly kind: 'for';
      readonly first: readonly Statement[];
      readonly condition: Expression | undefined;
      readonly next: readonly Statement[];
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'block'; readonly body: readonly Statement[] }
  | { readonly kind: 'break if'; readonly condition: Expression }
  | { readonly kind: 'return'; readonly value: Expression };

export interface Parameter {
  readonly name: string;
  /** As TypeScript spells it. */
  readonly type: string;
}

export interface ProgramFunction {
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
}

export interface Program {
  /** What `const NAME = new Int32Array(…)` holds: its elements, or how many zeros. */
  readonly constants: ReadonlyMap<string, { readonly type: string; readonly elements: readonly number[] }>;
  readonly functions: ReadonlyMap<string, ProgramFunction>;
}

const TOKEN =
  /\s*(0x[\da-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?|[A-Za-z_]\w*|>>>|>>|<<|===|<=|\+\+|--|[-+^*|&]=|[-+*|&^~<=()[\]{};:,.])/y;
/** Binary operators from the loosest to the tightest. */
const LEVELS = [['|'], ['^'], ['&'], ['==='], ['<', '<='], ['<<', '>>', '>>>'], ['+', '-'], ['*']];
const ARRAYS = ['Int32Array', 'Float64Array'];

/** @throws Error for text that is not of the language. */
export function readProgram(text: string): Program {
  const bare = text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/^import .*$/gm, '')
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
  #name(): string {
    const name = this.#next();
    if (!/^[A-Za-z_]/.test(name)) throw new Error(`a name is expected, found ${name}`);
    return name;
  }

  program(): Program {
    const constants = new Map<string, { type: string; elements: number[] }>();
    const functions = new Map<string, ProgramFunction>();
    while (this.#at < this.#tokens.length) {
      this.#accept('export');
      if (this.#accept('const')) {
        const name = this.#name();
        this.#expect('=', 'new');
        const type = this.#next();
        if (!ARRAYS.includes(type)) throw new Error(`an array is expected, found ${type}`);
        this.#expect('(');
        const elements = this.#is('[') ? this.#elements() : new Array<number>(Number(this.#next())).fill(0);
        constants.set(name, { type, elements: type === 'Int32Array' ? elements.map((each) => each | 0) : elements });
        this.#expect(')', ';');
      } else {
        this.#expect('function');
        functions.set(this.#name(), { parameters: this.#parameters(), body: this.#block() });
      }
    }
    return { constants, functions };
  }

  #parameters(): Parameter[] {
    const parameters: Parameter[] = [];
    this.#expect('(');
    while (!this.#accept(')')) {
      const name = this.#name();
      parameters.push({ name, type: this.#type() });
      this.#accept(',');
    }
    this.#type();
    return parameters;
  }

  #type(): string {
    return this.#accept(':') ? this.#name() : '';
  }

  #elements(): number[] {
    const elements: number[] = [];
    this.#expect('[');
    while (!this.#accept(']')) {
      const sign = this.#accept('-') ? -1 : 1;
      elements.push(sign * Number(this.#next()));
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
    if (this.#is('{')) return [{ kind: 'block', body: this.#block() }];
    if (this.#accept('for')) return [this.#loop()];
    if (this.#accept('if')) {
      this.#expect('(');
      const condition = this.#expression();
      this.#expect(')', 'break', ';');
      return [{ kind: 'break if', condition }];
    }
    if (this.#accept('return')) {
      const value = this.#expression();
      this.#expect(';');
      return [{ kind: 'return', value }];
    }
    const statements = this.#list();
    this.#expect(';');
    return statements;
  }

  #loop(): Statement {
    this.#expect('(');
    const first = this.#is(';') ? [] : this.#list();
    this.#expect(';');
    const condition = this.#is(';') ? undefined : this.#expression();
    this.#expect(';');
    const next = this.#is(')') ? [] : this.#list();
    this.#expect(')');
    return { kind: 'for', first, condition, next, body: this.#block() };
  }

  /** `let a = 1, b = 2`, or expressions that do something: `a = 1, b++`. */
  #list(): Statement[] {
    const isConstant = this.#accept('const');
    const declares = isConstant || this.#accept('let');
    const statements: Statement[] = [];
    do {
      statements.push(declares ? this.#declaration(isConstant) : { kind: 'evaluate', value: this.#effect() });
    } while (this.#accept(','));
    return statements;
  }

  #declaration(isConstant: boolean): Statement {
    const name = this.#name();
    this.#type();
    const value = this.#accept('=') ? this.#assignment() : undefined;
    if (isConstant && value === undefined) throw new Error(`${name} has no value`);
    return { kind: 'declare', name, isConstant, value };
  }

  #effect(): Expression {
    const value = this.#assignment();
    if (value.kind !== 'assign' && value.kind !== 'call') throw new Error('a statement without effect');
    return value;
  }

  /** An expression, or an assignment as one. */
  #assignment(): Expression {
    const target = this.#expression();
    const step = this.#is('++') ? '+' : this.#is('--') ? '-' : undefined;
    if (step === undefined && !/^[-+^*|&]?=$/.test(this.#tokens[this.#at] ?? '')) return target;
    if (target.kind !== 'name' && target.kind !== 'element') throw new Error('nothing to assign to');
    const operator = this.#next();
    const right: Expression = step === undefined ? this.#assignment() : { kind: 'number', value: 1 };
    const value: Expression = operator === '=' ? right : { kind: 'binary', operator: operator[0], left: target, right };
    return { kind: 'assign', target, value };
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
    if (this.#accept('(')) {
      const inner = this.#expression();
      this.#expect(')');
      return inner;
    }
    const token = this.#next();
    if (/^\d/.test(token)) return { kind: 'number', value: Number(token) };
    if (!/^[A-Za-z_]/.test(token)) throw new Error(`a value is expected, found ${token}`);
    if (token === 'true') return { kind: 'number', value: 1 };
    if (this.#accept('[')) {
      const index = this.#expression();
      this.#expect(']');
      return { kind: 'element', array: token, index };
    }
    if (this.#is('(')) return { kind: 'call', object: undefined, method: token, parameters: this.#arguments() };
    if (!this.#accept('.')) return { kind: 'name', name: token };
    const member = this.#name();
    if (!this.#is('(')) return { kind: 'member', object: token, member };
    return { kind: 'call', object: token, method: member, parameters: this.#arguments() };
  }

  #arguments(): Expression[] {
    const parameters: Expression[] = [];
    this.#expect('(');
    while (!this.#accept(')')) {
      parameters.push(this.#assignment());
      this.#accept(',');
    }
    return parameters;
  }
}
