/** Extensions as the command line and extension files set them: `name = [critical,] value` (openssl x509v3_config(5)). */
import { domainToASCII } from 'node:url';
import { derNode, octetString, oid } from '../asn1/index.ts';
import { OTHER_PURPOSE_OIDS } from '../asn1/internal.ts';
import { hexToBytes } from '../bytes/index.ts';
import { decode, encode } from '../codec/index.ts';
import { keyIdentifier, type PublicKey } from '../keys/index.ts';
import {
  type AuthorityKeyIdentifier,
  attributeTexts,
  DESCRIBED_EXTENSIONS,
  EXTENSIONS,
  type Extension,
  extensionValue,
  type GeneralName,
  KEY_PURPOSES,
  type KeyUsageBit,
  makeExtension,
  type Name,
} from '../x509/index.ts';
import { usageError } from './command.ts';
import {
  certificatePoliciesOf,
  nameConstraintsOf,
  policyConstraintsOf,
  policyMappingsOf,
  skipCerts,
} from './constraint-settings.ts';
import { generalNameOf, generalNamesOf, kindOf, type NamedValue, pairs, words } from './general-name-settings.ts';
import { accessDescriptionsOf, distributionPointsOf } from './location-settings.ts';

/** A setting, not yet interpreted. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  /** The settings of a section that the value names; undefined if there is no configuration file. */
  readonly section?: ((name: string) => readonly Setting[]) | undefined;
}

/** Splits `subjectAltName=DNS:a`. @throws CliError `usage`. */
export function parseSetting(text: string): Setting {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(at, 0)).trim();
  if (!/^[A-Za-z0-9.]+$/.test(name)) throw usageError(`an extension is name=value, not ${JSON.stringify(text)}`);
  return { name, value: text.slice(at + 1).trim() };
}

/** The data that the values of settings may refer to. */
export interface Subject {
  /** For `email:copy`. */
  readonly name: Name;
  /** For `subjectKeyIdentifier = hash`. */
  readonly publicKey: PublicKey;
  /** For `authorityKeyIdentifier`. undefined in a request, which has no issuer yet: the setting is checked, but yields no extension. */
  readonly issuer?: Issuer | undefined;
}

/** The parts of the issuer's certificate that an authority key identifier names. */
export interface Issuer {
  /** Its subject key identifier, if it has one. */
  readonly keyIdentifier: Uint8Array | undefined;
  /** The issuer in that certificate. */
  readonly issuer: Name;
  readonly serialNumber: bigint;
}

/** The extensions of some settings. The value `none` yields no extension; `identifiersLeftOut` keeps the issuing code from adding it.
 * @throws CliError `usage`; the errors of parsing the values. */
export const settingsToExtensions = (settings: readonly Setting[], subject: Subject): Extension[] =>
  settings.flatMap((setting) => toExtension(setting, subject) ?? []);

/** The key identifiers that settings leave out by `none` (x509v3_config(5)). */
export const identifiersLeftOut = (settings: readonly Setting[]) =>
  (['subjectKeyIdentifier', 'authorityKeyIdentifier'] as const).filter((id) =>
    settings.some(({ name, value }) => name === id && /^(critical\s*,\s*)?none$/.test(value)),
  );

/** The extensions of a certificate that its own key signs: it is its own issuer. */
export function settingsToOwnExtensions(
  settings: readonly Setting[],
  subject: Subject,
  serialNumber: bigint,
): Extension[] {
  const own = extensionValue(settingsToExtensions(settings, subject), 'subjectKeyIdentifier');
  const issuer = { keyIdentifier: own ?? keyIdentifier(subject.publicKey), issuer: subject.name, serialNumber };
  return settingsToExtensions(settings, { ...subject, issuer });
}

function toExtension({ name, value: given, section }: Setting, subject: Subject): Extension | undefined {
  const critical = /^critical\s*,\s*/.exec(given);
  const value = critical === null ? given : given.slice(critical[0].length);
  const isCritical = critical !== null;
  if (value.startsWith('DER:') || value.startsWith('ASN1:')) return ofBytes(name, isCritical, value);
  const make = Object.hasOwn(MAKERS, name) ? MAKERS[name] : undefined;
  if (make === undefined) {
    const names = Object.keys(MAKERS).join(', ');
    throw usageError(`no extension ${name} can be set; there are ${names}, and any by its OID with DER:…`);
  }
  return make({ value, section, subject, critical: isCritical });
}

interface Given {
  readonly value: string;
  readonly section: Setting['section'];
  readonly subject: Subject;
  readonly critical: boolean;
}

/** What makes an extension of a setting, by OpenSSL's name of it. */
const MAKERS: Readonly<Record<string, (given: Given) => Extension | undefined>> = {
  subjectKeyIdentifier: ({ value, critical, subject }) =>
    value === 'none'
      ? undefined
      : makeExtension('subjectKeyIdentifier', critical, subjectKeyIdentifier(value, subject.publicKey)),
  keyUsage: ({ value, critical, section }) =>
    makeExtension('keyUsage', critical, keyUsage(pairs(value, section).map(wordOf))),
  subjectAltName: ({ value, critical, section, subject }) =>
    makeExtension('subjectAltName', critical, alternativeNames(pairs(value, section), subject.name, section)),
  basicConstraints: ({ value, critical, section }) =>
    makeExtension('basicConstraints', critical, basicConstraints(pairs(value, section))),
  authorityKeyIdentifier: ({ value, critical, subject }) => {
    const identifier = authorityKeyIdentifier(value, subject.issuer);
    return identifier && makeExtension('authorityKeyIdentifier', critical, identifier);
  },
  extendedKeyUsage: ({ value, critical, section }) =>
    makeExtension('extKeyUsage', critical, pairs(value, section).map(wordOf).map(purpose)),
  nameConstraints: ({ value, critical, section }) =>
    makeExtension('nameConstraints', critical, nameConstraintsOf(value, section)),
  certificatePolicies: ({ value, critical, section }) =>
    makeExtension('certificatePolicies', critical, certificatePoliciesOf(value, section)),
  policyMappings: ({ value, critical, section }) =>
    makeExtension('policyMappings', critical, policyMappingsOf(value, section)),
  policyConstraints: ({ value, critical, section }) =>
    makeExtension('policyConstraints', critical, policyConstraintsOf(value, section)),
  inhibitAnyPolicy: ({ value, critical }) =>
    makeExtension('inhibitAnyPolicy', critical, skipCerts(value, 'inhibitAnyPolicy')),
  authorityInfoAccess: ({ value, critical, section }) =>
    makeExtension('authorityInfoAccess', critical, accessDescriptionsOf(value, section)),
  crlDistributionPoints: ({ value, critical, section }) =>
    makeExtension('cRLDistributionPoints', critical, distributionPointsOf(value, section)),
  freshestCRL: ({ value, critical, section }) =>
    makeExtension('freshestCRL', critical, distributionPointsOf(value, section)),
  issuerAltName: ({ value, critical, section }) =>
    makeExtension('issuerAltName', critical, generalNamesOf(value, section)),
  tlsfeature: ({ value, critical }) => makeExtension('tlsFeature', critical, words(value).map(tlsFeature)),
  nsComment: ({ value, critical }) => makeExtension('netscapeComment', critical, value),
  noCheck: ({ critical }) => makeExtension('ocspNoCheck', critical, null),
};

/** The extension of an OID, by its value in DER in hexadecimal. That of a known extension is read as its structure has it.
 * @throws CliError `usage`; DecodeError for what is no DER, or no value of that extension. */
function ofBytes(name: string, critical: boolean, value: string): Extension {
  if (value.startsWith('ASN1:')) throw usageError(`${name}: ASN1:… is not supported; give the bytes, as DER:0c0161`);
  if (!/^\d+(\.\d+)+$/.test(name))
    throw usageError(`${name}: DER:… goes with the OID of an extension, as 2.5.29.15 = DER:03020780`);
  encode(oid, name);
  const bytes = hexToBytes(value.slice('DER:'.length).replaceAll(':', ''));
  decode(derNode, bytes);
  const described = Object.values(DESCRIBED_EXTENSIONS).find(({ id }) => id === name);
  if (described !== undefined) decode<unknown>(described.codec, bytes);
  const known = Object.entries(EXTENSIONS).find(([, { id }]) => id === name);
  const typed = known && { kind: known[0], value: decode<unknown>(known[1].codec, encode(octetString, bytes)) };
  return { extnID: name, critical, extnValue: (typed ?? { kind: 'other', value: bytes }) as Extension['extnValue'] };
}

/** In a section, the words of a list are the values: `usage.1 = serverAuth`, or names without a value. */
const wordOf = ({ name, value }: NamedValue): string => (value === '' ? name : value);

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  y: true,
  yes: true,
  false: false,
  n: false,
  no: false,
};

function basicConstraints(settings: readonly NamedValue[]): { cA: boolean; pathLenConstraint?: number } {
  let cA = false;
  let pathLenConstraint: number | undefined;
  for (const { name, value } of settings) {
    const yes =
      name === 'CA' && Object.hasOwn(BOOLEANS, value.toLowerCase()) ? BOOLEANS[value.toLowerCase()] : undefined;
    if (yes !== undefined) cA = yes;
    else if (name === 'pathlen') pathLenConstraint = pathLength(value);
    else {
      const given = JSON.stringify([name, value].filter(Boolean).join(':'));
      throw usageError(`basicConstraints is CA:TRUE or CA:FALSE, and pathlen:N, not ${given}`);
    }
  }
  // RFC 5280 §4.2.1.9: pathLenConstraint only where cA is asserted.
  if (pathLenConstraint !== undefined && !cA) throw usageError('basicConstraints has pathlen:N only with CA:TRUE');
  return { cA, ...(pathLenConstraint !== undefined && { pathLenConstraint }) };
}

function pathLength(value: string): number {
  if (/^(?:\d{1,15}|0x[0-9a-f]{1,12})$/i.test(value)) return Number(value);
  throw usageError(`basicConstraints: pathlen is a number that is not negative, not ${JSON.stringify(value)}`);
}

const TLS_FEATURES: Readonly<Record<string, number>> = { status_request: 5, status_request_v2: 17 };

function tlsFeature(word: string): number {
  if (Object.hasOwn(TLS_FEATURES, word)) return TLS_FEATURES[word];
  if (/^\d{1,5}$/.test(word)) return Number(word);
  throw usageError(
    `tlsfeature is ${Object.keys(TLS_FEATURES).join(', ')} or the number of a TLS extension, not ${JSON.stringify(word)}`,
  );
}

const KEY_USAGE: Readonly<Record<KeyUsageBit, true>> = {
  digitalSignature: true,
  nonRepudiation: true,
  keyEncipherment: true,
  dataEncipherment: true,
  keyAgreement: true,
  keyCertSign: true,
  cRLSign: true,
  encipherOnly: true,
  decipherOnly: true,
};

/** Each bit once, however often it is given. */
const keyUsage = (given: readonly string[]): KeyUsageBit[] => [...new Set(given.map(keyUsageBit))];

function keyUsageBit(word: string): KeyUsageBit {
  if (Object.hasOwn(KEY_USAGE, word)) return word as KeyUsageBit;
  throw usageError(`no keyUsage ${JSON.stringify(word)}; there are ${Object.keys(KEY_USAGE).join(', ')}`);
}

function purpose(word: string): string {
  if (Object.hasOwn(KEY_PURPOSES, word)) return KEY_PURPOSES[word as keyof typeof KEY_PURPOSES];
  if (Object.hasOwn(OTHER_PURPOSE_OIDS, word)) return OTHER_PURPOSE_OIDS[word as keyof typeof OTHER_PURPOSE_OIDS];
  if (/^\d+(\.\d+)+$/.test(word)) {
    // An invalid value is refused here, not when the extension is encoded.
    encode(oid, word);
    return word;
  }
  throw usageError(
    `no extendedKeyUsage ${JSON.stringify(word)}; there are ${Object.keys(KEY_PURPOSES).join(', ')} and OIDs`,
  );
}

/** `DNS:a, email:copy`. @throws X509Error `general-name-syntax`; CliError `usage`. */
const alternativeNames = (given: readonly NamedValue[], subject: Name, section: Setting['section']): GeneralName[] =>
  given.flatMap(({ name, value }) => {
    const kind = kindOf(name);
    if (kind === 'email' && value === 'copy') return emailAddresses(subject);
    if (kind === 'email' && !isAddress(value)) {
      throw usageError(
        `email: takes local@domain or copy (the addresses of the subject), not ${JSON.stringify(value)}`,
      );
    }
    if (/^(?:DNS|email|URI)$/.test(kind) && /[^\x20-\x7e]/.test(value)) {
      const shown = JSON.stringify(`${kind}:${value}`);
      const what = kind === 'DNS' ? 'is an internationalized name' : 'is not ASCII';
      throw usageError(`${shown} ${what}: give its ASCII form, ${kind}:${asciiForm(kind, value)}`);
    }
    return generalNameOf(kind, value, section);
  });

/** A name with its host in A-labels (RFC 5890 §2.3.2.1); what else is not ASCII has no such form here. */
function asciiForm(kind: string, value: string): string {
  if (kind === 'URI') return URL.canParse(value) ? new URL(value).href : 'xn--…';
  const at = kind === 'email' ? value.lastIndexOf('@') + 1 : 0;
  return value.slice(0, at) + (domainToASCII(value.slice(at)) || 'xn--…');
}

/** local@domain, the domain after the last @. */
function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  return at > 0 && !/^[\s@]/.test(text) && /^[^\s@]+$/.test(text.slice(at + 1));
}

/** What `email:copy` stands for (x509v3_config(5)). */
function emailAddresses(subject: Name): GeneralName[] {
  const addresses = attributeTexts(subject, 'emailAddress');
  if (addresses.length === 0) throw usageError('email:copy finds no emailAddress in the subject');
  return addresses.map((value) => ({ kind: 'rfc822Name', value }));
}

/** x509v3_config(5): `keyid` copies the issuer's subject key identifier if there is one, and `keyid:always` requires it; `issuer`
 * names the issuer's certificate if `keyid` yields nothing, and `issuer:always` names it in any case.
 * @returns undefined if the issuing code should add the identifier of the issuer's key. */
function authorityKeyIdentifier(value: string, issuer: Issuer | undefined): AuthorityKeyIdentifier | undefined {
  const given = new Set(words(value).map((word) => word.replace(/\s*:\s*/, ':')));
  const unknown = [...given].find((word) => !AUTHORITY_WORDS.includes(word));
  if (unknown !== undefined || (given.has('none') && given.size > 1)) {
    throw usageError(
      `authorityKeyIdentifier is keyid and issuer, each with :always or without, or none, not ${JSON.stringify(value)}`,
    );
  }
  if (issuer === undefined || given.has('none')) return undefined;
  const { keyIdentifier } = issuer;
  if (given.has('keyid:always') && keyIdentifier === undefined) {
    throw usageError('keyid:always: the certificate of the CA has no subjectKeyIdentifier');
  }
  const namesKey = (given.has('keyid') || given.has('keyid:always')) && keyIdentifier !== undefined;
  const namesIssuer = given.has('issuer:always') || (given.has('issuer') && !namesKey);
  if (!namesKey && !namesIssuer) return undefined;
  return {
    ...(namesKey && { keyIdentifier }),
    ...(namesIssuer && {
      authorityCertIssuer: [{ kind: 'directoryName', value: issuer.issuer }],
      authorityCertSerialNumber: issuer.serialNumber,
    }),
  };
}
const AUTHORITY_WORDS = ['keyid', 'keyid:always', 'issuer', 'issuer:always', 'none'];

function subjectKeyIdentifier(value: string, publicKey: PublicKey): Uint8Array {
  if (value === 'hash') return keyIdentifier(publicKey);
  if (value === '') throw usageError('subjectKeyIdentifier is hash, none, or hexadecimal digits');
  return hexToBytes(value.replaceAll(':', ''));
}

/** One list after another; of several extensions with one OID, the last counts. */
export function overlay(...lists: readonly (readonly Extension[])[]): Extension[] {
  const byOid = new Map<string, Extension>();
  for (const one of lists.flat()) byOid.set(one.extnID, one);
  return [...byOid.values()];
}
