/** The components of RSA keys as PKCS #1 writes them (RFC 8017 appendix A.1). */
import { integer, sequence, smallInteger } from '../asn1/index.ts';
import { type Codec, cite, mapped, refine, secret } from '../codec/index.ts';
import type { RsaPrivateComponents, RsaPublicComponents } from '../rsa/index.ts';

const PUBLIC = 'RFC 8017 §A.1.1';
const PRIVATE = 'RFC 8017 §A.1.2';

/** RFC 8017 §3: all key components are positive. (INTEGER itself refuses values that are not integers.) */
const positive = (rule: string): Codec<bigint> =>
  refine(cite(rule, integer), 'integer-not-positive', rule, (value) => typeof value !== 'bigint' || value > 0n);

/** RSAPublicKey. */
export const rsaPublicKey: Codec<RsaPublicComponents> = sequence('RSAPublicKey', PUBLIC, {
  modulus: positive(PUBLIC),
  publicExponent: positive(PUBLIC),
});

/** RSAPrivateKey of two primes; `version` 1, which means more than two primes, is refused (`multi-prime-key`). */
export const rsaPrivateKey: Codec<RsaPrivateComponents> = mapped(
  sequence('RSAPrivateKey', PRIVATE, {
    version: refine(smallInteger(0, 1, PRIVATE), 'multi-prime-key', PRIVATE, (version) => version === 0),
    modulus: positive(PRIVATE),
    publicExponent: positive(PRIVATE),
    privateExponent: secret(positive(PRIVATE)),
    prime1: secret(positive(PRIVATE)),
    prime2: secret(positive(PRIVATE)),
    exponent1: secret(positive(PRIVATE)),
    exponent2: secret(positive(PRIVATE)),
    coefficient: secret(positive(PRIVATE)),
  }),
  {
    code: 'wrong-type',
    to: ({ version: _, ...key }) => key,
    from: (key) => ({ version: 0, ...key }),
  },
);
