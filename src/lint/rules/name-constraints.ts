/** nameConstraints (RFC 5280 §4.2.1.10, BR §7.1.2.5.2, §7.1.2.10.8). */
import { shown } from '../names/texts.ts';
import { field, type Part } from '../reading/part.ts';
import { at, atIf, CA, LEAF, type LintRule } from '../rule.ts';
import type { Subject } from '../subject.ts';

const value = (it: Subject): Part | undefined => it.extension('nameConstraints')?.value;
const subtrees = (it: Subject, list: 'permittedSubtrees' | 'excludedSubtrees'): readonly Part[] =>
  field(value(it), list)?.children ?? [];
const all = (it: Subject): Part[] => [...subtrees(it, 'permittedSubtrees'), ...subtrees(it, 'excludedSubtrees')];
const bases = (it: Subject, kind: string): Part[] =>
  all(it).flatMap((subtree) => {
    const base = field(subtree, 'base');
    return base?.kind === kind ? [base] : [];
  });
const texts = (it: Subject, kind: string): { part: Part; text: string }[] =>
  bases(it, kind).flatMap((part) => (typeof part.value === 'string' ? [{ part, text: part.value }] : []));
const masks = (it: Subject): { part: Part; address: Uint8Array; mask: Uint8Array }[] =>
  bases(it, 'iPAddress').flatMap((part) => {
    const bytes = part.value;
    if (!(bytes instanceof Uint8Array)) return [];
    return [{ part, address: bytes.subarray(0, bytes.length / 2), mask: bytes.subarray(bytes.length / 2) }];
  });
/** Whether a mask consists of ones followed by zeros. */
const isPrefix = (mask: Uint8Array): boolean =>
  /^1*0*$/.test([...mask].map((byte) => byte.toString(2).padStart(8, '0')).join(''));
const permits = (it: Subject, kind: string): boolean =>
  subtrees(it, 'permittedSubtrees').some((subtree) => field(subtree, 'base')?.kind === kind);
const speaksOf = (it: Subject, kind: string): boolean =>
  all(it).some((subtree) => field(subtree, 'base')?.kind === kind);

export const NAME_CONSTRAINTS_RULES: readonly LintRule[] = [
  {
    code: 'nc-in-leaf',
    source: 'RFC 5280 §4.2.1.10',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: LEAF,
    what: 'nameConstraints stands in a certificate that is no CA',
    advice: 'Leave it out.',
    judge: (it) => at(it.extension('nameConstraints')?.part, 'nameConstraints in a leaf'),
  },
  {
    code: 'nc-not-critical',
    source: 'RFC 5280 §4.2.1.10',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'nameConstraints is not critical (which BR §7.1.2.10.8 allows)',
    advice: 'Mark it critical.',
    judge: (it) =>
      atIf(it.extension('nameConstraints')?.critical === false, it.extension('nameConstraints')?.part, 'not critical'),
  },
  {
    code: 'nc-empty',
    source: 'RFC 5280 §4.2.1.10',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'nameConstraints has neither permittedSubtrees nor excludedSubtrees',
    advice: 'Leave the extension out.',
    judge(it) {
      const part = value(it);
      return atIf(
        part !== undefined && part.children.length === 0 && part.contentStart === part.end,
        part,
        'no subtrees',
      );
    },
  },
  {
    code: 'nc-minimum-maximum',
    source: 'RFC 5280 §4.2.1.10',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'a subtree has a minimum other than 0, or a maximum',
    advice: 'Leave both out.',
    judge: (it) =>
      all(it).flatMap((subtree) => {
        const [minimum, maximum] = [field(subtree, 'minimum'), field(subtree, 'maximum')];
        return [...atIf(minimum?.value !== 0n, minimum, 'minimum'), ...at(maximum, 'maximum')];
      }),
  },
  {
    code: 'nc-ip-mask',
    source: 'RFC 5280 §4.2.1.10; RFC 4632 §3.1',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'the mask of an address has ones after zeros',
    advice: 'Write the mask of a prefix, such as 255.255.0.0.',
    judge: (it) => masks(it).flatMap(({ part, mask }) => atIf(!isPrefix(mask), part, 'the mask has holes')),
  },
  {
    code: 'nc-ip-host-bits',
    source: 'Not in a standard: what the address has outside the mask says nothing',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'an address has bits outside its mask',
    advice: 'Write the address of the network.',
    judge: (it) =>
      masks(it).flatMap(({ part, address, mask }) =>
        atIf(
          isPrefix(mask) && address.some((byte, i) => (byte & ~mask[i] & 0xff) !== 0),
          part,
          'bits outside the mask',
        ),
      ),
  },
  {
    code: 'nc-dns-form',
    source: 'Not in a standard: RFC 5280 §4.2.1.10 has no such form; path validation here refuses it, others accept it',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'a dNSName begins with a dot or has a wildcard',
    advice: 'Write the domain alone: it includes what is below it.',
    judge: (it) =>
      texts(it, 'dNSName').flatMap(({ part, text }) =>
        atIf(text.startsWith('.') || text.includes('*'), part, shown(text)),
      ),
  },
  {
    code: 'nc-dns-syntax',
    source: 'RFC 5280 §4.2.1.10; RFC 1034 §3.5',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'a dNSName has a character that no domain has, or ends in a dot',
    advice: 'Write the domain.',
    judge: (it) =>
      texts(it, 'dNSName').flatMap(({ part, text }) =>
        atIf(/[^A-Za-z0-9\-_.*]/.test(text) || (text.length > 1 && text.endsWith('.')), part, shown(text)),
      ),
  },
  {
    code: 'nc-uri-host',
    source: 'RFC 5280 §4.2.1.10',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'the constraint of URIs is a URI itself, or no full domain name',
    advice: 'Write the host (a.example), or the domain with a dot before it (.a.example).',
    judge: (it) =>
      texts(it, 'uniformResourceIdentifier').flatMap(({ part, text }) =>
        atIf(/[:/]/.test(text) || !/^\.?[^.]+\..*[^.]$/.test(text), part, shown(text)),
      ),
  },
  {
    code: 'nc-ip-open',
    source: 'Not in a standard: see BR 2.2.6 §7.1.2.5.2',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'DNS names are permitted by a list, and addresses are not constrained: any address may be certified',
    advice: 'Exclude 0.0.0.0/0 and ::/0.',
    judge: (it) =>
      atIf(permits(it, 'dNSName') && !speaksOf(it, 'iPAddress'), it.extension('nameConstraints')?.part, 'no iPAddress'),
  },
  {
    code: 'sub-constrained-half',
    source: 'BR 2.2.6 §7.1.2.5.2',
    severity: 'notice',
    profile: 'webpki',
    appliesTo: ['intermediate'],
    from: '2023-09-15',
    what: 'nameConstraints says nothing of dNSName, iPAddress or directoryName: the CA is not technically constrained',
    advice: 'Permit or exclude each of the three.',
    judge(it) {
      const missing = ['dNSName', 'iPAddress', 'directoryName'].filter((kind) => !speaksOf(it, kind));
      return atIf(
        it.extension('nameConstraints') !== undefined && missing.length > 0,
        it.extension('nameConstraints')?.part,
        `nothing of ${missing.join(', ')}`,
      );
    },
  },
];
