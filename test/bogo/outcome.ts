/** What the shim's exit codes mean to BoringSSL's runner. */
export const EXIT = { ok: 0, failed: 1, unimplemented: 89 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** A flag, or a value of one, that the shim does not know: the runner counts the test as one that does not apply. */
export class CliFlagError extends Error {}

/** The connection is not what a flag says that it must be. */
export class UnexpectedSession extends Error {}
