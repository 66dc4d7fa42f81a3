/** Extensions as `openssl x509 -text` shows them (crypto/x509/v3_*.c). */
import { ia5String, octetString } from '../../asn1/index.ts';
import { EXTENSION_OIDS } from '../../asn1/internal.ts';
import { assertArray, assertFields, assertInteger, bytesToHex } from '../../bytes/index.ts';
import { type Codec, DecodeError, decode, encode } from '../../codec/index.ts';
import {
  type AuthorityKeyIdentifier,
  type BasicConstraints,
  DESCRIBED_EXTENSIONS,
  type DescribedValue,
  describedValue,
  EXTENSIONS,
  type Extension,
  type KeyUsageBit,
  type NameConstraints,
} from '../../x509/index.ts';
import { visibleToZero } from '../document/visible.ts';
import { asn1parseText } from './asn1parse-text.ts';
import { distributionPointsText, issuingDistributionPointText } from './distribution-point-text.ts';
import { addressText, generalNameTexts, loneNameText } from './general-name-text.ts';
import { dumpText, integerText, signedBytes } from './hex-columns.ts';
import { objectName } from './object-names.ts';
import { policiesText } from './policy-text.ts';
import { isKnownTimestamp, timestampsText } from './sct-text.ts';
import { timeText } from './time-text.ts';

/** How extensions that cannot be described are shown: OpenSSL's `ext_default` (their bytes as text), `ext_error`, `ext_parse` (as
 * `asn1parse` lists them) and `ext_dump`. */
export type UnknownExtensions = 'default' | 'error' | 'parse' | 'dump';

/** Each extension: its name, and its value on lines below it.
 * @param indent - columns before the name. @param unknown - how extensions that cannot be described are shown. */
export function extensionLines(
  extensions: readonly Extension[],
  indent: number,
  unknown: UnknownExtensions = 'default',
): string[] {
  assertArray(extensions, 'extensions');
  assertInteger(indent, 'indent', 0, 1000);
  return extensions.flatMap((one, i) => {
    assertFields(one, `extensions[${i}]`, 'an Extension', 'extnID', 'extnValue');
    const name = `${' '.repeat(indent)}${objectName(one.extnID)}: ${one.critical ? 'critical' : ''}`;
    return [name, ...valueText(one, indent + 4, unknown).split('\n')];
  });
}

const KNOWN_IDS: ReadonlySet<string> = new Set(Object.values(DESCRIBED_EXTENSIONS).map(({ id }) => id));

/** @param indent - columns before each line. @returns without a final line feed, except where OpenSSL leaves a line empty. */
function valueText(extension: Extension, indent: number, unknown: UnknownExtensions): string {
  const empty = emptyText(extension, indent);
  if (empty !== undefined) return empty;
  const described = describedValue(extension);
  const whole = described === undefined ? undefined : blockText(described, indent);
  if (whole !== undefined) return whole;
  const line = described && lineText(described);
  if (line === undefined && unknown !== 'default') {
    const isKnown = described === undefined && KNOWN_IDS.has(extension.extnID);
    return unknownBlock(extension, unknown, isKnown, indent);
  }
  return `${' '.repeat(indent)}${line ?? unknownText(extension)}`;
}

/** Lists that must not be empty, as OpenSSL prints them where they are: those that it prints block by block, and those of names. */
const EMPTY_BLOCKS: ReadonlySet<string> = new Set([
  EXTENSION_OIDS.cRLDistributionPoints,
  EXTENSION_OIDS.freshestCRL,
  EXTENSION_OIDS.certificatePolicies,
]);
const EMPTY_NAMES: ReadonlySet<string> = new Set([
  EXTENSION_OIDS.issuerAltName,
  EXTENSION_OIDS.authorityInfoAccess,
  EXTENSION_OIDS.subjectInfoAccess,
]);

/** undefined for a value that is not an empty SEQUENCE. */
function emptyText({ extnID, extnValue }: Extension, indent: number): string | undefined {
  if (extnValue.kind !== 'other' || bytesToHex(extnValue.value) !== '3000') return undefined;
  if (EMPTY_BLOCKS.has(extnID)) return '';
  return EMPTY_NAMES.has(extnID) ? `${' '.repeat(indent)}<EMPTY>\n` : undefined;
}

/** Values that OpenSSL prints on several lines; undefined for others. */
function blockText(of: DescribedValue, indent: number): string | undefined {
  const margin = ' '.repeat(indent);
  switch (of.kind) {
    case 'authorityKeyIdentifier':
      return authorityKeyIdentifierLines(of.value)
        ?.map((line) => `${margin}${line}`)
        .join('\n');
    case 'authorityInfoAccess':
    case 'subjectInfoAccess':
      return generalNameTexts(of.value.map(({ accessLocation }) => accessLocation))
        ?.map((text, i) => `${margin}${objectName(of.value[i].accessMethod)} - ${text}`)
        .join('\n');
    case 'cRLDistributionPoints':
    case 'freshestCRL':
      return distributionPointsText(of.value, indent);
    case 'issuingDistributionPoint':
      return issuingDistributionPointText(of.value, indent);
    case 'certificatePolicies':
      return policiesText(of.value, indent);
    case 'nameConstraints':
      return nameConstraintsText(of.value, indent);
    case 'signedCertificateTimestamps':
      return of.value.every(isKnownTimestamp) ? timestampsText(of.value, indent) : undefined;
    case 'ocspNoCheck':
      return '';
    default:
      return undefined;
  }
}

/** Values on one line; undefined for values that OpenSSL prints only as bytes. */
function lineText(of: DescribedValue): string | undefined {
  switch (of.kind) {
    case 'subjectKeyIdentifier':
      return upperHex(of.value);
    case 'basicConstraints':
      return basicConstraintsText(of.value);
    case 'keyUsage':
      return shown(of.value.map((bit) => KEY_USAGE[bit]).join(', '));
    case 'extKeyUsage':
      return of.value.map(objectName).join(', ');
    case 'subjectAltName':
    case 'issuerAltName':
    case 'certificateIssuer':
      return generalNameTexts(of.value)?.join(', ');
    case 'policyConstraints':
      return policyConstraintsText(of.value);
    case 'policyMappings':
      return of.value
        .map((one) => `${objectName(one.issuerDomainPolicy)}:${objectName(one.subjectDomainPolicy)}`)
        .join(', ');
    case 'inhibitAnyPolicy':
    case 'cRLNumber':
    case 'deltaCRLIndicator':
      return integerText(of.value);
    case 'cRLReason':
      return REVOCATION_REASONS[of.value] ?? `${of.value}`;
    case 'invalidityDate':
      return timeText(of.value);
    case 'privateKeyUsagePeriod':
      return [
        ...(of.value.notBefore === undefined ? [] : [`Not Before: ${timeText(of.value.notBefore)}`]),
        ...(of.value.notAfter === undefined ? [] : [`Not After: ${timeText(of.value.notAfter)}`]),
      ].join(', ');
    case 'tlsFeature':
      return shown(of.value.map((feature) => TLS_FEATURES[feature] ?? `${feature}`).join(', '));
    case 'precertificatePoison':
      return 'NULL';
    case 'netscapeCertType':
      return shown(of.value.map((type) => NETSCAPE_TYPES[type]).join(', '));
    case 'netscapeComment':
      return of.value === '' ? undefined : visibleToZero(of.value);
    default:
      return undefined;
  }
}

/** OpenSSL shows a value for which it has no text as bytes. */
const shown = (text: string): string | undefined => (text === '' ? undefined : text);

/** The text extensions of Netscape, which OpenSSL reads as IA5String (crypto/x509/v3_ia5.c). */
const NETSCAPE_TEXTS = /^2\.16\.840\.1\.113730\.1\.(?:[23478]|12)$/;

function unknownText(extension: Extension): string {
  const bytes = bytesOf(extension);
  const text = NETSCAPE_TEXTS.test(extension.extnID) ? ia5TextOrUndefined(bytes) : undefined;
  return text === undefined ? rawText(bytes) : visibleToZero(text);
}

/** unknown_ext_print of crypto/x509/v3_prn.c. Each of its listings ends in an empty line. */
function unknownBlock(extension: Extension, as: 'error' | 'parse' | 'dump', isKnown: boolean, indent: number): string {
  const bytes = bytesOf(extension);
  if (as === 'parse') return asn1parseText(bytes, { indent: true }).text;
  if (as === 'dump') return dumpText(bytes, indent);
  return `${' '.repeat(indent)}<${isKnown ? 'Parse Error' : 'Not Supported'}>`;
}

/** The contents octets of extnValue, encoded again if they were decoded. */
function bytesOf({ extnValue }: Extension): Uint8Array {
  if (extnValue.kind === 'other') return extnValue.value;
  return decode(octetString, encode(EXTENSIONS[extnValue.kind].codec as Codec<unknown>, extnValue.value));
}

function ia5TextOrUndefined(der: Uint8Array): string | undefined {
  try {
    return decode(ia5String, der);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return undefined;
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

const REVOCATION_REASONS: Readonly<Record<number, string>> = {
  0: 'Unspecified',
  1: 'Key Compromise',
  2: 'CA Compromise',
  3: 'Affiliation Changed',
  4: 'Superseded',
  5: 'Cessation Of Operation',
  6: 'Certificate Hold',
  8: 'Remove From CRL',
  9: 'Privilege Withdrawn',
  10: 'AA Compromise',
};

/** The TLS features that OpenSSL knows. */
const TLS_FEATURES: Readonly<Record<number, string>> = { 5: 'status_request', 17: 'status_request_v2' };

const NETSCAPE_TYPES = {
  sslClient: 'SSL Client',
  sslServer: 'SSL Server',
  smime: 'S/MIME',
  objectSigning: 'Object Signing',
  reserved: 'Unused',
  sslCA: 'SSL CA',
  smimeCA: 'S/MIME CA',
  objectSigningCA: 'Object Signing CA',
} as const;

const upperHex = (bytes: Uint8Array): string =>
  bytesToHex(bytes)
    .toUpperCase()
    .replace(/..(?=.)/g, '$&:');

const basicConstraintsText = ({ cA, pathLenConstraint }: BasicConstraints): string =>
  `CA:${cA ? 'TRUE' : 'FALSE'}${pathLenConstraint === undefined ? '' : `, pathlen:${pathLenConstraint}`}`;

function policyConstraintsText(
  of: Extract<DescribedValue, { kind: 'policyConstraints' }>['value'],
): string | undefined {
  const { requireExplicitPolicy: require, inhibitPolicyMapping: inhibit } = of;
  return shown(
    [
      ...(require === undefined ? [] : [`Require Explicit Policy:${integerText(require)}`]),
      ...(inhibit === undefined ? [] : [`Inhibit Policy Mapping:${integerText(inhibit)}`]),
    ].join(', '),
  );
}

type Subtrees = NameConstraints['permittedSubtrees'];

function nameConstraintsText({ permittedSubtrees, excludedSubtrees }: NameConstraints, indent: number): string {
  const margin = ' '.repeat(indent);
  const text = (label: string, subtrees: Subtrees): string[] =>
    subtrees === undefined
      ? []
      : [`${margin}${label}:\n${subtrees.map(({ base }) => `${margin}  ${subtreeText(base)}`).join('\n')}`];
  return [...text('Permitted', permittedSubtrees), ...text('Excluded', excludedSubtrees)].join('\n');
}

/** An address is followed by its mask. */
function subtreeText(base: NonNullable<Subtrees>[number]['base']): string {
  if (base.kind !== 'iPAddress') return loneNameText(base);
  const half = base.value.length / 2;
  return `IP:${addressText(base.value.subarray(0, half))}/${addressText(base.value.subarray(half))}`;
}

function authorityKeyIdentifierLines(of: AuthorityKeyIdentifier): string[] | undefined {
  const { keyIdentifier, authorityCertIssuer, authorityCertSerialNumber: serial } = of;
  // OpenSSL 3.0 labels the parts only if there is more than the key identifier.
  const label = authorityCertIssuer === undefined && serial === undefined ? '' : 'keyid:';
  const issuer = generalNameTexts(authorityCertIssuer ?? []);
  if (issuer === undefined || (keyIdentifier ?? authorityCertIssuer ?? serial) === undefined) return undefined;
  return [
    ...(keyIdentifier === undefined ? [] : [`${label}${upperHex(keyIdentifier)}`]),
    ...issuer,
    ...(serial === undefined ? [] : [`serial:${serialText(serial)}`]),
  ];
}

function serialText(serial: bigint): string {
  const raw = signedBytes(serial < 0n ? -serial : serial);
  return upperHex(raw.length > 1 && raw[0] === 0 ? raw.subarray(1) : raw);
}

/** Bytes as OpenSSL shows an unknown value (crypto/asn1/a_print.c): a dot for each byte that is neither printable nor a line feed.
 * Unlike OpenSSL, a carriage return is a dot too: on a terminal, what follows it would overwrite the line. */
const rawText = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => (isShown(byte) ? String.fromCharCode(byte) : '.')).join('');
const isShown = (byte: number): boolean => (byte >= 0x20 && byte <= 0x7e) || byte === 0x0a;
