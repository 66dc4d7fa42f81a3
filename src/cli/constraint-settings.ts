/** The values of nameConstraints and of the extensions about policies, in the syntax of x509v3_config(5). */

import { oid } from '../asn1/index.ts';
import { POLICY_OIDS } from '../asn1/internal.ts';
import { encode } from '../codec/index.ts';
import {
  type CertificatePolicies,
  type NameConstraints,
  type PolicyConstraints,
  type PolicyMappings,
  parseIpAddress,
} from '../x509/index.ts';
import { usageError } from './command.ts';
import {
  generalNameOf,
  kindOf,
  type NamedValue,
  pairs,
  type Sections,
  section,
  words,
} from './general-name-settings.ts';

type Subtree = NonNullable<NameConstraints['permittedSubtrees']>[number];

/** `permitted;DNS:a.example, excluded;IP:10.0.0.0/255.0.0.0, permitted;dirName:section`. */
export function nameConstraintsOf(value: string, sections: Sections): NameConstraints {
  const lists = { permitted: [] as Subtree[], excluded: [] as Subtree[] };
  for (const { name, value: base } of pairs(value, sections)) {
    const [, list, kind] = /^(permitted|excluded)\s*;\s*([A-Za-z]+)(?:\.[^;]*)?$/s.exec(name) ?? [];
    if (list === undefined) {
      const form = 'permitted;KIND:value or excluded;KIND:value, with DNS, IP, email, URI, RID or dirName';
      throw usageError(`nameConstraints is a list of ${form}, not ${JSON.stringify((name || base).slice(0, 80))}`);
    }
    lists[list as keyof typeof lists].push({ base: subtreeBaseOf(kind, base, sections), minimum: 0n });
  }
  return {
    ...(lists.permitted.length > 0 && { permittedSubtrees: lists.permitted }),
    ...(lists.excluded.length > 0 && { excludedSubtrees: lists.excluded }),
  };
}

function subtreeBaseOf(kind: string, value: string, sections: Sections): Subtree['base'] {
  if (kind === 'IP') return { kind: 'iPAddress', value: range(value) };
  // The empty name constrains all names of its form.
  if (value === '' && kind === 'DNS') return { kind: 'dNSName', value };
  if (value === '' && kind === 'email') return { kind: 'rfc822Name', value };
  if (value === '' && kind === 'URI') return { kind: 'uniformResourceIdentifier', value };
  return generalNameOf(kind, value, sections);
}

/** As in OpenSSL, the mask is an address: `10.0.0.0/255.0.0.0`. */
function range(value: string): Uint8Array {
  const [address, mask, more] = value.split('/', 3);
  const parts = [address, mask ?? ''].map((part) => parseIpAddress(part));
  if (more !== undefined || parts[0] === undefined || parts[0].length !== parts[1]?.length) {
    throw usageError(`IP takes address/mask, such as 10.0.0.0/255.0.0.0, not ${JSON.stringify(value.slice(0, 80))}`);
  }
  return new Uint8Array(parts.flatMap((part) => [...part!]));
}

/** `1.2.3, anyPolicy, @section`; `ia5org` makes the organization in the notices that follow an IA5String. */
export function certificatePoliciesOf(value: string, sections: Sections): CertificatePolicies {
  const policies: Policy[] = [];
  let isIa5 = false;
  for (const word of words(value)) {
    if (word === 'ia5org') isIa5 = true;
    else if (word.startsWith('@')) policies.push(policyOfSection(section(word.slice(1), sections), isIa5, sections));
    else policies.push({ policyIdentifier: policyOid(word) });
  }
  return policies;
}

const policyOid = (text: string): string => {
  if (text === 'anyPolicy') return POLICY_OIDS.anyPolicy;
  if (!/^\d+(\.\d+)+$/.test(text)) throw usageError(`a policy is an OID or anyPolicy, not ${JSON.stringify(text)}`);
  // An invalid value is refused here, not when the extension is encoded.
  encode(oid, text);
  return text;
};

type Policy = CertificatePolicies[number];
type Qualifier = NonNullable<Policy['policyQualifiers']>[number];

/** `policyIdentifier = 1.2.3`, `CPS.1 = URI`, `userNotice.1 = @section`. */
function policyOfSection(settings: readonly NamedValue[], isIa5: boolean, sections: Sections): Policy {
  let policyIdentifier: string | undefined;
  const policyQualifiers: Qualifier[] = [];
  for (const { name, value } of settings) {
    const kind = kindOf(name);
    if (name === 'policyIdentifier') policyIdentifier = policyOid(value);
    else if (kind === 'CPS') {
      policyQualifiers.push({ policyQualifierId: POLICY_OIDS.cps, qualifier: { kind: 'cPSuri', value } });
    } else if (kind === 'userNotice' && value.startsWith('@')) {
      const notice = userNotice(section(value.slice(1), sections), isIa5);
      policyQualifiers.push({
        policyQualifierId: POLICY_OIDS.userNotice,
        qualifier: { kind: 'userNotice', value: notice },
      });
    } else throw usageError(`a policy has policyIdentifier, CPS.N and userNotice.N = @section, not ${name}`);
  }
  if (policyIdentifier === undefined) throw usageError('a policy section needs policyIdentifier');
  return { policyIdentifier, ...(policyQualifiers.length > 0 && { policyQualifiers }) };
}

type UserNotice = Extract<Qualifier['qualifier'], { readonly kind: 'userNotice' }>['value'];
type DisplayText = NonNullable<UserNotice['explicitText']>;

/** `explicitText`, and `organization` with `noticeNumbers`. */
function userNotice(settings: readonly NamedValue[], isIa5: boolean): UserNotice {
  const given = new Map(settings.map(({ name, value }) => [name, value]));
  const unknown = [...given.keys()].find((name) => !NOTICE_NAMES.has(name));
  if (unknown !== undefined) throw usageError(`a notice has ${[...NOTICE_NAMES].join(', ')}, not ${unknown}`);
  const [organization, numbers] = [given.get('organization'), given.get('noticeNumbers')];
  if ((organization === undefined) !== (numbers === undefined)) {
    throw usageError('organization and noticeNumbers of a notice go together');
  }
  const explicitText = given.get('explicitText');
  return {
    ...(organization !== undefined && {
      noticeRef: {
        organization: { kind: isIa5 ? 'ia5String' : 'visibleString', value: organization },
        noticeNumbers: words(numbers ?? '').map((number) => integer(number, 'noticeNumbers')),
      },
    }),
    ...(explicitText !== undefined && { explicitText: displayText(explicitText) }),
  };
}
const NOTICE_NAMES: ReadonlySet<string> = new Set(['explicitText', 'organization', 'noticeNumbers']);

/** A text, VisibleString unless it begins with the name of another type: `UTF8:…`. */
function displayText(text: string): DisplayText {
  const [, type, value] = /^(UTF8|UTF8String|VISIBLE|VISIBLESTRING):(.*)$/s.exec(text) ?? [];
  if (type === undefined) return { kind: 'visibleString', value: text };
  return { kind: type.startsWith('UTF8') ? 'utf8String' : 'visibleString', value };
}

/** `1.2.3:1.2.4, …`, pairs of the issuer's and the subject's policy; or `@section` with `1.2.3 = 1.2.4`. */
export const policyMappingsOf = (value: string, sections: Sections): PolicyMappings =>
  pairs(value, sections).map((pair) => ({
    issuerDomainPolicy: policyOid(pair.name),
    subjectDomainPolicy: policyOid(pair.value),
  }));

/** `requireExplicitPolicy:N, inhibitPolicyMapping:N`. */
export function policyConstraintsOf(value: string, sections: Sections): PolicyConstraints {
  const constraints: { -readonly [K in keyof PolicyConstraints]: PolicyConstraints[K] } = {};
  for (const pair of pairs(value, sections)) {
    if (pair.name !== 'requireExplicitPolicy' && pair.name !== 'inhibitPolicyMapping') {
      throw usageError('policyConstraints is requireExplicitPolicy:N and inhibitPolicyMapping:N, one of them or both');
    }
    constraints[pair.name] = skipCerts(pair.value, pair.name);
  }
  return constraints;
}

/** A number of certificates (SkipCerts). */
export const skipCerts = (text: string, name: string): bigint => integer(text, name);

function integer(text: string, name: string): bigint {
  if (!/^(?:\d{1,30}|0[xX][0-9a-fA-F]{1,24})$/.test(text)) {
    throw usageError(`${name} is a number that is not negative, not ${JSON.stringify(text.slice(0, 80))}`);
  }
  return BigInt(text);
}
