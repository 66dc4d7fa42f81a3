/** Certificates, requests and CRLs, in parts, that satisfy every rule of lint in both profiles. One EC key makes all self-signatures;
 * objects that another key would sign have a well-formed but invalid signature. */
import { type Bytes, concat } from '../../bytes/index.ts';
import { seededRandom, sha1 } from '../../hash/index.ts';
import { encodePublicKey, generateKey, publicKeyOf } from '../../keys/index.ts';
import { ECDSA_SHA256 } from '../../signatures/index.ts';
import {
  attribute,
  bits,
  boolean,
  context,
  dns,
  ia5,
  integer,
  octets,
  oid,
  primitive,
  printable,
  raw,
  sequence,
  uri,
  utcTime,
  utf8,
} from './der.ts';
import { CertificateParts, CrlParts, RequestParts, revoked, type Sign } from './parts.ts';

const random = seededRandom('vitrine/testing/specimens');
let keyPair: { readonly spki: Bytes; readonly sign: Sign } | undefined;

/** The key pair of all specimens, made when it is first needed. */
function sharedKey(): { readonly spki: Bytes; readonly sign: Sign } {
  if (keyPair !== undefined) return keyPair;
  const key = generateKey({ type: 'ec', curve: 'P-256', random });
  const spki = encodePublicKey(publicKeyOf(key), 'spki');
  keyPair = { spki, sign: (signed) => ECDSA_SHA256.sign(key, signed, random) };
  return keyPair;
}

/** SubjectPublicKeyInfo of the shared key, fresh. */
export const ecKey = (): Bytes => new Uint8Array(sharedKey().spki);
export const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
/** Two numbers of 32 bytes. */
export const SOME_SIGNATURE = sequence(tlvNumber(0x21), tlvNumber(0x43));
function tlvNumber(byte: number): Bytes {
  return concat(raw(2, 32), new Uint8Array(32).fill(byte));
}
const someSignature: Sign = () => SOME_SIGNATURE;

const identifierOf = (spki: Uint8Array): Bytes => sha1.digest(spki.subarray(26));
export const SERIAL = concat(raw(2, 16), new Uint8Array(16).fill(0x5a));
const SUB_NAME = () =>
  sequence(
    attribute('2.5.4.6', printable('DE')),
    attribute('2.5.4.10', utf8('Example Trust')),
    attribute('2.5.4.3', utf8('Example Sub CA')),
  );
const ROOT_NAME = () =>
  sequence(
    attribute('2.5.4.6', printable('DE')),
    attribute('2.5.4.10', utf8('Example Trust')),
    attribute('2.5.4.3', utf8('Example Root')),
  );

export const DIGITAL_SIGNATURE = bits(7, raw(0x80));
export const CERT_AND_CRL_SIGN = bits(1, raw(0x06));
export const purposes = (...arcs: readonly number[]): Bytes =>
  sequence(...arcs.map((arc) => oid(`1.3.6.1.5.5.7.3.${arc}`)));
export const access = (arc: number, location: Uint8Array): Bytes => sequence(oid(`1.3.6.1.5.5.7.48.${arc}`), location);
export const point = (...names: readonly Uint8Array[]): Bytes => sequence(context(0, context(0, ...names)));
export const policy = (id: string, ...qualifiers: readonly Uint8Array[]): Bytes =>
  sequence(oid(id), ...(qualifiers.length === 0 ? [] : [sequence(...qualifiers)]));
export const authorityKey = (byte = 0x77): Bytes => sequence(primitive(0, new Uint8Array(20).fill(byte)));
/** One SCT of the given time, from a log whose id consists of this byte. */
export function sct(log: number, time = Date.UTC(2027, 3, 1, 1)): Bytes {
  const stamp = new Uint8Array(8);
  new DataView(stamp.buffer).setBigUint64(0, BigInt(time));
  const body = concat(
    raw(0),
    new Uint8Array(32).fill(log),
    stamp,
    raw(0, 0, 4, 3, 0, SOME_SIGNATURE.length),
    SOME_SIGNATURE,
  );
  return concat(raw(body.length >> 8, body.length & 0xff), body);
}
export function sctList(...scts: readonly Uint8Array[]): Bytes {
  const body = concat(...scts);
  return octets(raw(body.length >> 8, body.length & 0xff), body);
}

/** A domain validated server certificate. */
export function soundLeaf(): CertificateParts {
  const parts = new CertificateParts(ECDSA_WITH_SHA256, someSignature);
  Object.assign(parts, {
    serialNumber: SERIAL,
    issuer: SUB_NAME(),
    notBefore: utcTime('270401000000Z'),
    notAfter: utcTime('270629235959Z'),
    subject: sequence(attribute('2.5.4.6', printable('DE'))),
    publicKey: ecKey(),
  });
  const { extensions } = parts;
  extensions.set('keyUsage', true, DIGITAL_SIGNATURE);
  extensions.set('extKeyUsage', false, purposes(1));
  extensions.set('subjectAltName', false, sequence(dns('www.example.com')));
  extensions.set('authorityKeyIdentifier', false, authorityKey());
  extensions.set(
    'authorityInfoAccess',
    false,
    sequence(access(1, uri('http://ocsp.example.com/')), access(2, uri('http://ca.example.com/sub.cer'))),
  );
  extensions.set('cRLDistributionPoints', false, sequence(point(uri('http://ca.example.com/sub.crl'))));
  extensions.set('certificatePolicies', false, sequence(policy('2.23.140.1.2.1')));
  extensions.set('signedCertificateTimestamps', false, sctList(sct(1), sct(2)));
  return parts;
}

/** An intermediate CA. */
export function soundIntermediate(): CertificateParts {
  const parts = new CertificateParts(ECDSA_WITH_SHA256, someSignature);
  Object.assign(parts, {
    serialNumber: SERIAL,
    issuer: ROOT_NAME(),
    notBefore: utcTime('270401000000Z'),
    notAfter: utcTime('360401000000Z'),
    subject: SUB_NAME(),
    publicKey: ecKey(),
  });
  const { extensions } = parts;
  extensions.set('basicConstraints', true, sequence(boolean(true), integer(0)));
  extensions.set('keyUsage', true, CERT_AND_CRL_SIGN);
  extensions.set('extKeyUsage', false, purposes(1));
  extensions.set('subjectKeyIdentifier', false, octets(identifierOf(parts.publicKey)));
  extensions.set('authorityKeyIdentifier', false, authorityKey());
  extensions.set('authorityInfoAccess', false, sequence(access(2, uri('http://ca.example.com/root.cer'))));
  extensions.set('cRLDistributionPoints', false, sequence(point(uri('http://ca.example.com/root.crl'))));
  extensions.set('certificatePolicies', false, sequence(policy('2.23.140.1.2.1')));
  return parts;
}

/** A root, signed with its own key. */
export function soundRoot(): CertificateParts {
  const parts = new CertificateParts(ECDSA_WITH_SHA256, (signed) => sharedKey().sign(signed));
  Object.assign(parts, {
    serialNumber: SERIAL,
    issuer: ROOT_NAME(),
    notBefore: utcTime('270401000000Z'),
    notAfter: utcTime('420401000000Z'),
    subject: ROOT_NAME(),
    publicKey: ecKey(),
  });
  const { extensions } = parts;
  extensions.set('basicConstraints', true, sequence(boolean(true)));
  extensions.set('keyUsage', true, CERT_AND_CRL_SIGN);
  extensions.set('subjectKeyIdentifier', false, octets(identifierOf(parts.publicKey)));
  return parts;
}

/** A request of a server. */
export function soundRequest(): RequestParts {
  const parts = new RequestParts(ECDSA_WITH_SHA256, (signed) => sharedKey().sign(signed));
  parts.subject = sequence(attribute('2.5.4.6', printable('DE')));
  parts.publicKey = ecKey();
  parts.extensions.set('subjectAltName', false, sequence(dns('www.example.com')));
  return parts;
}

export const CRL_DAY = utcTime('270401000000Z');
/** The entry that the sound CRL has. */
export const SOME_ENTRY = revoked(integer(0x123456), utcTime('270331000000Z'));

/** A complete CRL for the certificates of subscribers. */
export function soundCrl(): CrlParts {
  const parts = new CrlParts(ECDSA_WITH_SHA256, someSignature);
  parts.issuer = SUB_NAME();
  parts.thisUpdate = CRL_DAY;
  parts.nextUpdate = utcTime('270408000000Z');
  parts.entries = [SOME_ENTRY];
  parts.extensions.set('authorityKeyIdentifier', false, authorityKey());
  parts.extensions.set('cRLNumber', false, integer(5));
  return parts;
}

export const CPS = (of: string): Bytes => sequence(oid('1.3.6.1.5.5.7.2.1'), ia5(of));
