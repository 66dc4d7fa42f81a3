/** What a bundle of one curve holds: no other curve's kernels. */
import { resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

/** The files of which something is left in a bundle of one export of the room, and the bundle's bytes, minified. */
function bundle(name: string): { files: string[]; text: string } {
  const { outputFiles, metafile } = buildSync({
    stdin: { contents: `export { ${name} } from './src/ec/index.ts';`, resolveDir: ROOT, loader: 'ts' },
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    format: 'esm',
    metafile: true,
    write: false,
  });
  const [{ inputs }] = Object.values(metafile.outputs);
  const files = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return { files: files.map(([path]) => path), text: outputFiles[0].text };
}

describe('a bundle', () => {
  it.each([
    ['p256', 'p256', 100_000],
    ['p384', 'p384', 150_000],
    ['p521', 'p521', 200_000],
    ['x25519', 'curve25519', 110_000],
    ['ed25519', 'curve25519', 130_000],
  ])('of %s has the kernels of one curve', (name, kernels, most) => {
    const { files, text } = bundle(name);
    const generated = files.filter((path) => path.startsWith('src/ec/generated/'));
    expect(generated).toEqual([`src/ec/generated/${kernels}.ts`]);
    expect(text.length).toBeLessThan(most);
    for (const other of ['P-256', 'P-384', 'P-521', 'X25519']) {
      if (other.toLowerCase().replace('-', '') !== name) expect(text).not.toContain(`"${other}"`);
    }
  });

  it('of an error or of the names has none', () => {
    for (const name of ['EcError', 'findNamedCurve']) {
      expect(bundle(name).files.filter((path) => path.includes('generated'))).toEqual([]);
    }
  });
});
