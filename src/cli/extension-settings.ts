/** Extensions as the command line and extension files set them: `name = [critical,] value` (openssl x509v3_config(5)). */
import { oid } from '../asn1/index.ts';
import { hexToBytes } from '../bytes/index.ts';
import { encode } from '../codec/index.ts';
import { keyIdentifier, type PublicKey } from '../keys/index.ts';
import {
  EXTENSIONS,
  type Extension,
  KEY_PURPOSES,
  type KeyUsageBit,
  makeExtension,
  parseGeneralNames,
} from '../x509/index.ts';
import { integerValue } from './arguments.ts';
import { usageError } from './command.ts';

/** A setting as it was given. */
export interface Setting {
  readonly name: string;
  readonly value: string;
}

/** Splits `subjectAltName=DNS:a`. @throws CliError `usage`. */
export function parseSetting(text: string): Setting {
  const [, name, value] = /^\s*([A-Za-z0-9.]+)\s*=\s*(.*?)\s*$/s.exec(text) ?? [];
  if (name === undefined) throw usageError(`an extension is name=value, not ${JSON.stringify(text)}`);
  return { name, value };
}

/** The extensions of some settings; `none`, and `authorityKeyIdentifier = keyid`, which is made when a certificate is, give none.
 * @param publicKey - of the subject, for `subjectKeyIdentifier = hash`.
 * @throws CliError `usage`; what the values are made of throws. */
export const settingsToExtensions = (settings: readonly Setting[], publicKey: PublicKey): Extension[] =>
  settings.flatMap((setting) => toExtension(setting, publicKey) ?? []);

function toExtension({ name, value: given }: Setting, publicKey: PublicKey): Extension | undefined {
  const critical = /^critical\s*,\s*/.exec(given);
  const value = critical === null ? given : given.slice(critical[0].length);
  const isCritical = critical !== null;
  switch (name) {
    case 'subjectAltName':
      return makeExtension(name, isCritical, parseGeneralNames(value));
    case 'basicConstraints':
      return makeExtension(name, isCritical, basicConstraints(value));
    case 'keyUsage':
      return makeExtension(name, isCritical, words(value).map(keyUsageBit));
    case 'extendedKeyUsage':
      return makeExtension('extKeyUsage', isCritical, words(value).map(purpose));
    case 'subjectKeyIdentifier':
      return value === 'none' ? undefined : makeExtension(name, isCritical, subjectKeyIdentifier(value, publicKey));
    case 'authorityKeyIdentifier':
      if (/^(none|keyid(:always)?)$/.test(value)) return undefined;
      throw usageError(`authorityKeyIdentifier is keyid or none here, not ${JSON.stringify(value)}`);
    default:
      throw usageError(`no extension ${name} can be set; there are ${SETTABLE.join(', ')}`);
  }
}

const SETTABLE = Object.keys(EXTENSIONS).map((name) => (name === 'extKeyUsage' ? 'extendedKeyUsage' : name));

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
    // Refused here, if it is none, and not when the extension is encoded.
    encode(oid, word);
    return word;
  }
  throw usageError(
    `no extendedKeyUsage ${JSON.stringify(word)}; there are ${Object.keys(KEY_PURPOSES).join(', ')} and OIDs`,
  );
}

function subjectKeyIdentifier(value: string, publicKey: PublicKey): Uint8Array {
  if (value === 'hash') return keyIdentifier(publicKey);
  if (value === '') throw usageError('subjectKeyIdentifier is hash, none, or hexadecimal digits');
  return hexToBytes(value.replaceAll(':', ''));
}

/** One list after another; of two extensions with one OID the later counts. */
export function overlay(...lists: readonly (readonly Extension[])[]): Extension[] {
  const byOid = new Map<string, Extension>();
  for (const one of lists.flat()) byOid.set(one.extnID, one);
  return [...byOid.values()];
}
