/** One of a node's two certificates over its life: obtained, kept, and replaced in time (kubernetes client-go util/certificate, `Manager`). */
import type { ApiClient } from '../client/api-client.ts';
import type { StoredPair } from './certificate-store.ts';
import {
  type NodeCertificateOptions,
  obtainCertificate,
  type RotationOptions,
  rotateInTime,
} from './node-certificates.ts';

export interface KeepOptions extends Pick<RotationOptions, 'askedToRotate'> {
  /** Calls the API server with the node's own certificate. */
  client(): ApiClient;
  /** Called with each new pair. Default: none. */
  onPair?(pair: StoredPair): void;
}

export class CertificateManager {
  readonly #options: NodeCertificateOptions;
  #current: StoredPair;

  private constructor(options: NodeCertificateOptions, first: StoredPair) {
    this.#options = options;
    this.#current = first;
  }

  /** Removes and reports what killed runs left, then takes the pair of an earlier run unless it has expired, and otherwise requests one.
   * @throws as `obtainCertificate` and `CertificateStore.current`. */
  static async open(options: NodeCertificateOptions): Promise<CertificateManager> {
    const { store, onNews, onLeftover } = options;
    await store.clearLeftovers(onLeftover ?? (() => undefined));
    for (const path of await store.unusedPairs()) {
      onNews(
        `found ${path}, a pair that an interrupted run stored but did not put in use; it is not used, and left where it is`,
      );
    }
    const stored = await store.current();
    const isUsable = stored !== undefined && stored.certificate.notAfter > options.now();
    return new CertificateManager(options, isUsable ? stored : await obtainCertificate(options));
  }

  /** The newest pair. */
  get current(): StoredPair {
    return this.#current;
  }

  /** Replaces the pair whenever it is due, until the signal of its options aborts. */
  keep({ client, onPair, askedToRotate }: KeepOptions): Promise<void> {
    return rotateInTime(this.#current, {
      ...this.#options,
      client,
      ...(askedToRotate && { askedToRotate }),
      onPair: (pair) => {
        this.#current = pair;
        onPair?.(pair);
      },
    });
  }
}
