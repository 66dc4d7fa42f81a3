/** What a bundle of one scheme holds: the kernels of its own keys alone. */
import { resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

/** The generated kernels of curves of which something is left in a bundle of one export of the room. */
function kernelsOf(name: string): string[] {
  const { metafile } = buildSync({
    stdin: { contents: `export { ${name} } from './src/signatures/index.ts';`, resolveDir: ROOT, loader: 'ts' },
    absWorkingDir: ROOT,
    bundle: true,
    format: 'esm',
    metafile: true,
    write: false,
  });
  const [{ inputs }] = Object.values(metafile.outputs);
  const kernels = Object.entries(inputs).filter(([path]) => path.startsWith('src/ec/generated/'));
  return kernels.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path.slice(17, -3)] : [])).toSorted();
}

describe('a bundle of a scheme', () => {
  it.each([
    ['RSA_PKCS1_SHA256', []],
    ['RSA_PSS_SHA256', []],
    ['ED25519', ['curve25519']],
    ['ECDSA_SHA256', ['p256', 'p384', 'p521']],
  ])('%s has the kernels %j', (name, kernels) => {
    expect(kernelsOf(name)).toEqual(kernels);
  });
});
