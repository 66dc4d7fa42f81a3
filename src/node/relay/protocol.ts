/** The protocol between `web/` and the relay; `web/relay-protocol.ts` is the other end's copy. A test checks that the two are equal. */
export const RELAY_PROTOCOL = 'vitrine-relay.1';
export const WINDOW = 2 ** 18;
export const TOLD_AT = WINDOW / 4;
export const END = 'end';
export const takenOf = (text: string): number | undefined => (/^[1-9]\d{0,6}$/.test(text) ? Number(text) : undefined);
