/** A CA and certificates for the examples that speak TLS: for `localhost`, valid for an hour around now. */
import { systemRandom as random } from 'vitrine/bytes';
import { generateRsaKey } from 'vitrine/rsa';
import { RSA_PKCS1_SHA256 as scheme } from 'vitrine/signatures';
import {
  caExtensions,
  createRequest,
  issueFromRequest,
  makeExtension,
  makeName,
  parseGeneralNames,
  selfSign,
} from 'vitrine/x509';

const minute = Math.floor(Date.now() / 60_000);
const validity = { notBefore: new Date((minute - 60) * 60_000), notAfter: new Date((minute + 60) * 60_000) };

const caKey = generateRsaKey({ modulusBits: 2048, random });
const self = { subject: makeName(['CN', 'Example CA']), key: caKey, extensions: caExtensions() };
export const ca = selfSign({ ...self, scheme, validity, random });

/** A key, and a certificate of the CA for it, whose common name and DNS name is `name`. */
export function credentialsFor(name: string) {
  const key = generateRsaKey({ modulusBits: 2048, random });
  const names = makeExtension('subjectAltName', false, parseGeneralNames(`DNS:${name}`));
  const request = createRequest({ subject: makeName(['CN', name]), key, scheme, extensions: [names], random });
  const extensions = (requested: readonly (typeof names)[]) => requested;
  const leaf = issueFromRequest({ request, issuer: ca, issuerKey: caKey, scheme, validity, random, extensions });
  return { chain: [leaf], key };
}
