/** Self-signatures of roots and requests, which are verified with the key in the signed part. */
import { VitrineError } from '../bytes/index.ts';
import { type AlgorithmIdentifier, decodePublicKey } from '../keys/index.ts';
import { schemeOf } from '../signatures/index.ts';
import { field, type Part } from './reading/part.ts';

/** The parts that are needed to verify a signature. */
export interface SignedParts {
  readonly bytes: Uint8Array;
  readonly root: Part;
  /** The signed part. */
  readonly signed: Part | undefined;
  readonly publicKey: Part | undefined;
}

/** Whether the signature verifies with the key in the signed part.
 * @returns undefined for an algorithm or a key that is unknown or cannot be read. */
export function verifiesItself({ bytes, root, signed, publicKey }: SignedParts): boolean | undefined {
  const signature = field(root, 'signature')?.value;
  const algorithm = field(root, 'signatureAlgorithm', 'algorithm')?.value;
  if (!(signature instanceof Uint8Array) || typeof algorithm !== 'string') return undefined;
  if (signed === undefined || publicKey === undefined) return undefined;
  const parameters = field(root, 'signatureAlgorithm', 'parameters')?.value;
  const identifier: AlgorithmIdentifier = {
    algorithm,
    ...(parameters instanceof Uint8Array && { parameters }),
  };
  try {
    const key = decodePublicKey(bytes.subarray(publicKey.start, publicKey.end), 'spki');
    const scheme = schemeOf(identifier, key);
    return scheme?.verify(key, bytes.subarray(signed.start, signed.end), signature);
  } catch (error) {
    if (error instanceof VitrineError) return undefined;
    throw error;
  }
}
