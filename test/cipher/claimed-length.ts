/** What a cipher says to a plaintext of more bytes than memory has: in a process of its own, where an empty array claims to have them. */
import { execFileSync } from 'node:child_process';
import { programOf } from '../node-program.ts';

/** @param aead - an expression that makes the cipher of the names of `src/cipher`.
 * @returns the codes with which it refuses to seal and to open. */
export function codesForClaimedLength(length: number, aead: string): { seal: string; open: string } {
  const program = programOf(`
    class Claimed extends Uint8Array { get length() { return ${length}; } }
    const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
    const { get } = Object.getOwnPropertyDescriptor(typedArray, 'byteLength');
    Object.defineProperty(typedArray, 'byteLength', {
      configurable: true,
      get() { return this instanceof Claimed ? ${length} : get.call(this); },
    });
    const { aes, chacha20Poly1305, gcm } = await import('./src/cipher/index.ts');
    const aead = ${aead};
    const codeOf = (act) => { try { act(); return 'none'; } catch (error) { return error.code + ' ' + (error.argument ?? ''); } };
    const [nonce, none] = [new Uint8Array(12), new Uint8Array(0)];
    const seal = codeOf(() => aead.seal(nonce, new Claimed(), none));
    const open = codeOf(() => aead.open(nonce, new Claimed(), none));
    console.log(JSON.stringify({ seal, open }));`);
  return JSON.parse(execFileSync(process.execPath, [program], { encoding: 'utf8' }));
}
