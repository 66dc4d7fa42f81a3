/** RSA keys restricted to RSASSA-PSS (RFC 4055 §1.2, §3.1): the components of an RSA key, and optional restrictions of the parameters. */
import { ALGORITHM_OIDS } from '../asn1/internal.ts';
import { assertFields, assertInteger } from '../bytes/index.ts';
import {
  AnyRsaPrivateKey,
  checkPrivateKey,
  checkPublicKey,
  type RsaKeygenOptions,
  type RsaPrivateComponents,
  type RsaPublicComponents,
} from '../rsa/index.ts';
import type { AlgorithmIdentifier } from './algorithm.ts';
import { rsaPrivateKeyOctets, rsaPublicKeyBits } from './key-encodings.ts';
import type { KeyType } from './key-type.ts';
import { decodePssParameters, encodePssParameters, type NamedPssParameters } from './pss-parameters.ts';
import { checkRsaPublicBits, rsaKeys } from './rsa.ts';

export interface RsaPssPublicKey extends RsaPublicComponents {
  readonly type: 'rsa-pss';
  /** The required hash and mask generation function, and the minimum salt length (RFC 4055 §3.3); absent if unrestricted. */
  readonly restriction?: NamedPssParameters | undefined;
}

/** A private key restricted to RSASSA-PSS; otherwise as `RsaPrivateKey`. */
export class RsaPssPrivateKey extends AnyRsaPrivateKey<'rsa-pss'> {
  readonly #restriction: NamedPssParameters | undefined;

  /** @throws UsageError `wrong-type` when a number is missing or not a bigint. */
  constructor(components: RsaPrivateComponents, restriction: NamedPssParameters | undefined) {
    super(components, 'rsa-pss');
    this.#restriction = restriction;
  }

  /** As in `RsaPssPublicKey`. */
  get restriction(): NamedPssParameters | undefined {
    return #restriction in this ? this.#restriction : RsaPssPrivateKey.refuseShell();
  }

  override toString(): string {
    return super.toString().replace('RSA', 'RSA-PSS');
  }
}

export interface RsaPssKeygenOptions extends RsaKeygenOptions {
  readonly restriction?: NamedPssParameters | undefined;
}

const RSASSA_PSS = ALGORITHM_OIDS.rsassaPss;

/** RFC 4055 §3.1: absent parameters leave the key unrestricted. */
const algorithmOf = (restriction: NamedPssParameters | undefined): AlgorithmIdentifier => ({
  algorithm: RSASSA_PSS,
  ...(restriction !== undefined && { parameters: encodePssParameters(restriction) }),
});
const restrictionOf = (parameters: Uint8Array | undefined): NamedPssParameters | undefined =>
  parameters === undefined ? undefined : decodePssParameters(parameters);
const withRestriction = (restriction: NamedPssParameters | undefined) => restriction !== undefined && { restriction };

/** @throws UsageError for a restriction that cannot be encoded in a key. */
function assertRestriction(restriction: NamedPssParameters | undefined): void {
  if (restriction === undefined) return;
  assertFields(restriction, 'options.restriction', '{ hash, mgfHash, saltLength }', 'hash', 'mgfHash', 'saltLength');
  assertInteger(restriction.saltLength, 'options.restriction.saltLength', 0, 65_535);
  encodePssParameters(restriction); // refuses hashes without an OID
}

export const rsaPssKeys: KeyType<
  'rsa-pss',
  RsaPssPublicKey,
  RsaPssPrivateKey,
  RsaPublicComponents,
  RsaPrivateComponents,
  RsaPssKeygenOptions
> = {
  type: 'rsa-pss',
  name: 'RSA-PSS',
  algorithm: { algorithm: RSASSA_PSS },
  subjectPublicKey: rsaPublicKeyBits,
  privateKey: rsaPrivateKeyOctets,
  readPublic({ modulus, publicExponent }, parameters) {
    const restriction = restrictionOf(parameters);
    checkPublicKey({ modulus, publicExponent });
    return { type: 'rsa-pss', modulus, publicExponent, ...withRestriction(restriction) };
  },
  writePublic: ({ modulus, publicExponent, restriction }) => ({
    algorithm: algorithmOf(restriction),
    content: { modulus, publicExponent },
  }),
  readPrivate(components, parameters, publicBits) {
    const key = new RsaPssPrivateKey(components, restrictionOf(parameters));
    checkPrivateKey(key);
    checkRsaPublicBits(key, publicBits);
    return key;
  },
  writePrivate: (key) => ({ algorithm: algorithmOf(key.restriction), content: key.components() }),
  isPublic: ({ modulus, publicExponent }) => typeof modulus === 'bigint' && typeof publicExponent === 'bigint',
  isPrivate: (value) => value instanceof RsaPssPrivateKey && AnyRsaPrivateKey.is(value),
  publicKeyOf: ({ modulus, publicExponent, restriction }) => ({
    type: 'rsa-pss',
    modulus,
    publicExponent,
    ...withRestriction(restriction),
  }),
  securityStrength: ({ modulus, publicExponent }) => rsaKeys.securityStrength({ type: 'rsa', modulus, publicExponent }),
  describe: ({ modulus, publicExponent }) =>
    rsaKeys.describe({ type: 'rsa', modulus, publicExponent }).replace('RSA', 'RSA-PSS'),
  generate({ restriction, ...options }) {
    assertRestriction(restriction);
    return new RsaPssPrivateKey(rsaKeys.generate({ ...options }).components(), restriction);
  },
  async generateAsync({ restriction, ...options }) {
    assertRestriction(restriction);
    return new RsaPssPrivateKey((await rsaKeys.generateAsync!({ ...options })).components(), restriction);
  },
};
