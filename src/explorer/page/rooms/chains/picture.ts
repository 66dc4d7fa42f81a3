/** What the picture shows of the search up to the current step. */
import type { ChainNode, ChainStep } from '../../../work/chains.ts';

export type EdgeState = 'idle' | 'no' | 'unknown' | 'yes';

/** A line from a certificate up to one whose key may have signed it. */
export interface Edge {
  readonly from: ChainNode;
  readonly to: ChainNode;
  readonly state: EdgeState;
  /** The search is here. */
  readonly isHere: boolean;
}

export type NodeState = 'bad' | 'good' | 'idle' | 'seen';

/** The lines. @param steps - the steps so far. */
export function edgesAt(nodes: readonly ChainNode[], all: readonly ChainStep[], steps: readonly ChainStep[]): Edge[] {
  const tried = (list: readonly ChainStep[]) => list.filter((step) => step.kind === 'tried');
  const pairs = [
    ...nodes.flatMap(({ id, issuer }) => (issuer === undefined || issuer === id ? [] : [[id, issuer]])),
    // Another certificate with the issuer's name, such as one by which an older root vouches for it.
    ...nodes.flatMap(({ id, subject, issuedBy }) =>
      nodes.flatMap((one) => (subject !== issuedBy && one.subject === issuedBy ? [[id, one.id]] : [])),
    ),
    ...tried(all).map(({ certificate, candidate }) => [certificate, candidate]),
  ];
  const last = steps.at(-1);
  return pairs.flatMap(([child, parent], i) => {
    const from = nodes.find(({ id }) => id === child);
    const to = nodes.find(({ id }) => id === parent);
    if (from === undefined || to === undefined || from === to) return [];
    if (pairs.findIndex(([a, b]) => a === child && b === parent) !== i) return [];
    const step = tried(steps).find(({ certificate, candidate }) => certificate === child && candidate === parent);
    return [{ from, to, state: step?.signed ?? 'idle', isHere: step !== undefined && step === last }];
  });
}

/** What is known about a certificate at this step. Verdicts are known once a path is validated. */
export function nodeStateAt({ id, checks, standing }: ChainNode, steps: readonly ChainStep[]): NodeState {
  const path = steps.findLast((step) => step.kind === 'path');
  if (path?.chosen === true && path.chain.includes(id)) {
    return checks.some(({ outcome }) => outcome === 'fail') ? 'bad' : 'good';
  }
  if (path?.chain.includes(id)) return 'seen';
  const isTried = steps.some(
    (step) => step.kind === 'tried' && (step.certificate === id || (step.candidate === id && step.signed === 'yes')),
  );
  return isTried || (standing === 'asked' && steps.length > 0) ? 'seen' : 'idle';
}
