/** Extensions as `openssl x509 -text` shows them (crypto/x509/v3_*.c). */
import { derNode, ia5String, utf8String } from '../../asn1/index.ts';
import { bytesToHex } from '../../bytes/index.ts';
import { decode } from '../../codec/index.ts';
import {
  type AuthorityKeyIdentifier,
  type BasicConstraints,
  type Extension,
  formatOpensslName,
  type GeneralName,
  type KeyUsageBit,
} from '../../x509/index.ts';
import { visible } from '../document/visible.ts';
import { signedBytes } from './hex-columns.ts';
import { objectName } from './object-names.ts';

/** Each extension: its name, and its value on lines below it.
 * @param indent - columns before the name. */
export function extensionLines(extensions: readonly Extension[], indent: number): string[] {
  const margin = ' '.repeat(indent);
  return extensions.flatMap((one) => [
    `${margin}${objectName(one.extnID)}: ${one.critical ? 'critical' : ''}`,
    ...valueLines(one.extnValue).map((line) => `${margin}    ${line}`),
  ]);
}

function valueLines({ kind, value }: Extension['extnValue']): string[] {
  switch (kind) {
    case 'subjectKeyIdentifier':
      return [upperHex(value)];
    case 'authorityKeyIdentifier':
      return authorityKeyIdentifierLines(value);
    case 'basicConstraints':
      return [basicConstraintsText(value)];
    case 'keyUsage':
      return [value.map((bit) => KEY_USAGE[bit]).join(', ')];
    case 'extKeyUsage':
      return [value.map(objectName).join(', ')];
    case 'subjectAltName':
      return [value.map(generalNameText).join(', ')];
    case 'other':
      return [rawText(value)];
  }
}

const KEY_USAGE: Readonly<Record<KeyUsageBit, string>> = {
  digitalSignature: 'Digital Signature',
  nonRepudiation: 'Non Repudiation',
  keyEncipherment: 'Key Encipherment',
  dataEncipherment: 'Data Encipherment',
  keyAgreement: 'Key Agreement',
  keyCertSign: 'Certificate Sign',
  cRLSign: 'CRL Sign',
  encipherOnly: 'Encipher Only',
  decipherOnly: 'Decipher Only',
};

const upperHex = (bytes: Uint8Array): string =>
  bytesToHex(bytes)
    .toUpperCase()
    .replace(/..(?=.)/g, '$&:');

const basicConstraintsText = ({ cA, pathLenConstraint }: BasicConstraints): string =>
  `CA:${cA ? 'TRUE' : 'FALSE'}${pathLenConstraint === undefined ? '' : `, pathlen:${pathLenConstraint}`}`;

function authorityKeyIdentifierLines(of: AuthorityKeyIdentifier): string[] {
  const { keyIdentifier, authorityCertIssuer, authorityCertSerialNumber: serial } = of;
  // OpenSSL 3.0 names the parts only where there is more than the key identifier.
  const label = authorityCertIssuer === undefined && serial === undefined ? '' : 'keyid:';
  return [
    ...(keyIdentifier === undefined ? [] : [`${label}${upperHex(keyIdentifier)}`]),
    ...(authorityCertIssuer ?? []).map(generalNameText),
    ...(serial === undefined ? [] : [`serial:${serialText(serial)}`]),
  ];
}

function serialText(serial: bigint): string {
  const raw = signedBytes(serial < 0n ? -serial : serial);
  return upperHex(raw.length > 1 && raw[0] === 0 ? raw.subarray(1) : raw);
}

function generalNameText(of: GeneralName): string {
  switch (of.kind) {
    case 'dNSName':
      return `DNS:${visible(of.value)}`;
    case 'rfc822Name':
      return `email:${visible(of.value)}`;
    case 'uniformResourceIdentifier':
      return `URI:${visible(of.value)}`;
    case 'iPAddress':
      return `IP Address:${addressText(of.value)}`;
    case 'directoryName':
      return `DirName:${visible(formatOpensslName(of.value))}`;
    case 'registeredID':
      return `Registered ID:${objectName(of.value)}`;
    case 'otherName':
      return `othername: ${otherNameType(of.value.typeId)}::${otherNameText(of.value.value)}`;
    case 'ediPartyName':
      return 'EdiPartyName:<unsupported>';
    case 'x400Address':
      return 'X400Name:<unsupported>';
  }
}

/** OpenSSL compresses no zeros of IPv6. */
function addressText(address: Uint8Array): string {
  if (address.length === 4) return [...address].join('.');
  const words = Array.from({ length: 8 }, (_, i) => address[2 * i] * 256 + address[2 * i + 1]);
  return words.map((word) => word.toString(16).toUpperCase()).join(':');
}

const otherNameType = (oid: string): string => (oid === '1.3.6.1.4.1.311.20.2.3' ? 'UPN' : objectName(oid));

/** The value of an otherName where it is text. */
function otherNameText(element: Uint8Array): string {
  const node = decode(derNode, element);
  const isText = 'content' in node && (node.tag === utf8String.tag || node.tag === ia5String.tag);
  return isText ? visible(new TextDecoder().decode(node.content)) : '<unsupported>';
}

/** Bytes as OpenSSL shows a value that it does not know: a dot for each that is no printing character. */
const rawText = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => (byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : '.')).join('');
