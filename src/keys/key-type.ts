/** What a key type is: a row of the table of key types (`key-types.ts`), with what reading, writing, generating and describing a key takes. */
import type { Codec } from '../codec/index.ts';
import type { AlgorithmIdentifier } from './algorithm.ts';

/** A row. `PublicContent` is what the BIT STRING of a SubjectPublicKeyInfo holds, `PrivateContent` what the OCTET STRING of a
 * PrivateKeyInfo holds; both are decoded structures, not yet checked as keys. */
export interface KeyType<Type extends string, PublicKey, PrivateKey, PublicContent, PrivateContent, KeygenOptions> {
  /** The discriminant of its keys. */
  readonly type: Type;
  /** Its name in messages: `RSA`. */
  readonly name: string;
  /** An AlgorithmIdentifier of the key type. Its OID determines the type, and the type the meaning of the parameters. */
  readonly algorithm: AlgorithmIdentifier;
  readonly subjectPublicKey: Codec<PublicContent>;
  readonly privateKey: Codec<PrivateContent>;
  /** The older format that preceded PKCS #8, if the key type has one. */
  readonly traditional?: TraditionalForm<PrivateKey, PublicContent, PrivateContent>;

  /** The key in a structure.
   * @throws KeyError `unsupported-algorithm` for unsupported parameters; the error of the key type's room for components that are not a valid
   * key. */
  readPublic(content: PublicContent, parameters: Uint8Array | undefined): PublicKey;
  writePublic(key: PublicKey): KeyContent<PublicContent>;
  /** @param publicBits - the public key beside it in a PrivateKeyInfo. @throws as `readPublic`; KeyError `public-key-mismatch`. */
  readPrivate(
    content: PrivateContent,
    parameters: Uint8Array | undefined,
    publicBits: Uint8Array | undefined,
  ): PrivateKey;
  writePrivate(key: PrivateKey): KeyContent<PrivateContent>;

  /** Whether a value with this `type` is a public key of the kind, or a private one that can stand for it. */
  isPublic(value: PublicKey): boolean;
  /** Whether a value is a private key of the type that has its components. */
  isPrivate(value: unknown): boolean;
  publicKeyOf(key: PrivateKey): PublicKey;
  /** Bits of security, by SP 800-57 part 1 rev. 5 table 2. */
  securityStrength(key: PublicKey): number;
  /** `RSA, 2048 bits`. */
  describe(key: PublicKey): string;
  /** Generates a key. @throws UsageError on wrong options; RandomError. Timing: as the key type's generation. */
  generate(options: KeygenOptions): PrivateKey;
  /** Generates the same key, and yields to the event loop in between; absent if generation is fast. */
  generateAsync?(options: KeygenOptions): Promise<PrivateKey>;
}

/** The content of a key structure, and the algorithm that determines its type. */
export interface KeyContent<Content> {
  readonly algorithm: AlgorithmIdentifier;
  readonly content: Content;
}

export interface TraditionalForm<PrivateKey, PublicContent, PrivateContent> {
  readonly format: 'pkcs1' | 'sec1';
  /** The algorithm's parameters, which the format itself does not contain. */
  readonly parameters: Uint8Array | undefined;
  readonly privateLabel: string;
  readonly privateKey: Codec<PrivateContent>;
  /** The private content in this format, if it differs from that of `writePrivate`. */
  privateContent?(key: PrivateKey): PrivateContent;
  /** Absent if only private keys have this format. */
  readonly publicLabel?: string;
  readonly publicKey?: Codec<PublicContent>;
}

// biome-ignore lint/suspicious/noExplicitAny: a row is invariant in its keys, so "a row of some kind" has no other name.
export type AnyKeyType = KeyType<string, any, any, any, any, any>;
