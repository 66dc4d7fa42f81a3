/** Keys on the curves of the NIST: ECPrivateKey (RFC 5915; SEC 1 §C.4), and their row in the table of key types (RFC 5480). */

import { byteAlignedBitString, oid } from '../asn1/index.ts';
import { ALGORITHM_OIDS } from '../asn1/internal.ts';
import {
  assertBytes,
  assertFields,
  assertOptions,
  type Bytes,
  Concealed,
  concat,
  equalBytes,
  isBytes,
  type Random,
  UsageError,
} from '../bytes/index.ts';
import { DecodeError, decode, encode } from '../codec/index.ts';
import { type Curve, type CurveName, p256, p384, p521 } from '../ec/index.ts';
import { CURVE_OIDS } from '../ec/internal.ts';
import type { AlgorithmIdentifier } from './algorithm.ts';
import { type EcPrivateKeyFields, EXPLICIT_PARAMETERS, ecPrivateKey } from './ec-private-key.ts';
import { KeyError } from './errors.ts';
import { ecPrivateKeyOctets } from './key-encodings.ts';
import type { KeyType } from './key-type.ts';

export interface EcPublicKey {
  readonly type: 'ec';
  readonly curve: CurveName;
  /** A point of the curve, uncompressed (SEC 1 §2.3.3). */
  readonly point: Bytes;
}

export interface EcPrivateComponents {
  readonly curve: CurveName;
  /** In 1…n − 1, big-endian, as long as the order. Secret. */
  readonly d: Bytes;
}

/** A private key on a curve of the NIST. Only `type` is a property of its own: printing it or converting it to JSON shows only type and
 * curve. `structuredClone` gives a value without the rest, which every function refuses: send `toTransferable(key)` instead. */
export class EcPrivateKey extends Concealed {
  readonly type = 'ec';
  readonly #curve: Curve;
  readonly #d: Bytes;
  readonly #point: Bytes;

  /** @throws UsageError unless it is a NIST curve; EcError `private-key` unless d is in 1…n − 1 and as long as the order. */
  constructor(components: EcPrivateComponents) {
    super();
    if (components instanceof Concealed && !EcPrivateKey.is(components)) {
      throw new UsageError(
        'wrong-type',
        'components',
        'must be { curve, d }, got a key of another kind or a proxy of one',
      );
    }
    assertFields(components, 'components', '{ curve, d }', 'curve', 'd');
    const { curve, d } = components;
    this.#curve = curveNamed(curve);
    assertBytes(d, 'd');
    this.#d = new Uint8Array(d); // not slice: a Buffer's would share its memory
    this.#point = this.#curve.publicKey(this.#d);
  }

  /** Whether a value is a private key that has its components (a structured clone has lost them). */
  static is(value: unknown): value is EcPrivateKey {
    return typeof value === 'object' && value !== null && #d in value;
  }

  static #whole(key: EcPrivateKey): EcPrivateKey {
    return #d in key ? key : EcPrivateKey.refuseShell();
  }

  get curve(): CurveName {
    return EcPrivateKey.#whole(this).#curve.name;
  }
  /** The public half: d·G, uncompressed. */
  get point(): Bytes {
    return EcPrivateKey.#whole(this).#point.slice();
  }
  /** A copy. Secret. */
  get d(): Bytes {
    return EcPrivateKey.#whole(this).#d.slice();
  }

  /** The components as a plain record, without protection against printing: for storing the key or sending it to a worker. Secret. */
  components(): EcPrivateComponents {
    return { curve: this.curve, d: this.d };
  }

  override toString(): string {
    return `EC private key, ${this.curve}`;
  }
}

const CURVES: readonly { readonly curve: Curve; readonly oid: string; readonly strength: number }[] = [
  { curve: p256, oid: CURVE_OIDS['P-256'], strength: 128 },
  { curve: p384, oid: CURVE_OIDS['P-384'], strength: 192 },
  { curve: p521, oid: CURVE_OIDS['P-521'], strength: 256 },
];

/** The curve of that name. @throws UsageError `out-of-range`. */
export function curveNamed(name: CurveName): Curve {
  const found = CURVES.find(({ curve }) => curve.name === name);
  if (found !== undefined) return found.curve;
  throw new UsageError('out-of-range', 'curve', `must be ${CURVES.map(({ curve }) => curve.name).join(', ')}`);
}

/** Curves that are not supported: the error names them. */
const OTHER_CURVES: Readonly<Record<string, string>> = {
  [CURVE_OIDS['P-192']]: 'P-192',
  [CURVE_OIDS['P-224']]: 'P-224',
  [CURVE_OIDS.secp256k1]: 'secp256k1',
  [CURVE_OIDS.brainpoolP256r1]: 'brainpoolP256r1',
  [CURVE_OIDS.brainpoolP384r1]: 'brainpoolP384r1',
  [CURVE_OIDS.brainpoolP512r1]: 'brainpoolP512r1',
};

const SEC1 = 'RFC 5915 §3';
const ID_EC_PUBLIC_KEY = ALGORITHM_OIDS.ecPublicKey;
const algorithmOf = (name: CurveName): AlgorithmIdentifier => ({
  algorithm: ID_EC_PUBLIC_KEY,
  parameters: encode(oid, CURVES.find(({ curve }) => curve.name === name)!.oid),
});

export interface EcKeygenOptions {
  readonly curve: CurveName;
  readonly random: Random;
}

export const ecKeys: KeyType<'ec', EcPublicKey, EcPrivateKey, Uint8Array, EcPrivateKeyFields, EcKeygenOptions> = {
  type: 'ec',
  name: 'EC',
  algorithm: /* @__PURE__ */ algorithmOf('P-256'),
  subjectPublicKey: byteAlignedBitString,
  privateKey: ecPrivateKeyOctets,
  traditional: {
    format: 'sec1',
    parameters: undefined,
    privateLabel: 'EC PRIVATE KEY',
    privateKey: ecPrivateKey,
    privateContent: (key) => ({ ...fieldsOf(key), parameters: decode(oid, algorithmOf(key.curve).parameters!) }),
  },
  readPublic(bits, parameters) {
    const curve = curveOfParameters(parameters);
    return { type: 'ec', curve: curve.name, point: uncompressed(curve, bits) };
  },
  writePublic: ({ curve, point }) => ({ algorithm: algorithmOf(curve), content: point }),
  readPrivate,
  writePrivate: (key) => ({ algorithm: algorithmOf(key.curve), content: fieldsOf(key) }),
  isPublic: ({ curve, point }) => CURVES.some((row) => row.curve.name === curve) && isBytes(point),
  isPrivate: EcPrivateKey.is,
  publicKeyOf: ({ curve, point }) => ({ type: 'ec', curve, point }),
  securityStrength: (key) => CURVES.find(({ curve }) => curve.name === key.curve)?.strength ?? 0,
  describe: ({ curve }) => `EC, ${curve}`,
  generate(options) {
    assertOptions(options, 'options', ['type', 'curve', 'random']);
    const { curve, random } = options;
    return new EcPrivateKey({ curve, d: curveNamed(curve).generatePrivateKey(random) });
  },
};

const fieldsOf = (key: EcPrivateKey): EcPrivateKeyFields => ({ version: 1, privateKey: key.d, publicKey: key.point });

/** Reads a private key: d must be in 1…n − 1, and each included copy of the public key must be d·G. */
function readPrivate(
  { privateKey, parameters: named, publicKey }: EcPrivateKeyFields,
  parameters: Uint8Array | undefined,
  publicBits: Uint8Array | undefined,
): EcPrivateKey {
  if (parameters === undefined && named === undefined) {
    throw new KeyError('unsupported-algorithm', 'the key does not say its curve', SEC1);
  }
  const curve = parameters === undefined ? curveOfOid(named!) : curveOfParameters(parameters);
  if (named !== undefined && curveOfOid(named) !== curve) {
    throw new KeyError('unsupported-algorithm', 'the key says two curves', SEC1);
  }
  const key = new EcPrivateKey({ curve: curve.name, d: new Uint8Array(privateKey) });
  for (const bits of [publicKey, publicBits]) {
    if (bits === undefined || equalBytes(uncompressed(curve, bits), key.point)) continue;
    throw new KeyError('public-key-mismatch', 'the public half is not that of the private one', SEC1);
  }
  return key;
}

/** RFC 5480 §2.1.1: "implicitCurve and specifiedCurve MUST NOT be used in PKIX". */
function curveOfParameters(parameters: Uint8Array | undefined): Curve {
  if (parameters === undefined) throw unsupported('the curve is not said');
  if (parameters[0] === 0x30) throw unsupported(EXPLICIT_PARAMETERS);
  try {
    return curveOfOid(decode(oid, parameters));
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw unsupported('the parameters name no curve');
  }
}

function curveOfOid(name: string): Curve {
  const found = CURVES.find((row) => row.oid === name);
  if (found !== undefined) return found.curve;
  throw unsupported(`the curve ${Object.hasOwn(OTHER_CURVES, name) ? OTHER_CURVES[name] : name} is not supported`);
}

const unsupported = (message: string): KeyError => new KeyError('unsupported-algorithm', message, 'RFC 5480 §2.1.1');

/** @throws EcError for bytes that do not encode a point of the curve. */
function uncompressed(curve: Curve, encoded: Uint8Array): Bytes {
  const { x, y } = curve.decodePoint(encoded);
  return encoded[0] === 0x04 ? new Uint8Array(encoded) : concat(new Uint8Array([0x04]), x, y);
}
