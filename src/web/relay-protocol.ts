/** The protocol between a page and `vitrine relay`. Not in a standard: WebSocket has neither flow control nor a half-close, so
 * text messages carry both, and binary messages carry the bytes of the connection. */

/** The name of the subprotocol (RFC 6455 §1.9). */
export const RELAY_PROTOCOL = 'vitrine-relay.1';

/** Flow control window: maximum bytes that one side has sent and the other has not yet consumed. A text message with a decimal
 * number acknowledges that many more bytes as consumed. */
export const WINDOW = 2 ** 18;
/** Number of consumed bytes after which an acknowledgement is sent; meanwhile the sender can use the rest of the window. */
export const TOLD_AT = WINDOW / 4;

/** The text message that ends one direction. */
export const END = 'end';

/** The number of consumed bytes that a text message acknowledges; undefined for another text. */
export const takenOf = (text: string): number | undefined => (/^[1-9]\d{0,6}$/.test(text) ? Number(text) : undefined);
