/** What a kernel makes of sample inputs, so that a changed text that is still proved can be compared with the committed one. */
import { INVERSE_S_BOX, INVERSE_T, S_BOX, T } from '../../../src/cipher/aes-tables.ts';
import { partsOf } from '../../../src/cipher/ghash-products.ts';
import { tableOf as tableOfSubkey } from '../../../src/cipher/ghash-tables.ts';
import { parametersOf } from '../ec/kernel.ts';
import type { Shape } from '../ec/shape.ts';
import { committed, type Proved } from '../proof/all.ts';
import { FIELD_PROOFS } from '../proof/curves.ts';
import { limbBound } from '../proof/field.ts';
import { type Argument, NUMBERS_ALONE, runFunction, type View } from '../proof/interpreter.ts';
import { type Parameter, type Program, readProgram } from '../proof/program.ts';
import { drawing } from './changes.ts';

type Draw = (below: number) => number;

/** A text that is the same for texts that compute the same, as far as samples show.
 * @param file - the whole text. */
export function behaviour({ path, name }: Proved, file: string): string {
  if (name === undefined) return [1, 2, 3].map((seed) => behaviourOfFile(path, file, seed)).join('\n');
  return behaviourOfCurve(path, name, file);
}

// Files of words, by the interpreter.

const viewOf = (view: DataView): View<never> => ({
  byteLength: view.byteLength,
  getInt32: (at, littleEndian) => view.getInt32(Number(at), littleEndian),
  setInt32: (at, value, littleEndian) => view.setInt32(Number(at), Number(value), littleEndian),
});
const tableOf = (elements: Uint8Array) => ({ element: (index: number) => elements[index] });
const OUTER = {
  T: viewOf(T),
  INVERSE_T: viewOf(INVERSE_T),
  S_BOX: tableOf(S_BOX),
  INVERSE_S_BOX: tableOf(INVERSE_S_BOX),
};

/** How long arrays are, and views in bytes; and what numbers are: by the parameter's name, first of one function. */
const SIZES: Readonly<Record<string, number>> = {
  ...{ w: 44, dw: 44, K: 256, A: 128, B: 128, shared: 5, q: 16, state: 16, Y: 4, h: 6, H: 16, powers: 48 },
  ...{ f: 256, g: 256, I: 128, J: 128, O: 128 },
  ...{ 'aesPairEncrypt K': 88, 'aesPairDecrypt K': 88, 'keccakPermute A': 100, 'mlKemMultiplyAdd h': 256 },
  ...{ E: 648, C: 1215, D: 465, 'ghashSlicedProducts H': 648 },
  ...{ 'poly1305Key key': 16, data: 512, iv: 16 },
};
const VALUES: Readonly<Record<string, number>> = {
  ...{ at: 0, end: 256, r: 2, i: 3, j: 5, o: 7, k: 128, from: 96, count: 3, word: 0x1234_89ab },
  ...{ 'aesWideLoad at': 4, 'aesWideXor at': 8, 'poly1305Power at': 12 },
};

function behaviourOfFile(path: string, file: string, seed: number): string {
  const shared = path.includes('/aes-c') ? substitutedText() : '';
  const program = readProgram(file + shared);
  const draw = drawing(seed);
  return [...program.functions.keys()]
    .filter((name) => name !== 'substituted')
    .map((name) => behaviourOfFunction(program, name, draw))
    .join('\n');
}

/** A plane of a round key: the same bits for both blocks. */
function sameForBoth(draw: Draw): number {
  const bits = draw(2 ** 32) & 0x5555_5555;
  return bits | (bits << 1);
}

function substitutedText(): string {
  const tables = committed('src/cipher/aes-tables.ts');
  return tables.slice(tables.indexOf('export function substituted('));
}

function behaviourOfFunction(program: Program, name: string, draw: Draw): string {
  const { parameters } = program.functions.get(name)!;
  const outputs: unknown[] = [];
  const args = parameters.map((parameter) => sample(name, parameter, draw, outputs));
  outputs.push(runFunction<never>(program, name, args, NUMBERS_ALONE, OUTER));
  return `${name}: ${JSON.stringify(outputs)}`;
}

function sample(functionName: string, { name, type }: Parameter, draw: Draw, outputs: unknown[]): Argument<never> {
  const of = (table: Readonly<Record<string, number>>): number => {
    const value = table[`${functionName} ${name}`] ?? table[name];
    if (value === undefined) throw new Error(`no sample of ${functionName}'s ${name}`);
    return value;
  };
  if (type === 'number') return of(VALUES);
  const bytesOf = (count: number): Uint8Array<ArrayBuffer> => Uint8Array.from({ length: count }, () => draw(256));
  // What a kernel is given of a key has a form, and is proved for that only.
  if (name === 'table') return viewOf(tableOfSubkey(bytesOf(16)));
  if (functionName === 'ghashByProducts' && name === 'key') return [...partsOf(bytesOf(16))];
  const count = of(SIZES);
  if (type === 'DataView') {
    const bytes = bytesOf(count);
    outputs.push(bytes);
    return viewOf(new DataView(bytes.buffer));
  }
  if (functionName.startsWith('aesPair') && name === 'K') return Array.from({ length: count }, () => sameForBoth(draw));
  // As large as limbs and coefficients may be, or any word.
  const elements = Array.from({ length: count }, () =>
    type === 'Float64Array' ? draw(3329) - 1664 : draw(2 ** 32) | 0,
  );
  outputs.push(elements);
  return elements;
}

// Functions of curves, as JavaScript.

/** The file's functions. */
function compiled(file: string): Readonly<Record<string, (...args: unknown[]) => void>> {
  const names = [...file.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
  const bare = file
    .replace(/^import .*$/gm, '')
    .replace(/: (?:Limbs|Point|number|void|Modulus|CurveKernels|readonly number\[\])(?=[,;)= ])/g, '')
    .replace(/^export /gm, '');
  const createLimbs = (n: number): number[] => new Array(n).fill(0);
  return new Function('createLimbs', `'use strict'; ${bare}; return { ${names.join(', ')} };`)(createLimbs);
}

/** The number that limbs spell, modulo p. */
function numberOf({ p, position, scaled }: Shape, limbs: readonly number[]): bigint {
  let value = 0n;
  for (const [i, limb] of limbs.entries()) {
    if (!Number.isInteger(limb)) return -1n;
    value += BigInt(limb) << BigInt(scaled ? 0 : position[i]);
  }
  return ((value % p) + p) % p;
}

/** Limbs that are as large as they may be where the seed is even, else any. */
function limbs(shape: Shape, seed: number, draw: Draw): number[] {
  return Array.from({ length: shape.n }, (_, i) => {
    const unit = shape.scaled ? 2 ** shape.position[i] : 1;
    const most = Math.floor(limbBound(shape, i) / unit / (i === shape.n - 1 ? 4 : 1));
    const sign = draw(2) === 0 ? -1 : 1;
    return unit * sign * (seed % 2 === 0 ? most : draw(most));
  });
}

function behaviourOfCurve(path: string, name: string, file: string): string {
  const functions = compiled(file);
  const proof = FIELD_PROOFS.find((each) => each.path === path && each.kernel.name === name);
  const shape = proof?.shape ?? FIELD_PROOFS.find((each) => each.path === path)!.shape;
  return Array.from({ length: 40 }, (_, seed) => {
    const draw = drawing(seed + 1);
    const element = (): number[] => limbs(shape, seed, draw);
    const point = (): Record<string, number[]> => ({ x: element(), y: element(), z: element() });
    const call = functions[name];
    const out: number[][] = Array.from({ length: 4 }, () => []);
    switch (name) {
      case 'double':
      case 'addAffine': {
        const result = { x: out[0], y: out[1], z: out[2] };
        if (name === 'double') call(result, point());
        else call(result, point(), element(), element());
        break;
      }
      case 'pack':
      case 'select': {
        // A table of three entries, and one of them read.
        const elements = path.includes('25519') ? 3 : 2;
        const length = elements * ((shape.n + 1) >> 1);
        const table = new Array<number>(3 * length).fill(0);
        for (let i = 0; i < 3; i++) functions['pack'](table, i * length, ...Array.from({ length: elements }, element));
        functions['select'](...out.slice(0, elements), table, 0, 3, seed % 3);
        break;
      }
      case 'swapAndSums':
        call(...out, element(), element(), element(), element(), seed % 2);
        break;
      default:
        call(out[0], ...parametersOf(proof!.kernel).map(element));
    }
    return out.map((each) => numberOf(shape, each)).join();
  }).join('\n');
}
