/** Certificates whose signature is none, for the parts of validation that look at names and extensions alone: no key is needed. */
import { encode, toEncoded } from '../../../src/codec/index.ts';
import { RSA_PKCS1_SHA256 } from '../../../src/signatures/index.ts';
import {
  type Certificate,
  certificate,
  decodeCertificate,
  type Extension,
  encodedName,
  makeName,
  type TBSCertificate,
  tbsCertificate,
  toTime,
} from '../../../src/x509/index.ts';

export interface Unsigned {
  readonly subject: string;
  /** undefined: its own. */
  readonly issuer?: Certificate;
  readonly extensions?: readonly Extension[];
  readonly change?: Partial<TBSCertificate>;
}

export function unsigned({ subject, issuer, extensions = [], change = {} }: Unsigned): Certificate {
  const name = encodedName(makeName(['CN', subject]));
  const signatureAlgorithm = RSA_PKCS1_SHA256.algorithm;
  const tbs: TBSCertificate = {
    version: 2,
    serialNumber: 1n,
    signature: signatureAlgorithm,
    issuer: issuer?.subject ?? name,
    validity: { notBefore: toTime(new Date(0)), notAfter: toTime(new Date(1000)) },
    subject: name,
    subjectPublicKeyInfo: {
      algorithm: signatureAlgorithm,
      subjectPublicKey: { kind: 'other', value: new Uint8Array(0) },
    },
    ...(extensions.length > 0 && { extensions }),
    ...change,
  };
  const signed = toEncoded(tbsCertificate, tbs);
  const fields = { tbsCertificate: signed, signatureAlgorithm, signature: new Uint8Array(0) };
  return decodeCertificate(encode(certificate, fields));
}
