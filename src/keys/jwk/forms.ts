/** The JSON Web Key form of each key type: EC and RSA (RFC 7518 §6), Ed25519 and X25519 (RFC 8037 §2). */
import { bytesToBase64url, concat, equalBytes } from '../../bytes/index.ts';
import type { CurveName } from '../../ec/index.ts';
import type { RsaPrivateKey, RsaPublicKey } from '../../rsa/index.ts';
import { NULL_PARAMETERS } from '../algorithm.ts';
import {
  type Ed25519PrivateKey,
  type Ed25519PublicKey,
  ed25519Keys,
  type X25519PrivateKey,
  type X25519PublicKey,
  x25519Keys,
} from '../curve25519.ts';
import { curveNamed, EcPrivateKey, type EcPublicKey } from '../ec.ts';
import { KeyError } from '../errors.ts';
import { rsaKeys } from '../rsa.ts';
import { bytesOf, integerMember, integerOf, type Jwk, malformed, memberOf } from './members.ts';

/** A form: `kty`, and how keys of it are read and written. */
export interface JwkForm<PublicKey, PrivateKey> {
  readonly kty: string;
  readonly types: readonly string[];
  /** The members that a thumbprint is made of, in lexicographic order (RFC 7638 §3.2). */
  readonly required: readonly (keyof Jwk)[];
  /** The members that only a private key has. */
  readonly secret: readonly string[];
  readPublic(jwk: object): PublicKey;
  readPrivate(jwk: object): PrivateKey;
  writePublic(key: PublicKey): Jwk;
  writePrivate(key: PrivateKey): Jwk;
}

const EC = 'RFC 7518 §6.2';
/** Curves of RFC 7518 §6.2.1.1; our names equal the values of `crv`. */
const EC_CURVES: readonly CurveName[] = ['P-256', 'P-384', 'P-521'];

export const ecForm: JwkForm<EcPublicKey, EcPrivateKey> = {
  kty: 'EC',
  types: ['ec'],
  required: ['crv', 'kty', 'x', 'y'],
  secret: ['d'], // RFC 7518 §6.2.2
  readPublic(jwk) {
    const name = curveOf(jwk, EC_CURVES, EC);
    const curve = curveNamed(name);
    // RFC 7518 §6.2.1.2: "the length of this octet string MUST be the full size of a coordinate".
    const [x, y] = ['x', 'y'].map((coordinate) => {
      const bytes = bytesOf(jwk, coordinate, EC);
      if (bytes.length === curve.fieldLength) return bytes;
      throw malformed(
        `${coordinate} must have ${curve.fieldLength} bytes, and has ${bytes.length}`,
        'RFC 7518 §6.2.1.2',
      );
    });
    const point = concat(Uint8Array.of(0x04), x, y);
    curve.decodePoint(point);
    return { type: 'ec', curve: name, point };
  },
  readPrivate(jwk) {
    const { curve, point } = ecForm.readPublic(jwk);
    const key = new EcPrivateKey({ curve, d: bytesOf(jwk, 'd', EC) });
    if (equalBytes(point, key.point)) return key;
    throw new KeyError('public-key-mismatch', 'the public half is not that of the private one', EC);
  },
  writePublic({ curve, point }) {
    const { x, y } = curveNamed(curve).decodePoint(point);
    return { kty: 'EC', crv: curve, x: bytesToBase64url(x), y: bytesToBase64url(y) };
  },
  writePrivate: (key) => ({
    ...ecForm.writePublic({ type: 'ec', curve: key.curve, point: key.point }),
    d: bytesToBase64url(key.d),
  }),
};

const OKP = 'RFC 8037 §2';
const OKP_CURVES = { Ed25519: ed25519Keys, X25519: x25519Keys } as const;
type OkpCurve = keyof typeof OKP_CURVES;
const OKP_NAMES = Object.keys(OKP_CURVES) as OkpCurve[];
type OkpPublicKey = Ed25519PublicKey | X25519PublicKey;
type OkpPrivateKey = Ed25519PrivateKey | X25519PrivateKey;

export const okpForm: JwkForm<OkpPublicKey, OkpPrivateKey> = {
  kty: 'OKP',
  types: ['ed25519', 'x25519'],
  required: ['crv', 'kty', 'x'],
  secret: ['d'],
  readPublic: (jwk) => OKP_CURVES[curveOf(jwk, OKP_NAMES, OKP)].readPublic(bytesOf(jwk, 'x', OKP), undefined),
  readPrivate: (jwk) =>
    OKP_CURVES[curveOf(jwk, OKP_NAMES, OKP)].readPrivate(bytesOf(jwk, 'd', OKP), undefined, bytesOf(jwk, 'x', OKP)),
  writePublic: ({ type, publicKey }) => ({
    kty: 'OKP',
    crv: OKP_NAMES.find((name) => OKP_CURVES[name].type === type)!,
    x: bytesToBase64url(publicKey),
  }),
  writePrivate: (key) => ({
    ...okpForm.writePublic({ type: key.type, publicKey: key.publicKey } as OkpPublicKey),
    d: bytesToBase64url(key.privateKey),
  }),
};

/** Known curves that are not supported: the error names them. Other texts are not repeated in it. */
const OTHER_CURVES = ['Ed448', 'X448', 'secp256k1', 'P-192', 'P-224'];

function curveOf<Name extends string>(jwk: object, names: readonly Name[], rule: string): Name {
  const crv = memberOf(jwk, 'crv');
  if (typeof crv !== 'string') throw malformed(`crv ${crv === undefined ? 'is missing' : 'is not a string'}`, rule);
  const found = names.find((name) => name === crv);
  if (found !== undefined) return found;
  const what = OTHER_CURVES.includes(crv) ? `the curve ${crv} is` : 'the curve of the JWK is';
  throw new KeyError('unsupported-algorithm', `${what} not supported; ${names.join(', ')} are`, rule);
}

const RSA = 'RFC 7518 §6.3';

export const rsaForm: JwkForm<RsaPublicKey, RsaPrivateKey> = {
  kty: 'RSA',
  types: ['rsa'],
  required: ['e', 'kty', 'n'],
  secret: ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth'], // RFC 7518 §6.3.2
  readPublic: (jwk) =>
    rsaKeys.readPublic(
      { modulus: integerOf(jwk, 'n', RSA), publicExponent: integerOf(jwk, 'e', RSA) },
      NULL_PARAMETERS,
    ),
  readPrivate(jwk) {
    if (memberOf(jwk, 'oth') !== undefined) {
      throw new KeyError(
        'unsupported-algorithm',
        'RSA keys of more than two primes are not supported',
        'RFC 7518 §6.3.2.7',
      );
    }
    if (memberOf(jwk, 'p') === undefined) {
      throw new KeyError('unsupported-algorithm', 'RSA private keys without their primes are not supported', RSA);
    }
    const components = {
      modulus: integerOf(jwk, 'n', RSA),
      publicExponent: integerOf(jwk, 'e', RSA),
      privateExponent: integerOf(jwk, 'd', RSA),
      prime1: integerOf(jwk, 'p', RSA),
      prime2: integerOf(jwk, 'q', RSA),
      exponent1: integerOf(jwk, 'dp', RSA),
      exponent2: integerOf(jwk, 'dq', RSA),
      coefficient: integerOf(jwk, 'qi', RSA),
    };
    return rsaKeys.readPrivate(components, NULL_PARAMETERS, undefined);
  },
  writePublic: ({ modulus, publicExponent }) => ({
    kty: 'RSA',
    n: integerMember(modulus),
    e: integerMember(publicExponent),
  }),
  writePrivate: (key) => ({
    ...rsaForm.writePublic({ type: 'rsa', modulus: key.modulus, publicExponent: key.publicExponent }),
    d: integerMember(key.privateExponent),
    p: integerMember(key.prime1),
    q: integerMember(key.prime2),
    dp: integerMember(key.exponent1),
    dq: integerMember(key.exponent2),
    qi: integerMember(key.coefficient),
  }),
};
