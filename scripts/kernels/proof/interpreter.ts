/** Runs a program that was read from a kernel's text, on whatever stands for numbers. */
import type { Expression, Program, Statement } from './program.ts';

/** What a program works on besides numbers. Loops, branches and, but for tables, indices must come out as numbers. */
export interface Domain<V> {
  unary(operator: string, operand: V | number): V | number;
  /** One of the two is no number. */
  binary(operator: string, left: V | number, right: V | number): V | number;
  /** `Math.imul`. */
  imul?(left: V | number, right: V | number): V | number;
  /** What a variable is to hold: a proof may give a name to what a text calls so. */
  assigned?(name: string, value: V | number): V | number;
}

/** A DataView. */
export interface View<V> {
  readonly byteLength?: number;
  getInt32(at: V | number, littleEndian: boolean): V | number;
  setInt32?(at: V | number, value: V | number, littleEndian: boolean): void;
}
/** An array that is read at indices which depend on the data. */
export interface Table<V> {
  element(index: V | number): V | number;
}
/** An argument of a function. Arrays are read and written. */
export type Argument<V> = number | { readonly unknown: V } | (V | number)[] | View<V> | Table<V>;

/** An array under a name. */
class Memory<V> {
  readonly elements: (V | number)[];
  /** An Int32Array takes what `| 0` makes of a number. */
  readonly isInt32: boolean;
  constructor(elements: (V | number)[], type: string) {
    this.elements = elements;
    this.isInt32 = type !== 'Float64Array';
  }
}
class Reference<V> {
  readonly object: View<V> | Table<V>;
  constructor(object: View<V> | Table<V>) {
    this.object = object;
  }
}
type Held<V> = V | number | Memory<V> | Reference<V>;

/** What JavaScript computes. */
export const NUMBERS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '|': (a, b) => a | b,
  '&': (a, b) => a & b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
  '>>>': (a, b) => a >>> b,
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '===': (a, b) => Number(a === b),
};

/** A domain for running a program on numbers alone. */
export const NUMBERS_ALONE: Domain<never> = {
  unary: () => {
    throw new Error('no number');
  },
  binary: () => {
    throw new Error('no number');
  },
};

/** Runs a function of a program. Arrays that it is given hold its results.
 * @param outer - what the program imports: views and tables by their names.
 * @returns what the function returns, if anything.
 * @throws Error where the program leaves its arrays, or decides by what is no number. */
export function runFunction<V>(
  program: Program,
  name: string,
  args: readonly Argument<V>[],
  domain: Domain<V>,
  outer: Readonly<Record<string, View<V> | Table<V>>> = {},
): V | number | undefined {
  const constants = new Map<string, Held<V>>();
  for (const [constant, { type, elements }] of program.constants)
    constants.set(constant, new Memory<V>([...elements], type));
  for (const [imported, object] of Object.entries(outer)) constants.set(imported, new Reference(object));
  const { parameters } = program.functions.get(name)!;
  const held = args.map((argument, i): Held<V> => {
    if (typeof argument === 'number') return argument;
    if ('unknown' in argument) return argument.unknown;
    return Array.isArray(argument) ? new Memory(argument, parameters[i].type) : new Reference(argument);
  });
  return new Run(program, constants, domain).call(name, held);
}

/** Far more than a kernel needs for a few blocks. */
const MAX_STEPS = 50_000;

/** The variables of a block. */
interface Scope<V> {
  readonly variables: Map<string, Held<V> | undefined>;
  readonly fixed: Set<string>;
  readonly outer: Scope<V> | undefined;
}

const BREAK = Symbol('break');
type Ending<V> = typeof BREAK | { readonly returned: V | number } | undefined;

class Run<V> {
  readonly #program: Program;
  readonly #constants: Map<string, Held<V> | undefined>;
  readonly #domain: Domain<V>;
  #steps = 0;
  #depth = 0;
  #scope: Scope<V>;

  constructor(program: Program, constants: Map<string, Held<V> | undefined>, domain: Domain<V>) {
    this.#program = program;
    this.#constants = constants;
    this.#domain = domain;
    this.#scope = { variables: constants, fixed: new Set(constants.keys()), outer: undefined };
  }

  call(name: string, args: readonly Held<V>[]): V | number | undefined {
    const called = this.#program.functions.get(name);
    if (called === undefined || called.parameters.length !== args.length) throw new Error(`no function ${name}`);
    if (this.#depth++ > 8) throw new Error('functions call each other too deeply');
    const before = this.#scope;
    const variables = new Map<string, Held<V>>(called.parameters.map((parameter, i) => [parameter.name, args[i]]));
    const file = { variables: this.#constants, fixed: new Set(this.#constants.keys()), outer: undefined };
    this.#scope = { variables, fixed: new Set(), outer: file };
    const ending = this.#block(called.body);
    this.#scope = before;
    this.#depth--;
    if (ending === BREAK) throw new Error('a break outside of a loop');
    return ending?.returned;
  }

  #within<R>(run: () => R): R {
    const outer = this.#scope;
    this.#scope = { variables: new Map(), fixed: new Set(), outer };
    const result = run();
    this.#scope = outer;
    return result;
  }

  #block(statements: readonly Statement[]): Ending<V> {
    return this.#within(() => this.#sequence(statements));
  }

  #sequence(statements: readonly Statement[]): Ending<V> {
    for (const statement of statements) {
      const ending = this.#statement(statement);
      if (ending !== undefined) return ending;
    }
    return undefined;
  }

  #statement(statement: Statement): Ending<V> {
    if (this.#steps++ > MAX_STEPS) throw new Error('it does not end');
    switch (statement.kind) {
      case 'declare':
        this.#declare(statement);
        return undefined;
      case 'evaluate':
        this.#evaluate(statement.value);
        return undefined;
      case 'block':
        return this.#block(statement.body);
      case 'for':
        return this.#within(() => this.#loop(statement));
      case 'return':
        return { returned: this.#value(statement.value) };
      case 'break if':
        return this.#truth(statement.condition) ? BREAK : undefined;
    }
  }

  #declare({ name, isConstant, value }: Extract<Statement, { kind: 'declare' }>): void {
    if (this.#scope.variables.has(name)) throw new Error(`${name} is declared twice`);
    const held = value === undefined ? undefined : this.#evaluate(value);
    this.#scope.variables.set(name, held === undefined ? held : this.#renamed(name, held));
    if (isConstant) this.#scope.fixed.add(name);
  }

  #renamed(name: string, held: Held<V>): Held<V> {
    if (held instanceof Memory || held instanceof Reference || this.#domain.assigned === undefined) return held;
    return this.#domain.assigned(name, held);
  }

  #loop({ first, condition, next, body }: Extract<Statement, { kind: 'for' }>): Ending<V> {
    this.#sequence(first);
    for (let turns = 0; condition === undefined || this.#truth(condition); turns++) {
      if (turns > 1000) throw new Error('a loop does not end');
      const ending = this.#block(body);
      if (ending === BREAK) return undefined;
      if (ending !== undefined) return ending;
      this.#sequence(next);
    }
    return undefined;
  }

  #truth(condition: Expression): boolean {
    const value = this.#value(condition);
    if (typeof value !== 'number') throw new Error('a branch depends on the data');
    return value !== 0;
  }

  #scopeOf(name: string): Scope<V> {
    let scope: Scope<V> | undefined = this.#scope;
    while (scope !== undefined && !scope.variables.has(name)) scope = scope.outer;
    if (scope === undefined) throw new Error(`${name} is not declared`);
    return scope;
  }

  #held(name: string): Held<V> {
    const held = this.#scopeOf(name).variables.get(name);
    if (held === undefined) throw new Error(`${name} is not set`);
    return held;
  }

  #assign({ target, value: expression }: Extract<Expression, { kind: 'assign' }>): V | number {
    const value = this.#value(expression);
    if (target.kind === 'name') {
      const scope = this.#scopeOf(target.name);
      if (scope.fixed.has(target.name)) throw new Error(`${target.name} is constant`);
      scope.variables.set(target.name, this.#renamed(target.name, value));
      return value;
    }
    if (target.kind !== 'element') throw new Error('nothing to assign to');
    const [{ elements, isInt32 }, index] = this.#place(target);
    elements[index] = isInt32 ? this.#binary('|', value, 0) : value;
    return value;
  }

  #place({ array: name, index }: Extract<Expression, { kind: 'element' }>): [Memory<V>, number] {
    const array = this.#held(name);
    const at = this.#value(index);
    if (!(array instanceof Memory)) throw new Error(`${name} is no array`);
    if (typeof at !== 'number') throw new Error('an index depends on the data');
    if (!(at in array.elements)) throw new Error(`${name}[${at}] is outside`);
    return [array, at];
  }

  #value(expression: Expression): V | number {
    const held = this.#evaluate(expression);
    if (held === undefined || held instanceof Memory || held instanceof Reference) throw new Error('no number');
    return held;
  }

  #binary(operator: string, left: V | number, right: V | number): V | number {
    if (typeof left !== 'number' || typeof right !== 'number') return this.#domain.binary(operator, left, right);
    return NUMBERS[operator](left, right);
  }

  #evaluate(expression: Expression): Held<V> | undefined {
    switch (expression.kind) {
      case 'number':
        return expression.value;
      case 'name':
        return this.#held(expression.name);
      case 'element':
        return this.#element(expression);
      case 'member':
        return this.#member(expression);
      case 'call':
        return this.#called(expression);
      case 'assign':
        return this.#assign(expression);
      case 'unary': {
        const operand = this.#value(expression.operand);
        if (typeof operand === 'number') return expression.operator === '~' ? ~operand : -operand;
        return this.#domain.unary(expression.operator, operand);
      }
      case 'binary':
        return this.#binary(expression.operator, this.#value(expression.left), this.#value(expression.right));
    }
  }

  #element(expression: Extract<Expression, { kind: 'element' }>): V | number {
    const held = this.#held(expression.array);
    if (held instanceof Reference && 'element' in held.object)
      return held.object.element(this.#value(expression.index));
    const [array, index] = this.#place(expression);
    return array.elements[index];
  }

  #member({ object, member }: Extract<Expression, { kind: 'member' }>): number {
    const held = this.#held(object);
    if (held instanceof Memory && member === 'length') return held.elements.length;
    if (held instanceof Reference && member === 'byteLength' && 'getInt32' in held.object)
      return held.object.byteLength ?? Number.NaN;
    throw new Error(`unknown ${object}.${member}`);
  }

  #called({ object, method, parameters }: Extract<Expression, { kind: 'call' }>): Held<V> | undefined {
    if (object === undefined) {
      const args = parameters.map((parameter) => this.#evaluate(parameter));
      return this.call(
        method,
        args.map((arg) => {
          if (arg === undefined) throw new Error('no value');
          return arg;
        }),
      );
    }
    const args = parameters.map((parameter) => this.#value(parameter));
    if (object === 'Math' && method === 'imul' && args.length === 2) {
      const [left, right] = args;
      if (typeof left === 'number' && typeof right === 'number') return Math.imul(left, right);
      if (this.#domain.imul !== undefined) return this.#domain.imul(left, right);
    }
    const held = object === 'Math' ? undefined : this.#held(object);
    if (held instanceof Reference && 'getInt32' in held.object) {
      const isLittle = (flag: V | number | undefined): boolean => {
        if (flag !== undefined && flag !== 1) throw new Error('no order of bytes');
        return flag === 1;
      };
      if (method === 'getInt32' && args.length <= 2) return held.object.getInt32(args[0], isLittle(args[1]));
      if (method === 'setInt32' && args.length >= 2 && args.length <= 3 && held.object.setInt32 !== undefined) {
        held.object.setInt32(args[0], this.#binary('|', args[1], 0), isLittle(args[2]));
        return undefined;
      }
    }
    throw new Error(`unknown call of ${object}.${method}`);
  }
}
