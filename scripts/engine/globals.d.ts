/** All that the engine takes from the platform, beside the language itself (ECMAScript 2023): what Node.js, browsers, Deno and Bun have in
 * common. `npm run typecheck` compiles the engine's rooms with these declarations in the place of Node's and the DOM's, so that a
 * use of anything else is an error. */

/** Web Cryptography, §10: the one source of randomness, which `bytes/random.ts` alone reads. */
declare var crypto: { getRandomValues<T extends Uint8Array>(array: T): T } | undefined;

/** Encoding Standard, §7: UTF-8. */
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(bytes?: Uint8Array | Uint16Array, options?: { readonly stream?: boolean }): string;
}

/** DOM Standard, §3.2: how a caller ends long work. */
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
}

/** HTML Standard, §8.6: long work lets the event loop have its turn. */
declare function setTimeout(callback: (value?: never) => void, milliseconds?: number): unknown;

/** URL Standard, §6.1. */
declare class URL {
  constructor(url: string);
  readonly host: string;
  readonly hostname: string;
  readonly pathname: string;
  readonly port: string;
  readonly protocol: string;
  static canParse(url: string): boolean;
}
