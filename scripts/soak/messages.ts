/** What the server's process and the clients' tell each other. */

export interface Asked {
  readonly port: number;
  readonly version: string;
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
  /** One client each. */
  readonly namespaces: readonly string[];
  /** How many more clients watch all namespaces. */
  readonly everywhere: number;
}

/** All watches stand. */
export interface Told {
  readonly ready: true;
}

/** How many updates there were. */
export interface Ended {
  readonly total: number;
  readonly counts: Readonly<Record<string, number>>;
}

export interface Counted {
  /** What a client missed, or got in a wrong order. */
  readonly faults: readonly string[];
}
