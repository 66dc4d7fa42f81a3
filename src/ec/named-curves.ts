import { CURVE_OIDS } from './curve-oids.ts';

/** A curve that certificates and keys may name, and whether this library implements it. */
export interface NamedCurve {
  /** The name in its standard and in OpenSSL: `secp256k1`. */
  readonly name: string;
  /** Its object identifier: of a named curve (RFC 5480 §2.1.1.1), or of an algorithm that has a single curve (RFC 8410 §3). */
  readonly oid: string;
  /** Its other names. */
  readonly aliases: readonly string[];
  /** Its name in `ec/`; undefined if it is not implemented. */
  readonly served?: 'P-256' | 'P-384' | 'P-521' | 'X25519' | 'Ed25519' | undefined;
}

const curve = (name: string, oid: string, aliases: readonly string[], served?: NamedCurve['served']): NamedCurve => ({
  name,
  oid,
  aliases,
  served,
});

/** The curves that occur in practice. Curves that are not implemented are listed so that an error can give their names, not only their object
 * identifiers. RFC 5480 §2.1.1.1, SEC 2, RFC 5639 §3.1 and RFC 8410 §3. */
export const NAMED_CURVES: readonly NamedCurve[] = [
  curve('prime256v1', CURVE_OIDS['P-256'], ['P-256', 'secp256r1'], 'P-256'),
  curve('secp384r1', CURVE_OIDS['P-384'], ['P-384'], 'P-384'),
  curve('secp521r1', CURVE_OIDS['P-521'], ['P-521'], 'P-521'),
  curve('X25519', CURVE_OIDS.X25519, [], 'X25519'),
  curve('ED25519', CURVE_OIDS.Ed25519, ['Ed25519'], 'Ed25519'),
  curve('prime192v1', CURVE_OIDS['P-192'], ['P-192', 'secp192r1']),
  curve('secp224r1', CURVE_OIDS['P-224'], ['P-224']),
  curve('secp256k1', CURVE_OIDS.secp256k1, []),
  curve('X448', CURVE_OIDS.X448, []),
  curve('ED448', CURVE_OIDS.Ed448, ['Ed448']),
  ...[160, 192, 224, 256, 320, 384, 512].flatMap((bits, i) => [
    curve(`brainpoolP${bits}r1`, `1.3.36.3.3.2.8.1.1.${2 * i + 1}`, []),
    curve(`brainpoolP${bits}t1`, `1.3.36.3.3.2.8.1.1.${2 * i + 2}`, []),
  ]),
];

/** @param nameOrOid - a name, spelled as in the table, or an object identifier. @returns undefined for an unknown curve. */
export function findNamedCurve(nameOrOid: string): NamedCurve | undefined {
  return NAMED_CURVES.find(
    ({ name, oid, aliases }) => name === nameOrOid || oid === nameOrOid || aliases.includes(nameOrOid),
  );
}
