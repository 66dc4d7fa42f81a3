/** General names as text, in the command line's form: `DNS:kubernetes,IP:10.96.0.1` (openssl x509v3_config(5), subjectAltName). */
import { assertFields, assertString, UsageError } from '../../bytes/index.ts';
import { encode } from '../../codec/index.ts';
import { X509Error } from '../errors.ts';
import { type GeneralName, generalName } from './general-name.ts';
import { formatIpAddress, parseIpAddress } from './ip-address.ts';
import { formatOneline } from './name-text.ts';

const RULE = 'openssl x509v3_config(5)';

/** Parses a comma-separated list of `DNS:`, `IP:`, `URI:`, `email:` and `RID:` entries, in OpenSSL's spelling.
 * @throws X509Error `general-name-syntax`; EncodeError for a character or an OID that the type does not allow. */
export function parseGeneralNames(text: string): GeneralName[] {
  if (typeof text !== 'string') throw new UsageError('wrong-type', 'text', `must be a string, got ${typeof text}`);
  return text.split(',').map((one) => parseGeneralName(one.trim()));
}

function parseGeneralName(text: string): GeneralName {
  const colon = text.indexOf(':');
  const parsed = colon < 0 ? undefined : fromParts(text.slice(0, colon), text.slice(colon + 1));
  if (parsed === undefined) {
    const message = `${JSON.stringify(text.slice(0, 80))} is not one of DNS:name, IP:address, URI:uri, email:address, RID:oid`;
    throw new X509Error('general-name-syntax', message, RULE);
  }
  encode(generalName, parsed);
  return parsed;
}

function fromParts(kind: string, value: string): GeneralName | undefined {
  if (value === '') return undefined;
  switch (kind) {
    case 'DNS':
      return { kind: 'dNSName', value };
    case 'IP': {
      const bytes = parseIpAddress(value);
      return bytes && { kind: 'iPAddress', value: bytes };
    }
    case 'URI':
      return { kind: 'uniformResourceIdentifier', value };
    case 'email':
      return { kind: 'rfc822Name', value };
    case 'RID':
      return { kind: 'registeredID', value };
    default:
      return undefined;
  }
}

function text(value: unknown): string {
  assertString(value, 'of.value');
  return value;
}

/** Formats one general name in the same syntax; for kinds that `parseGeneralNames` does not read, only the kind is shown. */
export function formatGeneralName(of: GeneralName): string {
  if (typeof of?.kind !== 'string') throw new UsageError('wrong-type', 'of', 'must be a GeneralName');
  switch (of.kind) {
    case 'dNSName':
      return `DNS:${text(of.value)}`;
    case 'iPAddress':
      return `IP:${formatIpAddress(of.value)}`;
    case 'uniformResourceIdentifier':
      return `URI:${text(of.value)}`;
    case 'rfc822Name':
      return `email:${text(of.value)}`;
    case 'registeredID':
      return `RID:${text(of.value)}`;
    case 'directoryName':
      return `dirName:${formatOneline(of.value)}`;
    case 'otherName':
      assertFields(of.value, 'of.value', 'the value of an otherName', 'typeId');
      return `otherName:${text(of.value.typeId)}`;
    case 'ediPartyName':
    case 'x400Address':
      return of.kind;
  }
}
