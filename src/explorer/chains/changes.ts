/** What can be changed in a certificate of a scene, in the form that an address contains. */
import { UsageError } from '../../bytes/index.ts';
import type { CertificateRole } from './scene.ts';

/** The changes by name. `dropped` and `untrusted` change what the verifier has; the others change the certificate. */
export const CHANGE_NAMES = [
  ...(['dropped', 'untrusted', 'expired', 'not-ca', 'no-cert-sign', 'path-length', 'constrained'] as const),
  ...(['other-name', 'other-purpose', 'unknown-critical', 'other-key', 'bit-flipped'] as const),
] as const;
export type ChangeName = (typeof CHANGE_NAMES)[number];

/** The changes by the certificate's id. */
export type Changes = ReadonlyMap<string, ReadonlySet<ChangeName>>;

const OF_ANY: readonly ChangeName[] = ['expired', 'unknown-critical', 'other-key', 'bit-flipped'];
const OF_CA: readonly ChangeName[] = ['expired', 'not-ca', 'no-cert-sign', 'path-length', 'constrained'];

/** The changes that a certificate can have. A certificate whose issuer's key is not available cannot be signed again. */
export function changesFor(role: CertificateRole, canBeSigned: boolean): readonly ChangeName[] {
  const given: readonly ChangeName[] = role === 'root' ? ['untrusted'] : role === 'leaf' ? [] : ['dropped'];
  if (!canBeSigned) return [...given, 'bit-flipped'];
  const own: readonly ChangeName[] = role === 'leaf' ? ['other-name', 'other-purpose'] : OF_CA;
  return CHANGE_NAMES.filter((name) => [...given, ...own, ...OF_ANY].includes(name));
}

const MOST_CHANGES = 64;

/** Reads `lower.expired,leaf.other-name`. @throws UsageError `out-of-range` for an unknown change. */
export function parseChanges(text: string): Changes {
  const changes = new Map<string, Set<ChangeName>>();
  const parts = text.split(',', MOST_CHANGES + 1).filter((part) => part !== '');
  if (parts.length > MOST_CHANGES) throw refused(`must have at most ${MOST_CHANGES} changes`);
  for (const part of parts) {
    const [, id, name] = /^([\w.-]{1,40})\.([a-z-]+)$/.exec(part) ?? [];
    const change = CHANGE_NAMES.find((one) => one === name);
    if (id === undefined || change === undefined) throw refused('must be a list of changes, such as lower.expired');
    changes.set(id, (changes.get(id) ?? new Set()).add(change));
  }
  return changes;
}

const refused = (why: string): UsageError => new UsageError('out-of-range', 'changes', why);

/** The changes as an address contains them. */
export const formatChanges = (changes: Changes): string =>
  [...changes].flatMap(([id, names]) => [...names].map((name) => `${id}.${name}`)).join(',');

/** The changes with one added, or removed if it was present. */
export function toggled(changes: Changes, id: string, name: ChangeName): Changes {
  const names = new Set(changes.get(id) ?? []);
  if (!names.delete(name)) names.add(name);
  return new Map([...changes, [id, names]]);
}
