/** Admission NodeRestriction: a kubelet writes only its own Node, and pods bound to it (kubernetes plugin/pkg/admission/noderestriction). */
import { forbiddenObject } from '../api/status.ts';
import { type KubernetesObject, textOf } from '../documents.ts';
import { nodeOfUser } from '../rbac/node-authorizer.ts';
import type { Strategy, WriteContext } from '../registry/strategy.ts';

const nameOf = (object: KubernetesObject): string => textOf(object, 'metadata', 'name');

/** A strategy of nodes with that restriction. */
export const restrictedNodes = (strategy: Strategy): Strategy => ({
  ...strategy,
  async admit(object, current, context) {
    requireOwnNode(object, context);
    await strategy.admit?.(object, current, context);
  },
  async admitDelete(current, context) {
    requireOwnNode(current, context);
    await strategy.admitDelete?.(current, context);
  },
});

function requireOwnNode(object: KubernetesObject, { user }: WriteContext): void {
  const node = nodeOfUser(user);
  if (node === undefined || node === nameOf(object)) return;
  const why = `node ${JSON.stringify(node)} is not allowed to modify node ${JSON.stringify(nameOf(object))}`;
  throw forbiddenObject({ group: '', resource: 'nodes' }, nameOf(object), why);
}

/** A strategy of pods with that restriction: a node creates only pods that mirror its own, and changes those bound to it. */
export const restrictedPods = (strategy: Strategy): Strategy => ({
  ...strategy,
  async admit(object, current, context) {
    requireOwnPod(current ?? object, context);
    requireOwnPod(object, context);
    await strategy.admit?.(object, current, context);
  },
  async admitDelete(current, context) {
    requireOwnPod(current, context);
    await strategy.admitDelete?.(current, context);
  },
});

function requireOwnPod(pod: KubernetesObject, { user }: WriteContext): void {
  const node = nodeOfUser(user);
  if (node === undefined || textOf(pod, 'spec', 'nodeName') === node) return;
  const why = `node ${JSON.stringify(node)} can only change pods with spec.nodeName set to itself`;
  throw forbiddenObject({ group: '', resource: 'pods' }, nameOf(pod), why);
}
