/** Ed25519 and X25519 keys: 32 bytes each, and their rows in the table of key types (RFC 8410). */

import { byteAlignedBitString } from '../asn1/index.ts';
import {
  assertBytes,
  assertOptions,
  type Bytes,
  Concealed,
  equalBytes,
  isBytes,
  type Random,
  UsageError,
} from '../bytes/index.ts';
import { EcError, ed25519, x25519 } from '../ec/index.ts';
import { CURVE_OIDS } from '../ec/internal.ts';
import { KeyError } from './errors.ts';
import { curve25519PrivateKeyOctets } from './key-encodings.ts';
import type { KeyType } from './key-type.ts';

type Kind = 'ed25519' | 'x25519';

export interface Curve25519PublicKey<Type extends Kind> {
  readonly type: Type;
  /** 32 bytes: an encoded point (RFC 8032 §5.1.2), or a u-coordinate (RFC 7748 §5). */
  readonly publicKey: Bytes;
}
export interface Ed25519PublicKey extends Curve25519PublicKey<'ed25519'> {}
export interface X25519PublicKey extends Curve25519PublicKey<'x25519'> {}

/** A private key of Ed25519 or X25519. Only `type` is a property of its own: printing it or converting it to JSON shows only the type.
 * `structuredClone` gives a value without the rest, which every function refuses: send `toTransferable(key)` instead. */
export class Curve25519PrivateKey<Type extends Kind> extends Concealed {
  readonly type: Type;
  readonly #privateKey: Bytes;
  readonly #publicKey: Bytes;

  /** @param privateKey - 32 bytes: RFC 8032's seed, or RFC 7748's scalar before it is decoded. @throws EcError `private-key`. */
  constructor(type: Type, privateKey: Uint8Array) {
    super();
    if (typeof type !== 'string' || !Object.hasOwn(NAMES, type)) {
      throw new UsageError('out-of-range', 'type', 'must be "ed25519" or "x25519"');
    }
    assertBytes(privateKey, 'privateKey');
    this.type = type;
    this.#privateKey = new Uint8Array(privateKey);
    this.#publicKey = (type === 'ed25519' ? ed25519 : x25519).publicKey(this.#privateKey);
  }

  /** Whether a value is a private key that has its bytes (a structured clone has lost them). */
  static is(value: unknown): value is Curve25519PrivateKey<Kind> {
    return typeof value === 'object' && value !== null && #privateKey in value;
  }

  static #whole(key: Curve25519PrivateKey<Kind>): Curve25519PrivateKey<Kind> {
    return #privateKey in key ? key : Curve25519PrivateKey.refuseShell();
  }

  get publicKey(): Bytes {
    return Curve25519PrivateKey.#whole(this).#publicKey.slice();
  }
  /** A copy. Secret. */
  get privateKey(): Bytes {
    return Curve25519PrivateKey.#whole(this).#privateKey.slice();
  }

  /** The private bytes in a plain record, without protection against printing: for storing the key or sending it to a worker. Secret. */
  components(): { readonly privateKey: Bytes } {
    return { privateKey: this.privateKey };
  }

  override toString(): string {
    return `${NAMES[this.type]} private key`;
  }
}

export type Ed25519PrivateKey = Curve25519PrivateKey<'ed25519'>;
export type X25519PrivateKey = Curve25519PrivateKey<'x25519'>;

const NAMES: Readonly<Record<Kind, string>> = { ed25519: 'Ed25519', x25519: 'X25519' };

export interface Curve25519KeygenOptions {
  readonly random: Random;
}

type Row<Type extends Kind> = KeyType<
  Type,
  Curve25519PublicKey<Type>,
  Curve25519PrivateKey<Type>,
  Uint8Array,
  Uint8Array,
  Curve25519KeygenOptions
>;

function row<Type extends Kind>(type: Type, algorithm: string, checkPublic: (bytes: Uint8Array) => void): Row<Type> {
  return {
    type,
    name: NAMES[type],
    algorithm: { algorithm },
    subjectPublicKey: byteAlignedBitString,
    privateKey: curve25519PrivateKeyOctets,
    readPublic(bits, parameters) {
      assertNoParameters(type, parameters);
      checkPublic(bits);
      return { type, publicKey: new Uint8Array(bits) };
    },
    writePublic: ({ publicKey }) => ({ algorithm: { algorithm }, content: publicKey }),
    readPrivate(bytes, parameters, publicBits) {
      assertNoParameters(type, parameters);
      const key = new Curve25519PrivateKey(type, bytes);
      if (publicBits === undefined || equalBytes(publicBits, key.publicKey)) return key;
      throw new KeyError('public-key-mismatch', 'the public half is not that of the private one', 'RFC 8410 §7');
    },
    writePrivate: ({ privateKey }) => ({ algorithm: { algorithm }, content: privateKey }),
    isPublic: ({ publicKey }) => isBytes(publicKey),
    isPrivate: (value) => Curve25519PrivateKey.is(value) && value.type === type,
    publicKeyOf: ({ publicKey }) => ({ type, publicKey }),
    securityStrength: () => 128,
    describe: () => NAMES[type],
    generate(options) {
      assertOptions(options, 'options', ['type', 'random']);
      const curve = type === 'ed25519' ? ed25519 : x25519;
      return new Curve25519PrivateKey(type, curve.generatePrivateKey(options.random));
    },
  };
}

/** RFC 8410 §3: "the parameters MUST be absent". */
function assertNoParameters(type: Kind, parameters: Uint8Array | undefined): void {
  if (parameters === undefined) return;
  throw new KeyError('unsupported-algorithm', `the parameters of ${NAMES[type]} must be absent`, 'RFC 8410 §3');
}

/** RFC 7748 §5 accepts any 32 bytes as a u-coordinate. */
function checkU(bytes: Uint8Array): void {
  if (bytes.length !== 32) throw new EcError('point-encoding', 'not a public key of X25519', 'RFC 7748 §5');
}

export const ed25519Keys: Row<'ed25519'> = /* @__PURE__ */ row('ed25519', CURVE_OIDS.Ed25519, ed25519.checkPublicKey);
export const x25519Keys: Row<'x25519'> = /* @__PURE__ */ row('x25519', CURVE_OIDS.X25519, checkU);
