/** What `web/` and the relay say to each other: see `web/relay-protocol.ts`, which is its other end. A test holds the two equal. */
export const RELAY_PROTOCOL = 'vitrine-relay.1';
export const WINDOW = 2 ** 18;
export const TOLD_AT = WINDOW / 4;
export const END = 'end';
export const takenOf = (text: string): number | undefined => (/^[1-9]\d{0,6}$/.test(text) ? Number(text) : undefined);
