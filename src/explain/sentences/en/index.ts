/** What each field is for, in English. */
import { joined, type Sentences, type SentencesOfFields } from '../sentence.ts';
import { TYPES } from './asn1.ts';
import { ENCRYPTION } from './keys/encryption.ts';
import { PKCS12 } from './keys/pkcs12.ts';
import { PRIVATE_KEYS } from './keys/private-keys.ts';
import { CERTIFICATES } from './tls/certificates.ts';
import { EXTENSIONS } from './tls/extensions.ts';
import { HANDSHAKE } from './tls/handshake.ts';
import { HELLOS } from './tls/hellos.ts';
import { RECORDS } from './tls/records.ts';
import { CERTIFICATE } from './x509/certificate.ts';
import { CRL } from './x509/crl.ts';
import { CERTIFICATE_EXTENSIONS } from './x509/extensions.ts';
import { NAMES } from './x509/names.ts';
import { OCSP } from './x509/ocsp.ts';
import { REQUEST } from './x509/request.ts';

/** One file for each message or document. */
export const FILES: readonly SentencesOfFields[] = [
  ...[RECORDS, HANDSHAKE, HELLOS, EXTENSIONS, CERTIFICATES],
  ...[CERTIFICATE, NAMES, CERTIFICATE_EXTENSIONS, CRL, OCSP, REQUEST],
  ...[PRIVATE_KEYS, ENCRYPTION, PKCS12],
];

export const ENGLISH_SENTENCES: Sentences = { language: 'en', fields: joined(FILES), types: TYPES };
