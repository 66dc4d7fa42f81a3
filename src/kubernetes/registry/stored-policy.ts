/** The current policy: the roles and bindings in the store. */
import type { ResourceType } from '../api/resource-types.ts';
import { DocumentError, type KubernetesObject } from '../documents.ts';
import type { User } from '../identity.ts';
import { type Authorizer, rbacAuthorizer, rbacRules } from '../rbac/authorizer.ts';
import { readPolicy } from '../rbac/read.ts';
import type { Policy, PolicyRule } from '../rbac/rules.ts';
import type { WatchCache } from '../storage/watch-cache.ts';

const RBAC = 'rbac.authorization.k8s.io';

interface Reading {
  readonly events: number;
  readonly authorizer: Authorizer;
  readonly rulesOf: (user: User, namespace: string) => readonly PolicyRule[];
}

export class StoredPolicy {
  readonly #caches: readonly WatchCache[];
  readonly #before: readonly Authorizer[];
  #reading: Reading | undefined;

  /** @param before - authorizers that are consulted before RBAC; the first that allows decides. */
  constructor(caches: ReadonlyMap<ResourceType, WatchCache>, before: readonly Authorizer[]) {
    this.#caches = [...caches].filter(([type]) => type.group === RBAC).map(([, cache]) => cache);
    this.#before = before;
  }

  /** As kube-apiserver's union: where none allows, the reasons of all. */
  readonly authorizer: Authorizer = (user, attributes) => {
    const reasons: string[] = [];
    for (const authorizer of [...this.#before, this.#current().authorizer]) {
      const decision = authorizer(user, attributes);
      if (decision.allowed) return decision;
      if (decision.reason !== '') reasons.push(decision.reason);
    }
    return { allowed: false, reason: reasons.join('\n') };
  };

  readonly rulesOf = (user: User, namespace: string): readonly PolicyRule[] => this.#current().rulesOf(user, namespace);

  /** The policy, read again after each event. */
  #current(): Reading {
    const events = this.#caches.reduce((sum, cache) => sum + cache.events, 0);
    if (this.#reading?.events !== events) {
      const policy = this.#read();
      this.#reading = { events, authorizer: rbacAuthorizer(policy), rulesOf: rbacRules(policy) };
    }
    return this.#reading;
  }

  #read(): Policy {
    const policies = this.#caches.flatMap((cache) => [...cache.objects()].flatMap(policyOf));
    return {
      roles: policies.flatMap(({ roles }) => roles),
      bindings: policies.flatMap(({ bindings }) => bindings),
    };
  }
}

/** An unreadable object, which another program may have written into etcd, grants nothing. This is safe, since rules can only add
 * rights. */
function policyOf(object: KubernetesObject): Policy[] {
  try {
    return [readPolicy([object], 'the store')];
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return [];
  }
}
