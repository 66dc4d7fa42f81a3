/** The valid_policy_tree of RFC 5280 §6.1, as in that section: one node for each path of policies, which is exponential for
 * some chains. RFC 9618 replaces it; `vitrine/x509` computes RFC 9618's graph, which must give the same result. */
import { assertArray, assertFields, assertInteger, assertString, UsageError } from '../bytes/index.ts';
import { assertEach } from '../bytes/internal.ts';
import { type Step, type Steps, step } from './step.ts';

/** A node of the tree, and those below it. */
export interface PolicyTree {
  readonly valid_policy: string;
  readonly expected_policy_set: readonly string[];
  readonly children: readonly PolicyTree[];
}

/** What one certificate says about policies; fields that are absent are undefined. */
export interface PolicyTreeCertificate {
  readonly policies?: readonly { readonly policy: string }[] | undefined;
  /** None from or to anyPolicy (§6.1.4 (a)). */
  readonly mappings?: readonly { readonly issuer: string; readonly subject: string }[] | undefined;
  readonly requireExplicitPolicy?: number | undefined;
  readonly inhibitPolicyMapping?: number | undefined;
  readonly inhibitAnyPolicy?: number | undefined;
  readonly selfIssued: boolean;
}

/** §6.1.1 (c), (e), (f), (g). `any-policy` is written as its OID. */
export interface PolicyTreeInputs {
  readonly userInitialPolicySet: readonly string[];
  readonly initialPolicyMappingInhibit: boolean;
  readonly initialExplicitPolicy: boolean;
  readonly initialAnyPolicyInhibit: boolean;
}

/** Whether the policies are acceptable, and for which of them the path is valid. */
export interface PolicyTreeResult {
  readonly valid: boolean;
  /** The policies of the intersection of the tree with the initial set; without order. */
  readonly userConstrainedPolicies: readonly string[];
}

export type PolicyTreeStep = Step<
  'explicit_policy' | 'policy_mapping' | 'inhibit_anyPolicy' | 'valid_policy_tree',
  number | PolicyTree | undefined
>;

const ANY_POLICY = '2.5.29.32.0';

interface Node {
  readonly policy: string;
  expected: string[];
  readonly parent: Node | undefined;
  children: Node[];
}

/** The policy part of the path validation of RFC 5280 §6.1, step by step. Index `i`: the certificate, from 1.
 * @param certificates - from the one that the anchor issued down to the last. */
export function* policyTreeSteps(
  certificates: readonly PolicyTreeCertificate[],
  inputs: PolicyTreeInputs,
): Steps<PolicyTreeStep, PolicyTreeResult> {
  assertInputs(certificates, inputs);
  const n = certificates.length;
  const refused: PolicyTreeResult = { valid: false, userConstrainedPolicies: [] };
  // §6.1.2 (a): a single node of depth 0.
  let tree: Node | undefined = { policy: ANY_POLICY, expected: [ANY_POLICY], parent: undefined, children: [] };
  // §6.1.2 (d), (e), (f).
  let explicit_policy = inputs.initialExplicitPolicy ? 0 : n + 1;
  let inhibit_anyPolicy = inputs.initialAnyPolicyInhibit ? 0 : n + 1;
  let policy_mapping = inputs.initialPolicyMappingInhibit ? 0 : n + 1;
  for (const [index, certificate] of certificates.entries()) {
    const i = index + 1;
    const expands = inhibit_anyPolicy > 0 || (i < n && certificate.selfIssued);
    tree = tree && extended(tree, certificate, i, expands);
    yield step('valid_policy_tree', 'RFC 5280 §6.1.3 (d), (e)', shown(tree), { i });
    // §6.1.3 (f).
    if (explicit_policy === 0 && tree === undefined) return refused;
    if (i === n) break;
    tree = tree && mapped(tree, certificate, i, policy_mapping > 0);
    yield step('valid_policy_tree', 'RFC 5280 §6.1.4 (b)', shown(tree), { i });
    // §6.1.4 (h).
    if (!certificate.selfIssued) {
      if (explicit_policy !== 0) explicit_policy -= 1;
      if (policy_mapping !== 0) policy_mapping -= 1;
      if (inhibit_anyPolicy !== 0) inhibit_anyPolicy -= 1;
    }
    // §6.1.4 (i), (j).
    const { requireExplicitPolicy, inhibitPolicyMapping, inhibitAnyPolicy } = certificate;
    if (requireExplicitPolicy !== undefined && requireExplicitPolicy < explicit_policy)
      explicit_policy = requireExplicitPolicy;
    if (inhibitPolicyMapping !== undefined && inhibitPolicyMapping < policy_mapping)
      policy_mapping = inhibitPolicyMapping;
    if (inhibitAnyPolicy !== undefined && inhibitAnyPolicy < inhibit_anyPolicy) inhibit_anyPolicy = inhibitAnyPolicy;
    yield step('explicit_policy', 'RFC 5280 §6.1.4 (h), (i)', explicit_policy, { i });
    yield step('policy_mapping', 'RFC 5280 §6.1.4 (h), (i)', policy_mapping, { i });
    yield step('inhibit_anyPolicy', 'RFC 5280 §6.1.4 (h), (j)', inhibit_anyPolicy, { i });
  }
  // §6.1.5 (a), (b).
  if (explicit_policy !== 0) explicit_policy -= 1;
  if (certificates.at(-1)?.requireExplicitPolicy === 0) explicit_policy = 0;
  tree = tree && intersection(tree, n, inputs.userInitialPolicySet);
  yield step('valid_policy_tree', 'RFC 5280 §6.1.5 (g)', shown(tree), { i: n });
  if (explicit_policy === 0 && tree === undefined) return refused;
  return { valid: true, userConstrainedPolicies: tree === undefined ? [] : policiesOf(tree, n) };
}

/** @throws UsageError for a field of another type. */
function assertInputs(certificates: readonly PolicyTreeCertificate[], inputs: PolicyTreeInputs): void {
  assertArray(certificates, 'certificates');
  for (const [i, certificate] of certificates.entries()) {
    assertFields(certificate, `certificates[${i}]`, 'a PolicyTreeCertificate', 'selfIssued');
    const { policies = [], mappings = [], requireExplicitPolicy, inhibitPolicyMapping, inhibitAnyPolicy } = certificate;
    assertTexts(policies, `certificates[${i}].policies`, 'policy');
    assertTexts(mappings, `certificates[${i}].mappings`, 'issuer', 'subject');
    for (const [name, skip] of Object.entries({ requireExplicitPolicy, inhibitPolicyMapping, inhibitAnyPolicy })) {
      if (skip !== undefined) assertInteger(skip, name, 0);
    }
  }
  assertFields(inputs, 'inputs', 'PolicyTreeInputs');
  const { userInitialPolicySet, ...flags } = inputs;
  assertEach(userInitialPolicySet, 'inputs.userInitialPolicySet', assertString);
  for (const name of ['initialPolicyMappingInhibit', 'initialExplicitPolicy', 'initialAnyPolicyInhibit'] as const) {
    if (typeof flags[name] !== 'boolean') throw new UsageError('wrong-type', `inputs.${name}`, 'must be true or false');
  }
}

function assertTexts(list: readonly object[], name: string, ...fields: readonly string[]): void {
  assertEach(list, name, (one, place) => {
    assertFields(one, place, 'an object', ...fields);
    for (const field of fields) assertString((one as Readonly<Record<string, unknown>>)[field], `${place}.${field}`);
  });
}

const shown = (tree: Node | undefined): PolicyTree | undefined =>
  tree && {
    valid_policy: tree.policy,
    expected_policy_set: [...tree.expected],
    children: tree.children.map((child) => shown(child)!),
  };

const atDepth = (tree: Node, depth: number): Node[] =>
  depth === 0 ? [tree] : tree.children.flatMap((child) => atDepth(child, depth - 1));

const addChild = (parent: Node, policy: string, expected: string[] = [policy]): number =>
  parent.children.push({ policy, expected, parent, children: [] });

/** Removes the nodes of a depth less than `depth` that have no children; undefined: nothing is left. */
function pruned(tree: Node, depth: number): Node | undefined {
  if (depth === 0) return tree;
  tree.children = tree.children.filter((child) => pruned(child, depth - 1) !== undefined);
  return tree.children.length > 0 ? tree : undefined;
}

/** §6.1.3 (d), (e). */
function extended(tree: Node, { policies }: PolicyTreeCertificate, i: number, expands: boolean): Node | undefined {
  // (e): "If the certificate policies extension is not present, set the valid_policy_tree to NULL."
  if (policies === undefined) return undefined;
  const above = atDepth(tree, i - 1);
  for (const { policy } of policies) {
    if (policy === ANY_POLICY) continue;
    const matching = above.filter(({ expected }) => expected.includes(policy));
    // (d)(1)(i).
    for (const node of matching) addChild(node, policy);
    // (d)(1)(ii).
    const any = above.find((node) => node.policy === ANY_POLICY);
    if (matching.length === 0 && any !== undefined) addChild(any, policy);
  }
  // (d)(2).
  if (expands && policies.some(({ policy }) => policy === ANY_POLICY)) {
    for (const node of above) {
      for (const policy of node.expected) {
        if (!node.children.some((child) => child.policy === policy)) addChild(node, policy);
      }
    }
  }
  // (d)(3).
  return pruned(tree, i);
}

/** §6.1.4 (b). */
function mapped(tree: Node, { mappings = [] }: PolicyTreeCertificate, i: number, isAllowed: boolean): Node | undefined {
  for (const ID_P of new Set(mappings.map(({ issuer }) => issuer))) {
    const equivalent = mappings.filter(({ issuer }) => issuer === ID_P).map(({ subject }) => subject);
    const nodes = atDepth(tree, i).filter(({ policy }) => policy === ID_P);
    if (!isAllowed) {
      // (b)(2)(i).
      for (const node of nodes) node.parent!.children = node.parent!.children.filter((child) => child !== node);
      continue;
    }
    // (b)(1).
    for (const node of nodes) node.expected = [...new Set(equivalent)];
    const any = atDepth(tree, i).find(({ policy }) => policy === ANY_POLICY);
    if (nodes.length === 0 && any !== undefined) addChild(any.parent!, ID_P, [...new Set(equivalent)]);
  }
  // (b)(2)(ii).
  return pruned(tree, i);
}

/** Nodes whose parent is anyPolicy, at any depth. */
const validPolicyNodeSet = (node: Node): Node[] =>
  node.children.flatMap((child) => [...(node.policy === ANY_POLICY ? [child] : []), ...validPolicyNodeSet(child)]);

/** §6.1.5 (g). */
function intersection(tree: Node, n: number, initial: readonly string[]): Node | undefined {
  // (ii).
  if (initial.includes(ANY_POLICY)) return tree;
  // (iii) 1 and 2.
  const nodes = validPolicyNodeSet(tree);
  for (const node of nodes) {
    if (node.policy === ANY_POLICY || initial.includes(node.policy)) continue;
    node.parent!.children = node.parent!.children.filter((child) => child !== node);
  }
  // (iii) 3.
  const any = atDepth(tree, n).find(({ policy }) => policy === ANY_POLICY);
  if (any?.parent !== undefined) {
    for (const policy of initial) if (!nodes.some((node) => node.policy === policy)) addChild(any.parent, policy);
    any.parent.children = any.parent.children.filter((child) => child !== any);
  }
  // (iii) 4.
  return pruned(tree, n);
}

/** The policies of the valid_policy_node_set; anyPolicy only where it is a policy of certificate n. */
function policiesOf(tree: Node, n: number): string[] {
  const last = new Set(atDepth(tree, n));
  const nodes = validPolicyNodeSet(tree).filter((node) => node.policy !== ANY_POLICY || last.has(node));
  return [...new Set(nodes.map(({ policy }) => policy))];
}
