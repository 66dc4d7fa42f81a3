/** Credentials by server name, as with `tls.Server.addContext`. */
import { UsageError } from '../bytes/index.ts';
import type { AnyCredentials } from '../tls/index.ts';

const NAME = /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i;

/** Credentials for exact names, and for names whose first label is `*`, which stands for one label. */
export class SniContexts {
  readonly #all = new Map<string, AnyCredentials>();

  /** A later context replaces an earlier one of the same name. @throws UsageError `out-of-range` for any other text. */
  add(name: string, credentials: AnyCredentials): void {
    if (typeof name !== 'string' || name.length > 255 || !NAME.test(name)) {
      throw new UsageError('out-of-range', 'hostname', 'must be a DNS name, or one that begins with *.');
    }
    this.#all.set(name.toLowerCase(), credentials);
  }

  /** The context of exactly this name, otherwise that of the name with `*` as its first label. */
  find(name: string): AnyCredentials | undefined {
    const lower = name.toLowerCase();
    return this.#all.get(lower) ?? this.#all.get(lower.replace(/^[^.]+/, '*'));
  }
}
