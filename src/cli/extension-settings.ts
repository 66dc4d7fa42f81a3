/** Extensions as the command line and extension files set them: `name = [critical,] value` (openssl x509v3_config(5)). */
import { domainToASCII } from 'node:url';
import { oid } from '../asn1/index.ts';
import { hexToBytes } from '../bytes/index.ts';
import { encode } from '../codec/index.ts';
import { keyIdentifier, type PublicKey } from '../keys/index.ts';
import {
  type AuthorityKeyIdentifier,
  attributeTexts,
  EXTENSIONS,
  type Extension,
  extensionValue,
  type GeneralName,
  KEY_PURPOSES,
  type KeyUsageBit,
  makeExtension,
  type Name,
  parseGeneralNames,
} from '../x509/index.ts';
import { integerValue } from './arguments.ts';
import { usageError } from './command.ts';
import {
  certificatePoliciesOf,
  nameConstraintsOf,
  policyConstraintsOf,
  policyMappingsOf,
  skipCerts,
} from './constraint-settings.ts';

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

/** The extensions of some settings. The value `none` yields no extension, and leaves the key identifier to the issuing code.
 * @throws CliError `usage`; the errors of parsing the values. */
export const settingsToExtensions = (settings: readonly Setting[], subject: Subject): Extension[] =>
  settings.flatMap((setting) => toExtension(setting, subject) ?? []);

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
  switch (name) {
    case 'subjectAltName':
      return makeExtension(name, isCritical, alternativeNames(value, subject.name));
    case 'basicConstraints':
      return makeExtension(name, isCritical, basicConstraints(value));
    case 'keyUsage':
      return makeExtension(name, isCritical, words(value).map(keyUsageBit));
    case 'extendedKeyUsage':
      return makeExtension('extKeyUsage', isCritical, words(value).map(purpose));
    case 'subjectKeyIdentifier':
      return value === 'none'
        ? undefined
        : makeExtension(name, isCritical, subjectKeyIdentifier(value, subject.publicKey));
    case 'authorityKeyIdentifier': {
      const identifier = authorityKeyIdentifier(value, subject.issuer);
      return identifier && makeExtension(name, isCritical, identifier);
    }
    case 'nameConstraints':
      return makeExtension(name, isCritical, nameConstraintsOf(value, section));
    case 'certificatePolicies':
      return makeExtension(name, isCritical, certificatePoliciesOf(value, section));
    case 'policyMappings':
      return makeExtension(name, isCritical, policyMappingsOf(value, section));
    case 'policyConstraints':
      return makeExtension(name, isCritical, policyConstraintsOf(value, section));
    case 'inhibitAnyPolicy':
      return makeExtension(name, isCritical, skipCerts(value, name));
    default:
      throw usageError(`no extension ${name} can be set; there are ${SETTABLE.join(', ')}`);
  }
}

const SETTABLE = [
  ...Object.keys(EXTENSIONS).map((name) => (name === 'extKeyUsage' ? 'extendedKeyUsage' : name)),
  'nameConstraints',
  'certificatePolicies',
  'policyMappings',
  'policyConstraints',
  'inhibitAnyPolicy',
];

const words = (value: string): string[] => value.split(',').map((word) => word.trim());

function basicConstraints(value: string): { cA: boolean; pathLenConstraint?: number } {
  let cA = false;
  let pathLenConstraint: number | undefined;
  for (const word of words(value)) {
    const [key, setting = ''] = word.split(':');
    if (key === 'CA' && /^(true|false)$/i.test(setting)) cA = setting.toLowerCase() === 'true';
    else if (key === 'pathlen') pathLenConstraint = integerValue(setting, 'addext basicConstraints pathlen', 0);
    else throw usageError(`basicConstraints is CA:TRUE or CA:FALSE, and pathlen:N, not ${JSON.stringify(word)}`);
  }
  // RFC 5280 §4.2.1.9: pathLenConstraint only where cA is asserted.
  if (pathLenConstraint !== undefined && !cA) throw usageError('basicConstraints has pathlen:N only with CA:TRUE');
  return { cA, ...(pathLenConstraint !== undefined && { pathLenConstraint }) };
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

function keyUsageBit(word: string): KeyUsageBit {
  if (Object.hasOwn(KEY_USAGE, word)) return word as KeyUsageBit;
  throw usageError(`no keyUsage ${JSON.stringify(word)}; there are ${Object.keys(KEY_USAGE).join(', ')}`);
}

function purpose(word: string): string {
  if (Object.hasOwn(KEY_PURPOSES, word)) return KEY_PURPOSES[word as keyof typeof KEY_PURPOSES];
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
const alternativeNames = (value: string, subject: Name): GeneralName[] =>
  words(value).flatMap((word) => {
    const address = /^email:(.*)$/s.exec(word)?.[1];
    if (address === 'copy') return emailAddresses(subject);
    if (address !== undefined && !isAddress(address)) {
      throw usageError(
        `email: takes local@domain or copy (the addresses of the subject), not ${JSON.stringify(address)}`,
      );
    }
    const ascii = word.startsWith('DNS:') ? word.slice(4) : '';
    if (/[^\x20-\x7e]/.test(ascii)) {
      const form = domainToASCII(ascii) || 'xn--…';
      throw usageError(`${JSON.stringify(word)} is an internationalized name: give its ASCII form, DNS:${form}`);
    }
    return parseGeneralNames(word);
  });

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
  const given = new Set(words(value));
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
