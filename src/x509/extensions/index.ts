/** The extensions that validation uses: OID and codec of each, and the codec `Extension` built on them. */

import {
  boolean,
  type Element,
  octetString,
  octetStringContaining,
  oid,
  sequence,
  sequenceOf,
  withDefault,
} from '../../asn1/index.ts';
import { EXTENSION_OIDS } from '../../asn1/internal.ts';
import { assertArray } from '../../bytes/index.ts';
import { type Codec, named, openType, type ValueOf } from '../../codec/index.ts';
import { basicConstraints } from './basic-constraints.ts';
import { extKeyUsage } from './ext-key-usage.ts';
import { authorityKeyIdentifier, subjectKeyIdentifier } from './key-identifier.ts';
import { keyUsage } from './key-usage.ts';
import { subjectAltName } from './subject-alt-name.ts';

const row = <T>(id: string, value: Codec<T>): { readonly id: string; readonly codec: Codec<T> } => ({
  id,
  codec: octetStringContaining(value),
});

/** By their names in RFC 5280. */
export const EXTENSIONS = {
  subjectKeyIdentifier: row(EXTENSION_OIDS.subjectKeyIdentifier, subjectKeyIdentifier),
  keyUsage: row(EXTENSION_OIDS.keyUsage, keyUsage),
  subjectAltName: row(EXTENSION_OIDS.subjectAltName, subjectAltName),
  basicConstraints: row(EXTENSION_OIDS.basicConstraints, basicConstraints),
  authorityKeyIdentifier: row(EXTENSION_OIDS.authorityKeyIdentifier, authorityKeyIdentifier),
  extKeyUsage: row(EXTENSION_OIDS.extKeyUsage, extKeyUsage),
};
export type ExtensionKind = keyof typeof EXTENSIONS;
/** The value of an extension by its name. */
export type ExtensionValue<K extends ExtensionKind> = ValueOf<(typeof EXTENSIONS)[K]['codec']>;

const describedExtension = sequence('Extension', 'RFC 5280 §4.2', {
  extnID: oid,
  critical: withDefault(boolean, false),
  extnValue: openType('extnID', EXTENSIONS, octetString),
});
export interface Extension extends ValueOf<typeof describedExtension> {}
/** Extension. One with an unknown OID keeps its bytes, with `kind: 'other'`. */
export const extension: Element<Extension> = describedExtension;

/** Extensions: at least one. */
export const extensions = named('Extensions', sequenceOf(extension, 1));

/** The value of the first extension of a kind, or undefined where there is none. */
export function extensionValue<K extends ExtensionKind>(
  of: readonly Extension[],
  kind: K,
): ExtensionValue<K> | undefined {
  assertArray(of, 'of');
  const found = of.find((one) => one?.extnValue?.kind === kind);
  return found?.extnValue?.value as ExtensionValue<K> | undefined;
}
