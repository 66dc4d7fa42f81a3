/**
 * One certificate read by others: subject, issuer, serial number, validity and alternative names, in whatever form each gives them.
 * What a peer decodes when it is asked, it is asked for while it is timed.
 */
import 'reflect-metadata'; // Before @peculiar/x509, which needs it and does not bring it.
import { deepStrictEqual } from 'node:assert';
import { X509Certificate as PeculiarCertificate, type SubjectAlternativeNameExtension } from '@peculiar/x509';
import jsrsasign from 'jsrsasign';
import { type GeneralName, Certificate as PkijsCertificate } from 'pkijs';
import { sameBytes } from '../inputs/bytes.ts';
import { ENCODE_ROW, expectedRead, PARSE_ROW, type ReadCertificate, server } from '../inputs/certificates.ts';
import { type BenchRow, once } from '../rows.ts';
import { forge, fromBinary, toBinary } from './forge.ts';

const SAN = '2.5.29.17';
const der = once(() => server().certificate.der);

/** @param toWords - the result in the words that all can be brought to; not timed. */
const parse = <T>(implementation: string, run: () => T, toWords: (read: T) => ReadCertificate): BenchRow => ({
  row: PARSE_ROW,
  implementation,
  run,
  check: () => deepStrictEqual(toWords(run()), expectedRead()),
});

/** The bytes of an address as text. */
const addressText = (bytes: Iterable<number>): string => [...bytes].join('.');

const binary = once(() => toBinary(der()));
function readByForge() {
  const read = forge.pki.certificateFromAsn1(forge.asn1.fromDer(binary()));
  const { altNames } = read.getExtension('subjectAltName') as {
    altNames: { type: number; value: string; ip?: string }[];
  };
  const { subject, issuer, serialNumber, validity } = read;
  return { subject, issuer, serialNumber, ...validity, altNames };
}
const forgeRow = parse('node-forge', readByForge, ({ subject, issuer, serialNumber, altNames, ...validity }) => ({
  ...validity,
  subject: subject.getField('CN').value,
  issuer: issuer.getField('CN').value,
  serialNumber: BigInt(`0x${serialNumber}`),
  names: altNames.map(({ value, ip }) => ip ?? value),
}));

function readByPkijs() {
  const read = PkijsCertificate.fromBER(der());
  const { altNames }: { altNames: GeneralName[] } = read.extensions!.find(({ extnID }) => extnID === SAN)!.parsedValue;
  const { subject, issuer, serialNumber, notBefore, notAfter } = read;
  return { subject, issuer, serialNumber, notBefore, notAfter, altNames };
}
const pkijsRow = parse('pkijs', readByPkijs, ({ subject, issuer, serialNumber, notBefore, notAfter, altNames }) => ({
  subject: subject.typesAndValues[0].value.valueBlock.value,
  issuer: issuer.typesAndValues[0].value.valueBlock.value,
  serialNumber: serialNumber.toBigInt(),
  notBefore: notBefore.value,
  notAfter: notAfter.value,
  names: altNames.map(({ type, value }) => (type === 7 ? addressText(value.valueBlock.valueHexView) : value)),
}));

function readByPeculiar() {
  const read = new PeculiarCertificate(der());
  const { items } = read.getExtension<SubjectAlternativeNameExtension>(SAN)!.names;
  const { subject, issuer, serialNumber, notBefore, notAfter } = read;
  return { subject, issuer, serialNumber, notBefore, notAfter, items };
}
const peculiarRow = parse(
  '@peculiar/x509',
  readByPeculiar,
  ({ subject, issuer, serialNumber, items, ...validity }) => ({
    ...validity,
    subject: subject.slice('CN='.length),
    issuer: issuer.slice('CN='.length),
    serialNumber: BigInt(`0x${serialNumber}`),
    names: items.map(({ value }) => value),
  }),
);

const hex = once(() => Buffer.from(der()).toString('hex'));
function readByJsrsasign() {
  const read = new jsrsasign.X509();
  read.readCertHex(hex());
  const validity = { notBefore: read.getNotBefore(), notAfter: read.getNotAfter() };
  const names = read.getExtSubjectAltName() as { array: { dns?: string; ip?: string }[] };
  return {
    subject: read.getSubject(),
    issuer: read.getIssuer(),
    serialNumber: read.getSerialNumberHex(),
    ...validity,
    names,
  };
}
const jsrsasignRow = parse(
  'jsrsasign',
  readByJsrsasign,
  ({ subject, issuer, serialNumber, notBefore, notAfter, names }) => ({
    subject: subject.str.slice('/CN='.length),
    issuer: issuer.str.slice('/CN='.length),
    serialNumber: BigInt(`0x${serialNumber}`),
    notBefore: jsrsasign.zulutodate(notBefore),
    notAfter: jsrsasign.zulutodate(notAfter),
    names: names.array.map(({ dns, ip }) => dns ?? ip!),
  }),
);

/** From its value: what node-forge kept of the bytes that it read is thrown away, as it would copy that. */
const readForge = once(() => {
  const read = forge.pki.certificateFromAsn1(forge.asn1.fromDer(binary()));
  return Object.assign(read, { tbsCertificate: undefined });
});
const forgeEncode = (): string => forge.asn1.toDer(forge.pki.certificateToAsn1(readForge())).bytes();
const forgeEncodeRow: BenchRow = {
  row: ENCODE_ROW,
  implementation: 'node-forge',
  run: forgeEncode,
  check: () => sameBytes(fromBinary(forgeEncode()), der()),
};

export const rows: readonly BenchRow[] = [forgeRow, pkijsRow, peculiarRow, jsrsasignRow, forgeEncodeRow];
