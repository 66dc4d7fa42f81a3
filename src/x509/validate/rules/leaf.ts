/** Rules about the leaf (RFC 5280 §6.1.5, §4.2.1.3, §4.2.1.12; RFC 9525). */
import { KEY_PURPOSES } from '../../extensions/ext-key-usage.ts';
import { formatGeneralName } from '../../names/general-name-text.ts';
import { matchesName, referenceText } from '../identity.ts';
import { PURPOSE_USAGES } from '../purposes.ts';
import { ALWAYS, authority, type Finding, fail, holder, type Place, pass, passIf, type Rule } from './rule.ts';

export const LEAF_RULES: readonly Rule[] = [
  {
    code: 'key-usage',
    source: 'RFC 5280 §4.2.1.3, §4.2.1.12',
    severity: ALWAYS,
    of: 'leaf',
    judge: judgeLeafKeyUsage,
    advice: authority('issue it with a keyUsage that fits the purpose'),
  },
  {
    code: 'extended-key-usage',
    source: 'RFC 5280 §4.2.1.12',
    severity: ALWAYS,
    of: 'leaf',
    judge: judgeExtKeyUsage,
    advice: authority('issue it for this purpose'),
  },
  {
    code: 'name',
    source: 'RFC 9525 §6',
    severity: ALWAYS,
    of: 'leaf',
    judge: judgeName,
    advice: holder('ask for a certificate with this name in subjectAltName, or use a name that it has'),
  },
];

function judgeLeafKeyUsage({ certificate: { keyUsage }, question: { purpose } }: Place): Finding {
  if (keyUsage === undefined) return pass('no keyUsage extension, so no restriction');
  const fits = purpose === 'any' || PURPOSE_USAGES[purpose].some((bit) => keyUsage.includes(bit));
  return passIf(fits, keyUsage.join(', '), `keyUsage ${keyUsage.join(', ')} does not permit ${purpose}`);
}

function judgeExtKeyUsage({ certificate: { extKeyUsage }, question: { purpose } }: Place): Finding | undefined {
  if (purpose === 'any') return undefined;
  if (extKeyUsage === undefined) return pass('no extKeyUsage extension, so no restriction');
  const fits = extKeyUsage.includes(KEY_PURPOSES[purpose]) || extKeyUsage.includes(KEY_PURPOSES.anyExtendedKeyUsage);
  return passIf(fits, `for ${purpose}`, `extKeyUsage does not permit ${purpose}; it has ${purposesText(extKeyUsage)}`);
}

const NAMES = new Map<string, string>(Object.entries(KEY_PURPOSES).map(([name, oid]) => [oid, name]));
/** Some purposes by their names, where they have one. */
const purposesText = (oids: readonly string[]): string =>
  oids.length === 0
    ? 'none'
    : oids
        .slice(0, 5)
        .map((oid) => NAMES.get(oid) ?? oid.slice(0, 60))
        .join(', ');

function judgeName({ certificate: { subjectAltNames }, question: { name } }: Place): Finding | undefined {
  if (name === 'unchecked') return undefined;
  const wanted = referenceText(name);
  if (matchesName(name, subjectAltNames)) return pass(`names ${wanted}`);
  const shown = subjectAltNames.slice(0, 10).map((one) => formatGeneralName(one).slice(0, 100));
  return fail(`does not name ${wanted}; it has ${shown.length === 0 ? 'no subjectAltName' : shown.join(', ')}`);
}
