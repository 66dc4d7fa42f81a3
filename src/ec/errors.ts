import { VitrineError } from '../bytes/index.ts';

/** A key, point or curve that cannot be used. No message carries a value of a private key. */
export class EcError extends VitrineError {
  constructor(code: EcCode, message: string, rule: string) {
    super(code, message, rule);
  }
}

export type EcCode =
  /** A private key that is not in 1…n − 1, or of another length than the order. */
  | 'private-key'
  /** Bytes that encode no point: their length, their first byte, or a coordinate that is not below p. */
  | 'point-encoding'
  /** A point in the hybrid form, which X9.62 has and RFC 5480 §2.2 forbids. */
  | 'point-hybrid'
  /** The point at infinity, which is not a public key. */
  | 'point-identity'
  /** Coordinates that do not satisfy the curve's equation. */
  | 'point-not-on-curve'
  /** X25519 gave zero: the other party's point is of small order. */
  | 'small-order'
  /** A curve that this library does not implement; the message names it. */
  | 'unsupported-curve'
  /** Every draw from the random source was out of range. */
  | 'random-exhausted';
