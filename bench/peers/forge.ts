/**
 * node-forge, in JavaScript alone. By default it hands some operations, key generation among them, to Node, and parts of it decide so
 * when they are loaded: the option is set before.
 */
import base from 'node-forge/lib/forge.js';

declare module 'node-forge' {
  const options: { readonly usePureJavaScript: boolean };
}

base.options.usePureJavaScript = true;
const { default: forge } = await import('node-forge');
if (!forge.options.usePureJavaScript) throw new Error('node-forge is not in pure JavaScript');

export { forge };

/** Bytes as node-forge wants them: one character each. Made before anything is timed. */
export const toBinary = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
/** What it gives, for the check. */
export const fromBinary = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
