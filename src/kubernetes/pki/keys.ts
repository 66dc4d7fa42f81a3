/** Keys for a cluster's certificates. */
import type { Random } from '../../bytes/index.ts';
import { generateRsaKeyAsync } from '../../rsa/index.ts';
import type { KeySource } from './issue.ts';

export interface KeySourceOptions {
  readonly random: Random;
  /** Called before each number is tested. Default: none. */
  readonly onProgress?: ((progress: KeyProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface KeyProgress {
  /** What the key is for. */
  readonly name: string;
  /** How many keys came before. */
  readonly made: number;
  readonly prime: 'p' | 'q';
  /** Numbers tested for this prime so far. */
  readonly tested: number;
}

/** RSA keys of 2048 bits, kubeadm's default, each some tenth of a second, the event loop having its turn in between.
 * @throws as `generateRsaKeyAsync`. */
export function rsaKeys({ random, onProgress, signal }: KeySourceOptions): KeySource {
  let made = 0;
  return async (name) => {
    const key = await generateRsaKeyAsync({
      modulusBits: 2048,
      random,
      signal,
      onProgress: onProgress && (({ prime, tested }) => onProgress({ name, made, prime, tested })),
    });
    made++;
    return key;
  };
}
