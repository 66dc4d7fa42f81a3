/** What a page and `vitrine relay` say to each other. Not in a standard: WebSocket has neither flow control nor a half-close, so both
 * are told in text messages, and the bytes of the connection go in binary ones. */

/** The name of the subprotocol (RFC 6455 §1.9). */
export const RELAY_PROTOCOL = 'vitrine-relay.1';

/** Most bytes that either side has sent and the other has not yet taken. A text message with a decimal number says that so many
 * more were taken. */
export const WINDOW = 2 ** 18;
/** So many taken bytes are told at a time: the sender has the rest of the window meanwhile. */
export const TOLD_AT = WINDOW / 4;

/** The text message that ends one direction. */
export const END = 'end';

/** The bytes that the other side says it has taken; undefined for another text. */
export const takenOf = (text: string): number | undefined => (/^[1-9]\d{0,6}$/.test(text) ? Number(text) : undefined);
