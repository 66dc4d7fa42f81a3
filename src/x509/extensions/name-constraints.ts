import { type Element, implicit, integer, optional, sequence, sequenceOf, withDefault } from '../../asn1/index.ts';
import type { ValueOf } from '../../codec/index.ts';
import { subtreeBase } from '../names/general-name.ts';

const RULE = 'RFC 5280 §4.2.1.10';

const generalSubtree = sequence('GeneralSubtree', RULE, {
  base: subtreeBase,
  minimum: withDefault(implicit(0, integer), 0n),
  maximum: optional(implicit(1, integer)),
});

const describedNameConstraints = sequence('NameConstraints', RULE, {
  permittedSubtrees: optional(implicit(0, sequenceOf(generalSubtree, 1))),
  excludedSubtrees: optional(implicit(1, sequenceOf(generalSubtree, 1))),
});
export interface NameConstraints extends ValueOf<typeof describedNameConstraints> {}
/** NameConstraints: permitted and excluded subtrees for the names in certificates below a CA. */
export const nameConstraints: Element<NameConstraints> = describedNameConstraints;
