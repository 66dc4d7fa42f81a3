/** Lists of values and of general names in the syntax of x509v3_config(5): `DNS:a, IP:10.0.0.1`, or `@section` with `DNS.1 = a`. */
import { ia5String, utf8String } from '../asn1/index.ts';
import { encode } from '../codec/index.ts';
import {
  type AttributeText,
  type Extension,
  extensionValue,
  formatGeneralName,
  type GeneralName,
  makeName,
  type Name,
  parseGeneralNames,
  parseIpAddress,
  X509Error,
} from '../x509/index.ts';
import { usageError } from './command.ts';
import type { Context } from './context.ts';

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}
/** Settings of a section, by its name; undefined if there is no configuration file. */
export type Sections = ((name: string) => readonly NamedValue[]) | undefined;

export function section(name: string, sections: Sections): readonly NamedValue[] {
  if (sections === undefined)
    throw usageError(`@${name} names a section of an extension file, but no extension file is given`);
  return sections(name);
}

export const words = (value: string): string[] => value.split(',').map((word) => word.trim());

/** `a:b, c`, or the settings of `@section`, whose values may have commas. A word without a colon is a value without a name. */
export function pairs(value: string, sections: Sections): NamedValue[] {
  if (value.startsWith('@')) return [...section(value.slice(1), sections)];
  return words(value).map((word) => {
    const colon = word.indexOf(':');
    return { name: word.slice(0, Math.max(0, colon)).trim(), value: word.slice(colon + 1).trim() };
  });
}

/** The kind in a name of a section: `DNS.1` is one of several `DNS`. */
export const kindOf = (name: string): string => name.replace(/\..*/s, '');

/** General names of every kind that can be written. @throws X509Error `general-name-syntax`; CliError `usage`. */
export const generalNamesOf = (value: string, sections: Sections): GeneralName[] =>
  pairs(value, sections).map((pair) => generalNameOf(kindOf(pair.name), pair.value, sections));

/** @param kind - such as `DNS`. @throws as `generalNamesOf`. */
export function generalNameOf(kind: string, value: string, sections: Sections): GeneralName {
  if (kind === 'dirName') return { kind: 'directoryName', value: directoryName(section(value, sections)) };
  if (kind === 'otherName') return { kind: 'otherName', value: otherName(value) };
  if (!KINDS.includes(kind) || value === '') {
    const given = kind === '' ? value : `${kind}:${value}`;
    throw new X509Error('general-name-syntax', `${JSON.stringify(given.slice(0, 80))} is not one of ${FORMS}`, RULE);
  }
  // The only kind whose values have commas.
  if (kind === 'URI') return { kind: 'uniformResourceIdentifier', value };
  if (value.includes(',')) throw usageError(`no ${kind} has a comma in it: ${JSON.stringify(value.slice(0, 80))}`);
  return parseGeneralNames(`${kind}:${value}`)[0];
}

const KINDS = ['DNS', 'IP', 'URI', 'email', 'RID'];
const FORMS = 'DNS:name, IP:address, URI:uri, email:address, RID:oid, dirName:section, otherName:OID;UTF8:text';
const RULE = 'openssl x509v3_config(5)';

/** Warns of DNS names that clients find in no certificate: OpenSSL writes them without a word, and so do we, since some scripts ask for them
 * beside the right ones. */
export async function noteNoDnsNames(context: Context, extensions: readonly Extension[]): Promise<void> {
  const names = extensionValue(extensions, 'subjectAltName') ?? [];
  for (const name of names.slice(0, MOST_NAMES)) {
    const why = name.kind === 'dNSName' ? noDnsName(name.value) : undefined;
    if (why !== undefined) await context.note(`warning: ${formatGeneralName(name)} ${why}`);
  }
}

/** Names that are looked at: a certificate may have thousands. */
const MOST_NAMES = 100;

/** What a DNS name is instead (RFC 5280 §4.2.1.6, RFC 9525 §6); undefined for others. */
function noDnsName(value: string): string | undefined {
  if (parseIpAddress(value.replace(/^\[(.*)\]$/, '$1')) !== undefined)
    return 'is an address, and clients compare addresses with IP: names alone';
  return /[:/]/.test(value)
    ? 'is more than a name, and clients compare the name alone, without scheme and port'
    : undefined;
}

/** `CN = a`, `1.OU = b`; a `+` before the type adds the attribute to the previous RDN. */
export function directoryName(settings: readonly NamedValue[]): Name {
  const rdns: AttributeText[][] = [];
  for (const { name, value } of settings) {
    const type = name.replace(/^[^:,.]*[:,.](?=[A-Za-z+])/s, '');
    if (type.startsWith('+') && rdns.length > 0) rdns.at(-1)!.push([type.slice(1), value]);
    else rdns.push([[type, value]]);
  }
  return makeName(...rdns);
}

type OtherName = Extract<GeneralName, { readonly kind: 'otherName' }>['value'];

/** `1.2.3.4;UTF8:text`, of the types of ASN1_generate_nconf(3) those that names have. */
function otherName(text: string): OtherName {
  const [, typeId, type, value] = /^([\d.]+)\s*;\s*(UTF8|UTF8String|IA5|IA5STRING):(.*)$/s.exec(text) ?? [];
  if (typeId !== undefined) return { typeId, value: encode(type.startsWith('UTF8') ? utf8String : ia5String, value) };
  throw usageError(`otherName takes OID;UTF8:text or OID;IA5:text, not ${JSON.stringify(text.slice(0, 80))}`);
}
