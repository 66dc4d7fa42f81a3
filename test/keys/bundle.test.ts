/** What a bundle holds of this room: kinds of keys that a program does not name stay out of it. */
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** The files of src/ that are in a bundle of these statements. */
async function filesOf(contents: string): Promise<string[]> {
  const options = { bundle: true, write: false, format: 'esm', metafile: true, absWorkingDir: root } as const;
  const { metafile } = await build({ ...options, stdin: { contents, resolveDir: root, loader: 'ts' } });
  const [output] = Object.values(metafile.outputs);
  return Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));
}

describe('properties', () => {
  it('a reader of RSA keys brings no curve along; the reader that knows all does', async () => {
    const rsa = await filesOf(
      `import { keyReader, rsaKeys } from './src/keys/index.ts'; console.log(keyReader([rsaKeys]));`,
    );
    expect(rsa).toContain('src/rsa/key.ts');
    // The names of curves that it does not read are for its errors.
    expect(rsa.filter((path) => path.startsWith('src/ec/'))).toEqual(['src/ec/curve-oids.ts']);
    const all = await filesOf(
      `import { readPrivateKeyPem } from './src/keys/index.ts'; console.log(readPrivateKeyPem);`,
    );
    expect(all).toEqual(expect.arrayContaining(['src/ec/p256.ts', 'src/ec/ed25519.ts']));
  });

  it('nothing that decrypts is in a reader that is given no decryption, nor with public keys', async () => {
    for (const use of ['keyReader([rsaKeys])', 'publicKeyFromSpki']) {
      const files = await filesOf(
        `import { keyReader, publicKeyFromSpki, rsaKeys } from './src/keys/index.ts'; console.log(${use});`,
      );
      expect(files).toContain('src/keys/reader.ts');
      expect(files.filter((path) => /src\/cipher\/|legacy|scrypt|pbkdf2|pbes2/.test(path))).toEqual([]);
    }
    const decrypting = await filesOf(
      `import { keyReader, passwordDecryption, rsaKeys } from './src/keys/index.ts'; console.log(keyReader([rsaKeys], passwordDecryption));`,
    );
    expect(decrypting).toEqual(expect.arrayContaining(['src/keys/encryption/pbes2.ts', 'src/cipher/aes.ts']));
  });
});
