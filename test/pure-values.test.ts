/** What a bundler drops of the package's joined modules. */
import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { withPureValues } from '../scripts/pure-values.mjs';

/** What is left where nothing is used. */
async function left(text: string): Promise<string> {
  const { code } = await transform(text, { format: 'esm', treeShaking: true, minifyWhitespace: true });
  return code.trim();
}
const MODULE = `import { struct, uint8 } from "x";
var plain = 7;
var nested = struct("A", {
  a: struct("B", { b: uint8() }),
  c: \`
text; \${uint8()}
\`
});
var Named = class {
  static EMPTY = new Map();
};
var Bare = class extends Object {
  static of() {
    return new this();
  }
};
var read = uint8.name;
var spread = [...[1], { a: uint8 }];
var arrow = (value) => struct(value);
var marked = /* @__PURE__ */ new Map();
function used() {
  return nested;
}
`;

describe('withPureValues', () => {
  it('lets every value go that is not used, calls among arguments too', async () => {
    expect(await left(MODULE)).toContain('struct("B"');
    expect(await left(withPureValues(MODULE))).toBe('import{struct,uint8}from"x";');
  });

  it('changes no value and no name', async () => {
    const returned = '\nreturn { plain, nested, Named, Bare, read, spread, arrow, marked };';
    const run = (text: string) =>
      new Function('struct', 'uint8', `${text.replace(/^import .*\n/, '')}${returned}`)(
        (name: string, of: unknown) => ({ name, of }),
        () => 8,
      );
    const [before, after] = [run(MODULE), run(withPureValues(MODULE))];
    expect([after.nested, after.read, after.spread.length]).toEqual([before.nested, before.read, 2]);
    expect([after.Named.name, after.Bare.name, after.arrow.name]).toEqual(['Named', 'Bare', 'arrow']);
    expect(after.Named.EMPTY).toEqual(new Map());
  });

  it('leaves what needs no mark as it is', () => {
    for (const text of [
      'var a = 1;',
      'var a = "b.c(d)";',
      'var a = (b) => c(b);',
      'export {\n  a\n};',
      'var a;',
      'a();',
    ])
      expect(withPureValues(`${text}\n`)).toBe(`${text}\n`);
  });
});
