/** Our key, request and certificate of each kind, and what is asked of those of a peer. */
import { expect } from 'vitest';
import { systemRandom as random } from '../../../src/bytes/index.ts';
import {
  type PrivateKey,
  pemEncode,
  publicKeyOf,
  readPrivateKeyPem,
  readPublicKeyPem,
  writePrivateKeyPem,
  writePublicKeyPem,
} from '../../../src/keys/index.ts';
import { usualSchemeFor } from '../../../src/signatures/index.ts';
import {
  caExtensions,
  createRequest,
  makeName,
  readCertificatesPem,
  readRequestPem,
  requestPem,
  sameKey,
  selfSign,
  verifyRequest,
  verifySignature,
} from '../../../src/x509/index.ts';
import { SIGNING_KINDS } from '../../fixtures/keys.ts';
import { aroundNow } from '../../fixtures/pki.ts';

/** Each a PEM text. */
export interface Forms {
  readonly Kind: string;
  readonly Key: string;
  readonly Public: string;
  readonly Request: string;
  readonly Certificate: string;
}

function formsOf(Kind: string, key: PrivateKey): Forms {
  const subject = makeName(['CN', Kind]);
  const scheme = usualSchemeFor(key);
  const certificate = selfSign({ subject, key, scheme, validity: aroundNow(), extensions: caExtensions(), random });
  return {
    Kind,
    Key: writePrivateKeyPem(key, 'pkcs8'),
    Public: writePublicKeyPem(publicKeyOf(key), 'spki'),
    Request: requestPem(createRequest({ subject, key, scheme, extensions: [], random })),
    Certificate: pemEncode('CERTIFICATE', certificate.der),
  };
}

/** Of every kind that can sign. */
export const OURS: readonly Forms[] = SIGNING_KINDS.map(({ kind, key }) => formsOf(kind, key));

/** What a peer made is read, of one key, and rightly signed. */
export function expectSound({ Kind, Key, Public, Request, Certificate }: Forms): void {
  const publicKey = publicKeyOf(readPrivateKeyPem(Key));
  expect(readPublicKeyPem(Public), Kind).toEqual(publicKey);
  expectSigned(Kind, publicKey, Request, Certificate);
}

/** A request and a certificate are of this key, which signed them. */
export function expectSigned(
  kind: string,
  publicKey: ReturnType<typeof publicKeyOf>,
  request: string,
  cert: string,
): void {
  const read = readRequestPem(request);
  expect(sameKey(read.publicKey, publicKey), kind).toBe(true);
  expect(verifyRequest(read), kind).toBe(true);
  const [certificate] = readCertificatesPem(cert);
  expect(sameKey(certificate.publicKey, publicKey), kind).toBe(true);
  const { signatureAlgorithm, signature } = certificate.fields;
  expect(verifySignature(signatureAlgorithm, publicKey, certificate.signedBytes, signature), kind).toBe(true);
}
