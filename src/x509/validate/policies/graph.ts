/** The policy graph of RFC 9618, which replaces the tree of RFC 5280 §6.1: at most one node for each policy and certificate, where
 * the tree has one for each path of mappings, exponentially many. */
import { ANY_POLICY } from '../../extensions/policy-mappings.ts';
import type { PolicyInputs } from './inputs.ts';
import type { PolicyFault, PolicyStep, QualifiedPolicy } from './step.ts';

/** A node of the graph: `policy` is its valid_policy, `qualifiers` its qualifier_set. */
export interface PolicyNode extends QualifiedPolicy {
  /** expected_policy_set. */
  readonly expected: ReadonlySet<string>;
  /** Its parents, in the level above. */
  readonly parents: readonly PolicyNode[];
}

/** The result of processing the policies of a path. */
export interface PolicyOutcome {
  /** The certificate, from 0 for the one that the anchor issued, at which the path became invalid, and why; undefined: valid. */
  readonly fault: (PolicyFault & { readonly certificate: number }) | undefined;
  /** Whether a policy was required at the end of the path: explicit_policy is 0. */
  readonly explicitPolicy: boolean;
  /** authority-constrained-policy-set: the policies that the path is valid for, in the anchor's domain; anyPolicy may be one. */
  readonly authorityConstrained: readonly QualifiedPolicy[];
  /** user-constrained-policy-set: those of them that the caller accepts. */
  readonly userConstrained: readonly QualifiedPolicy[];
  /** The graph: the root, then the nodes of each certificate, including nodes without children; a level is empty from the point where the
   * graph became NULL. */
  readonly levels: readonly (readonly PolicyNode[])[];
}

type Level = Map<string, Node>;
interface Node extends PolicyNode {
  expected: ReadonlySet<string>;
}

/** Processes the policies of a path.
 * @param steps - from the certificate that the anchor issued down to the leaf; a fault in place of a step ends the processing there. */
export function processPolicies(steps: readonly (PolicyStep | PolicyFault)[], inputs: PolicyInputs): PolicyOutcome {
  const n = steps.length;
  // §6.1.2 (d) to (f): n+1 stands for "no certificate of this path".
  const counters: Counters = {
    explicitPolicy: inputs.explicitPolicy ? 0 : n + 1,
    inhibitAnyPolicy: inputs.inhibitAnyPolicy ? 0 : n + 1,
    policyMapping: inputs.inhibitPolicyMapping ? 0 : n + 1,
  };
  const levels: Level[] = [new Map([[ANY_POLICY, nodeOf(ANY, [])]])];
  const failed = (certificate: number, fault: PolicyFault): PolicyOutcome => ({
    fault: { ...fault, certificate },
    explicitPolicy: counters.explicitPolicy === 0,
    authorityConstrained: [],
    userConstrained: [],
    levels: levels.map((level) => [...level.values()]),
  });
  for (const [i, step] of steps.entries()) {
    if ('code' in step) return failed(i, step);
    const isFinal = i === n - 1;
    const mayExpand = counters.inhibitAnyPolicy > 0 || (!isFinal && step.selfIssued);
    levels.push(nextLevel(levels[i], step, mayExpand));
    // §6.1.3 (f): "Verify that either explicit_policy is greater than 0 or the valid_policy_graph is not equal to NULL".
    if (counters.explicitPolicy === 0 && levels[i + 1].size === 0)
      return failed(i, noPolicy('6.1.3 (f)', nullBy(step)));
    if (isFinal) finish(counters, step);
    else prepare(counters, step, levels[i + 1], levels[i]);
  }
  return concluded(levels, counters, inputs, failed);
}

/** The root's policy. */
const ANY: QualifiedPolicy = { policy: ANY_POLICY, critical: false, qualifiers: [] };

interface Counters {
  explicitPolicy: number;
  inhibitAnyPolicy: number;
  policyMapping: number;
}

const noPolicy = (section: string, why: string): PolicyFault => ({
  code: 'explicit-policy',
  rule: `RFC 5280 §${section}`,
  detail: `a policy is required, and ${why}`,
});

/** Why a certificate leaves no policy. */
const nullBy = ({ policies }: PolicyStep): string =>
  policies === undefined
    ? 'the certificate has no certificatePolicies'
    : 'the certificate has none of the policies that the CAs above it allow';

/** The policies of a path, of which none is accepted. */
function othersThan(authority: readonly QualifiedPolicy[]): string {
  const shown = authority.slice(0, MOST_SHOWN).map(({ policy }) => policy.slice(0, 60));
  const more = authority.length > MOST_SHOWN ? ' and others' : '';
  return `the path is valid for ${shown.length === 0 ? 'none' : `${shown.join(', ')}${more}, which is not accepted`}`;
}
const MOST_SHOWN = 5;

const nodeOf = ({ policy, critical, qualifiers }: QualifiedPolicy, parents: readonly Node[]): Node => ({
  policy,
  critical,
  qualifiers,
  expected: new Set([policy]),
  parents,
});

/** RFC 9618 §5.3, step (d) and (e): the nodes for a certificate's policies; without certificatePolicies there are none: the graph is
 * NULL. */
function nextLevel(above: Level, { policies = [] }: PolicyStep, mayExpand: boolean): Level {
  const level: Level = new Map();
  const expecting = byExpectedPolicy(above);
  const any = above.get(ANY_POLICY);
  // (d)(1): a policy is a child of each node that expects it (i), or else of anyPolicy (ii).
  for (const given of policies) {
    const { policy } = given;
    const parents = expecting.get(policy) ?? (any && [any]);
    if (policy !== ANY_POLICY && parents !== undefined) level.set(policy, nodeOf(given, parents));
  }
  // (d)(2): anyPolicy stands for each policy that is expected and not named.
  const anyPolicy = policies.find(({ policy }) => policy === ANY_POLICY);
  if (anyPolicy === undefined || !mayExpand) return level;
  for (const [policy, parents] of expecting) {
    if (!level.has(policy)) level.set(policy, nodeOf({ ...anyPolicy, policy }, parents));
  }
  return level;
}

function byExpectedPolicy(level: Level): Map<string, Node[]> {
  const expecting = new Map<string, Node[]>();
  for (const node of level.values()) {
    for (const policy of node.expected) {
      const found = expecting.get(policy);
      if (found === undefined) expecting.set(policy, [node]);
      else found.push(node);
    }
  }
  return expecting;
}

/** RFC 5280 §6.1.4 (b) with RFC 9618, (h), (i), (j): how an intermediate certificate changes the state for the next one. */
function prepare(counters: Counters, step: PolicyStep, level: Level, above: Level): void {
  map(step, counters.policyMapping > 0, level, above);
  // (h): counts down, except for self-issued certificates.
  if (!step.selfIssued) {
    for (const name of ['explicitPolicy', 'policyMapping', 'inhibitAnyPolicy'] as const) {
      if (counters[name] > 0) counters[name]--;
    }
  }
  // (i), (j): the smaller value applies.
  const { requireExplicitPolicy, inhibitPolicyMapping, inhibitAnyPolicy } = step;
  counters.explicitPolicy = Math.min(counters.explicitPolicy, requireExplicitPolicy ?? Number.POSITIVE_INFINITY);
  counters.policyMapping = Math.min(counters.policyMapping, inhibitPolicyMapping ?? Number.POSITIVE_INFINITY);
  counters.inhibitAnyPolicy = Math.min(counters.inhibitAnyPolicy, inhibitAnyPolicy ?? Number.POSITIVE_INFINITY);
}

/** §6.1.4 (b): mapped policies are expected under their new names (1), or where mapping is inhibited no longer valid (2). */
function map({ mappings = [], policies = [] }: PolicyStep, isAllowed: boolean, level: Level, above: Level): void {
  const mapped = new Map<string, Set<string>>();
  const anyPolicy = policies.find(({ policy }) => policy === ANY_POLICY) ?? ANY;
  for (const { issuer, subject } of mappings) mapped.set(issuer, (mapped.get(issuer) ?? new Set()).add(subject));
  for (const [issuer, subjects] of mapped) {
    const node = level.get(issuer);
    if (!isAllowed) level.delete(issuer);
    else if (node !== undefined) node.expected = subjects;
    else if (level.has(ANY_POLICY)) {
      // Its only parent is the anyPolicy node one level up.
      const created = nodeOf({ ...anyPolicy, policy: issuer }, [above.get(ANY_POLICY)!]);
      created.expected = subjects;
      level.set(issuer, created);
    }
  }
}

/** §6.1.5 (a), (b). */
function finish(counters: Counters, { requireExplicitPolicy }: PolicyStep): void {
  if (counters.explicitPolicy > 0) counters.explicitPolicy--;
  if (requireExplicitPolicy === 0) counters.explicitPolicy = 0;
}

/** RFC 9618 §5.5: RFC 5280 §6.1.5 (g). */
function concluded(
  levels: readonly Level[],
  counters: Counters,
  { initialPolicies }: PolicyInputs,
  failed: (certificate: number, fault: PolicyFault) => PolicyOutcome,
): PolicyOutcome {
  const authority = authorityConstrained(levels);
  const user = userConstrained(authority, initialPolicies);
  const n = levels.length - 1;
  if (counters.explicitPolicy === 0 && user.length === 0 && n > 0) {
    return { ...failed(n - 1, noPolicy('6.1.5 (g)', othersThan(authority))), authorityConstrained: authority };
  }
  return {
    fault: undefined,
    explicitPolicy: counters.explicitPolicy === 0,
    authorityConstrained: authority,
    userConstrained: user,
    levels: levels.map((level) => [...level.values()]),
  };
}

/** The policies of the nodes whose parent is anyPolicy, and anyPolicy itself where it reaches the last level. */
function authorityConstrained(levels: readonly Level[]): QualifiedPolicy[] {
  const found = new Map<string, QualifiedPolicy>();
  let alive: ReadonlySet<PolicyNode> = new Set(levels[levels.length - 1].values());
  for (let depth = levels.length - 1; depth > 0; depth--) {
    const parents = new Set<PolicyNode>();
    for (const node of alive) {
      const isLast = depth === levels.length - 1;
      const hangsOnAny = node.policy !== ANY_POLICY && node.parents.every(({ policy }) => policy === ANY_POLICY);
      if (hangsOnAny || (isLast && node.policy === ANY_POLICY)) addPolicy(found, node);
      for (const parent of node.parents) parents.add(parent);
    }
    alive = parents;
  }
  return [...found.values()];
}

function addPolicy(to: Map<string, QualifiedPolicy>, { policy, critical, qualifiers }: PolicyNode): void {
  const known = to.get(policy) ?? { critical: false, qualifiers: [] };
  const all = [...known.qualifiers, ...qualifiers];
  to.set(policy, { policy, critical: known.critical || critical, qualifiers: all });
}

function userConstrained(
  authority: readonly QualifiedPolicy[],
  initial: readonly string[] | undefined,
): readonly QualifiedPolicy[] {
  if (initial === undefined || initial.includes(ANY_POLICY)) return authority;
  const accepted = new Set(initial);
  const kept = authority.filter(({ policy }) => accepted.has(policy));
  const any = authority.find(({ policy }) => policy === ANY_POLICY);
  if (any === undefined) return kept;
  const named = new Set(kept.map(({ policy }) => policy));
  return [
    ...kept,
    ...[...accepted]
      .filter((policy) => !named.has(policy))
      .map((policy) => ({ policy, critical: any.critical, qualifiers: any.qualifiers })),
  ];
}
