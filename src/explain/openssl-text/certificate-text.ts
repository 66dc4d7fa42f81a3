/** Certificates and requests as `openssl x509 -text` and `openssl req -text` of OpenSSL 3.0 print them. */

import { derNode } from '../../asn1/index.ts';
import { ALGORITHM_OIDS } from '../../asn1/internal.ts';
import { assertArray, assertFields, assertOptions, VitrineError } from '../../bytes/index.ts';
import { decode } from '../../codec/index.ts';
import {
  type AlgorithmIdentifier,
  decodePssParameters,
  KeyError,
  type NamedPssParameters,
  type PublicKey,
  publicKeyFromSpki,
  type SubjectPublicKeyInfo,
} from '../../keys/index.ts';
import {
  type Certificate,
  type CertificateRequest,
  type Extension,
  formatCompatible,
  NAME_STYLES,
  type Name,
  type NameStyle,
  printName,
  type RequestAttribute,
} from '../../x509/index.ts';
import { assertNameStyle, withNull } from '../../x509/internal.ts';
import { visible } from '../document/visible.ts';
import { extensionLines, type UnknownExtensions } from './extension-text.ts';
import { hexColumns, signedBytes } from './hex-columns.ts';
import { keyLines } from './key-text.ts';
import { objectName } from './object-names.ts';
import { timeText } from './time-text.ts';

/** Parts of a text, in OpenSSL's words (`-certopt no_header,no_version,…`). */
export const TEXT_PARTS = [
  'header',
  'version',
  'serial',
  'signame',
  'issuer',
  'validity',
  'subject',
  'pubkey',
  'extensions',
  'sigdump',
  'attributes',
  'aux',
] as const;
export type TextPart = (typeof TEXT_PARTS)[number];

/** Which parts of a certificate or request are shown, and how. */
export interface CertificateTextOptions {
  /** How names are printed; `compatible` is `-nameopt compat`. Default: `NAME_STYLES.oneline`. */
  readonly names?: NameStyle | 'compatible' | undefined;
  /** Parts that are left out. Default: none. */
  readonly omit?: readonly TextPart[] | undefined;
  /** How extensions that cannot be described are shown. Default: `default`. */
  readonly unknownExtensions?: UnknownExtensions | undefined;
}

/** A certificate in OpenSSL's words and layout. Content that OpenSSL decodes and we do not (extensions and key types that this
 * project does not know) is shown as OpenSSL shows unknown content. Unlike OpenSSL's, the text has no control characters but line
 * feeds: they are shown as dots, or escaped.
 * @returns lines, each with its line feed. */
export function certificateText(certificate: Certificate, options: CertificateTextOptions = {}): string {
  assertFields(certificate, 'certificate', 'a Certificate', 'tbs', 'fields', 'notAfter');
  const { names, omit, unknownExtensions } = checked(options);
  const { tbs, fields, version, notBefore, notAfter } = certificate;
  const parts: readonly (readonly [TextPart | undefined, readonly string[]])[] = [
    ['header', ['Certificate:', '    Data:']],
    ['version', [`        Version: ${version} (0x${tbs.version.toString(16)})`]],
    ['serial', serialLines(certificate.serialNumber)],
    ['signame', algorithmLines(tbs.signature)],
    ['issuer', [nameLine('Issuer', tbs.issuer.value, names)]],
    [
      'validity',
      [
        '        Validity',
        `            Not Before: ${timeText(notBefore)}`,
        `            Not After : ${timeText(notAfter)}`,
      ],
    ],
    ['subject', [nameLine('Subject', tbs.subject.value, names)]],
    ['pubkey', publicKeyLines(tbs.subjectPublicKeyInfo)],
    [
      undefined,
      [...uniqueIdLines('Issuer', tbs.issuerUniqueID?.bytes), ...uniqueIdLines('Subject', tbs.subjectUniqueID?.bytes)],
    ],
    ['extensions', extensionsBlock(tbs.extensions, unknownExtensions)],
    ['sigdump', signatureLines(fields.signatureAlgorithm, fields.signature)],
  ];
  return text(kept(parts, omit));
}

const extensionsBlock = (extensions: readonly Extension[] | undefined, unknown: UnknownExtensions): string[] =>
  extensions === undefined ? [] : ['        X509v3 extensions:', ...extensionLines(extensions, 12, unknown)];

/** A request in OpenSSL's words and layout; control characters are as in `certificateText`.
 * @returns lines, each with its line feed. */
export function requestText(request: CertificateRequest, options: CertificateTextOptions = {}): string {
  assertFields(request, 'request', 'a CertificateRequest', 'info', 'fields', 'requestedExtensions');
  const { names, omit, unknownExtensions } = checked(options);
  const { info, fields, requestedExtensions } = request;
  const others = info.attributes.filter(({ values }) => values.kind === 'other');
  const attributes = info.attributes.length === 0 ? ['            (none)'] : others.flatMap(attributeLines);
  return text(
    kept(
      [
        ['header', ['Certificate Request:', '    Data:']],
        ['version', ['        Version: 1 (0x0)']],
        ['subject', [nameLine('Subject', info.subject.value, names)]],
        ['pubkey', publicKeyLines(info.subjectPKInfo)],
        ['attributes', ['        Attributes:', ...attributes]],
        [
          'extensions',
          ['            Requested Extensions:', ...extensionLines(requestedExtensions, 16, unknownExtensions)],
        ],
        ['sigdump', signatureLines(fields.signatureAlgorithm, fields.signature)],
      ],
      omit,
    ),
  );
}

/** @throws UsageError. */
function checked(options: CertificateTextOptions): Required<CertificateTextOptions> & {
  readonly names: NonNullable<CertificateTextOptions['names']>;
  readonly omit: readonly TextPart[];
  readonly unknownExtensions: UnknownExtensions;
} {
  assertOptions(options, 'options', ['names', 'omit', 'unknownExtensions']);
  const { names = NAME_STYLES.oneline, omit = [], unknownExtensions = 'default' } = options;
  assertArray(omit, 'omit');
  if (names !== 'compatible') assertNameStyle(names, 'names');
  return { names, omit, unknownExtensions };
}

const kept = (
  parts: readonly (readonly [TextPart | undefined, readonly string[]])[],
  omit: readonly TextPart[],
): string[] => parts.flatMap(([part, lines]) => (part !== undefined && omit.includes(part) ? [] : lines));

/** X509_NAME_print_ex within a text; `compatible` is X509_NAME_print, which inserts a comma before each part that looks like an
 * attribute. */
function nameLine(label: string, name: Name, style: NameStyle | 'compatible'): string {
  const head = `        ${label}:`;
  if (style === 'compatible') {
    return `${head} ${formatCompatible(name)
      .slice(1)
      .replace(/\/(?=[A-Z]{1,2}=)/g, ', ')}`;
  }
  return style.separator === 'multiline'
    ? `${head}\n${printName(name, style, 12)}`
    : `${head} ${printName(name, style)}`;
}

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

const LONG_MAX = 2n ** 63n;

function serialLines(serial: bigint): string[] {
  const magnitude = serial < 0n ? -serial : serial;
  if (magnitude < LONG_MAX) {
    const sign = serial < 0n ? '-' : '';
    return [`        Serial Number: ${serial} (${sign}0x${magnitude.toString(16)})`];
  }
  const negative = serial < 0n ? ' (Negative)' : '';
  const bytes = signedBytes(magnitude);
  return [
    '        Serial Number:',
    `            ${negative}${hexColumns(bytes[0] === 0 ? bytes.subarray(1) : bytes, 0, bytes.length)[0]}`,
  ];
}

function publicKeyLines(spki: SubjectPublicKeyInfo): string[] {
  const head = [
    '        Subject Public Key Info:',
    `            Public Key Algorithm: ${objectName(spki.algorithm.algorithm)}`,
  ];
  return [...head, ...(publicKeyBody(spki) ?? ['            Unable to load Public Key'])];
}

/** undefined for an unknown key type or a malformed key. */
function publicKeyBody(spki: SubjectPublicKeyInfo): string[] | undefined {
  const key = publicKeyOrUndefined(spki);
  if (key === undefined || key.type === 'unknown') return undefined;
  // A point is shown as encoded, which may be compressed.
  const shown = key.type === 'ec' ? { ...key, point: new Uint8Array(spki.subjectPublicKey.value as Uint8Array) } : key;
  return keyLines(shown, 16);
}

function publicKeyOrUndefined(spki: SubjectPublicKeyInfo): PublicKey | undefined {
  try {
    return publicKeyFromSpki(withNull(spki));
  } catch (error) {
    if (!(error instanceof VitrineError)) throw error;
    return undefined;
  }
}

/** RSASSA-PSS-params of a signature; none for another algorithm. */
function pssLines({ algorithm, parameters }: AlgorithmIdentifier): string[] {
  if (algorithm !== RSASSA_PSS) return [];
  const named = pssParametersOrUndefined(parameters);
  if (named === undefined) return ['        (INVALID PSS PARAMETERS)'];
  const name = (of: string): string => (of === 'sha1' ? 'sha1 (default)' : of);
  const salt = named.saltLength.toString(16).toUpperCase();
  return [
    `        Hash Algorithm: ${name(named.hash)}`,
    `        Mask Algorithm: mgf1 with ${name(named.mgfHash)}`,
    `         Salt Length: 0x${salt.length % 2 === 1 ? '0' : ''}${salt}${named.saltLength === 20 ? ' (default)' : ''}`,
    '        Trailer Field: 0x01 (default)',
  ];
}
const RSASSA_PSS = ALGORITHM_OIDS.rsassaPss;

function pssParametersOrUndefined(parameters: Uint8Array | undefined): NamedPssParameters | undefined {
  try {
    return parameters && decodePssParameters(parameters);
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    return undefined;
  }
}

function uniqueIdLines(of: string, id: Uint8Array | undefined): string[] {
  if (id === undefined) return [];
  const [first = '', ...rest] = hexColumns(id, 12, 18);
  return [`        ${of} Unique ID: ${first}`, ...rest];
}

/** The algorithm in the signed part of a certificate or list. */
export function algorithmLines(algorithm: AlgorithmIdentifier): string[] {
  const pss = pssLines(algorithm);
  return [`        Signature Algorithm: ${objectName(algorithm.algorithm)}${pss.length > 0 ? '        ' : ''}`, ...pss];
}

/** The signature after the signed part. */
export function signatureLines(algorithm: AlgorithmIdentifier, signature: Uint8Array): string[] {
  const pss = pssLines(algorithm);
  return [
    `    Signature Algorithm: ${objectName(algorithm.algorithm)}`,
    `    Signature Value:${pss.length > 0 ? '        ' : ''}`,
    ...pss,
    ...hexColumns(signature, 8, 18),
  ];
}

function attributeLines({ type, values }: RequestAttribute): string[] {
  if (values.kind !== 'other') return [];
  const label = `            ${objectName(type).padEnd(25)}:`;
  return values.value.map((value) => `${label}${attributeText(value)}`);
}

/** The string types that OpenSSL prints: PrintableString, TeletexString, UTF8String and IA5String. */
function attributeText(element: Uint8Array): string {
  const node = decode(derNode, element);
  const isText = 'content' in node && [0x0c, 0x13, 0x14, 0x16].includes(node.tag);
  return isText ? visible(new TextDecoder().decode(node.content)) : 'unable to print attribute';
}
