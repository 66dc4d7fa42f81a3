/** Whether a user's rules cover other rules: users may grant only rights that they have
 * (k8s.io/component-helpers/auth/rbac/validation/policy_comparator.go). */
import type { PolicyRule } from './rules.ts';

const ALL = '*';

/** The dimensions of a rule; it covers every combination of their values. */
const DIMENSIONS = ['apiGroups', 'resources', 'nonResourceURLs', 'resourceNames', 'verbs'] as const;
type Dimension = (typeof DIMENSIONS)[number];

/** The parts of `wanted` that no rule of `owned` covers, each as a rule. Kubernetes checks each combination of single values. Here, values
 * that are covered by the same owned rules are grouped, so that a long rule is not expensive. */
export function uncoveredRules(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  return wanted.flatMap((rule) => uncoveredParts(owned, rule));
}

/** Values of one dimension that the same owned rules cover. */
interface Class {
  readonly values: readonly string[];
  /** The indices of these rules. */
  readonly covering: ReadonlySet<number>;
}

function uncoveredParts(owned: readonly PolicyRule[], rule: PolicyRule): PolicyRule[] {
  const isPaths = rule.nonResourceURLs.length > 0;
  const classes = DIMENSIONS.map((dimension) => classesOf(owned, rule, dimension, isPaths));
  const missing: PolicyRule[] = [];
  const walk = (depth: number, chosen: readonly Class[], left: ReadonlySet<number>): void => {
    if (left.size === 0) missing.push(ruleOf(rule, chosen));
    else if (depth < classes.length) {
      for (const each of classes[depth]) walk(depth + 1, [...chosen, each], intersection(left, each.covering));
    }
  };
  walk(0, [], new Set(owned.keys()));
  return missing;
}

/** A rule with the chosen values; for the dimensions that were not reached, because no owned rule was left, with all values. */
function ruleOf(rule: PolicyRule, chosen: readonly Class[]): PolicyRule {
  const parts = DIMENSIONS.map((dimension, i): [Dimension, readonly string[]] => [
    dimension,
    i < chosen.length ? chosen[i].values : rule[dimension],
  ]);
  return Object.fromEntries(parts) as unknown as PolicyRule;
}

function classesOf(owned: readonly PolicyRule[], rule: PolicyRule, dimension: Dimension, isPaths: boolean): Class[] {
  const values = rule[dimension];
  if (values.length === 0) {
    // An empty list of names means every name, which a rule for some names does not cover. A rule for resources does not cover paths, and
    // vice versa.
    const covers = (each: PolicyRule): boolean =>
      dimension !== 'resourceNames' || isPaths || each.resourceNames.length === 0;
    return [{ values: [], covering: new Set([...owned.keys()].filter((i) => covers(owned[i]))) }];
  }
  const bySignature = new Map<string, { values: string[]; covering: Set<number> }>();
  for (const value of new Set(values)) {
    const covering = new Set([...owned.keys()].filter((i) => coversValue(owned[i], dimension, value)));
    const signature = [...covering].join(' ');
    const found = bySignature.get(signature);
    if (found === undefined) bySignature.set(signature, { values: [value], covering });
    else found.values.push(value);
  }
  return [...bySignature.values()];
}

function coversValue(rule: PolicyRule, dimension: Dimension, value: string): boolean {
  const list = rule[dimension];
  if (dimension === 'resourceNames') return list.length === 0 || list.includes(value);
  if (list.includes(ALL) || list.includes(value)) return true;
  if (dimension === 'resources') {
    const slash = value.indexOf('/');
    return slash >= 0 && list.includes(`${ALL}${value.slice(slash)}`);
  }
  if (dimension === 'nonResourceURLs') {
    return list.some((url) => url.endsWith(ALL) && value.startsWith(url.slice(0, -1)));
  }
  return false;
}

const intersection = (left: ReadonlySet<number>, right: ReadonlySet<number>): ReadonlySet<number> =>
  new Set([...left].filter((each) => right.has(each)));
