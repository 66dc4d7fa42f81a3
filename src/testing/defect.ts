/** Defects, and the changes that they consist of. */
import type { Bytes } from '../bytes/index.ts';
import type { CheckCode, Extension, ExtensionKind, ExtensionValue } from '../x509/index.ts';
import { makeExtension } from '../x509/index.ts';
import type { CertificatePlan, ChainPlan } from './chain-plan.ts';
import type { KeyPool } from './key-pool.ts';

/** The code that refuses a defect: of a validation check, or of decoding. */
export type RefusalCode =
  | CheckCode
  | 'boolean-not-canonical'
  | 'default-encoded'
  | 'integer-not-minimal'
  | 'length-not-minimal'
  | 'trailing';

/** One defect of a chain. */
export interface Defect {
  /** Its name, which is stable. */
  readonly name: string;
  /** The code with which our validation or our decoder must refuse it. */
  readonly code: RefusalCode;
  /** The rule that it violates: standard and section. */
  readonly rule: string;
  /** Changes to both chains, so that they differ only in the defect. */
  prepare?(sound: ChainPlan): ChainPlan;
  /** Introduces the defect. */
  spoil(sound: ChainPlan, keys: KeyPool): ChainPlan;
}

export type Part = 'leaf' | 'issuer' | 'root';

/** The chain with a change to its leaf, to the certificate that issued the leaf, or to its root. */
export function change(
  chain: ChainPlan,
  part: Part,
  by: (plan: CertificatePlan, chain: ChainPlan) => Partial<CertificatePlan>,
): ChainPlan {
  const index = { leaf: 0, issuer: 1, root: chain.certificates.length - 1 }[part];
  const certificates = chain.certificates.map((plan, i) => (i === index ? { ...plan, ...by(plan, chain) } : plan));
  return { ...chain, certificates };
}

/** The extensions with one of them replaced, or removed if no value is given. */
export const withExtension = <K extends ExtensionKind>(
  extensions: readonly Extension[],
  kind: K,
  value: ExtensionValue<K> | undefined,
): readonly Extension[] =>
  extensions.flatMap((one) => {
    if (one.extnValue.kind !== kind) return [one];
    return value === undefined ? [] : [makeExtension(kind, one.critical, value)];
  });

/** A defect of one existing extension. */
export const replacing =
  <K extends ExtensionKind>(part: Part, kind: K, value: (chain: ChainPlan) => ExtensionValue<K> | undefined) =>
  (sound: ChainPlan): ChainPlan =>
    change(sound, part, ({ extensions }, chain) => ({ extensions: withExtension(extensions, kind, value(chain)) }));

/** A defect of one additional extension. */
export const adding =
  (part: Part, extension: (plan: CertificatePlan, chain: ChainPlan) => Extension) =>
  (sound: ChainPlan): ChainPlan =>
    change(sound, part, (plan, chain) => ({ extensions: [...plan.extensions, extension(plan, chain)] }));

/** An extension with an unknown OID. */
export const otherExtension = (extnID: string, critical: boolean, value: Bytes): Extension => ({
  extnID,
  critical,
  extnValue: { kind: 'other', value },
});

/** The host name that a chain must match. */
export function hostOf({ name }: ChainPlan): string {
  if ('ip' in name) throw new Error('this chain is asked for by address');
  return name.dns;
}
