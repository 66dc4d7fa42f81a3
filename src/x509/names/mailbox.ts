/** Mailboxes: the addresses in rfc822Name and emailAddress. */
import { dnsLabels } from './dns-name.ts';

/** A mailbox, `local@host`. */
export interface Mailbox {
  /** The local part without quotes; compared exactly (RFC 5280 §7.5). */
  readonly local: string;
  /** The labels of the host, in lower case. */
  readonly host: readonly string[];
}

/** RFC 5321 §4.1.2: `atext`, in words with dots between. */
const DOT_STRING = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** RFC 5321 §4.1.2: `Quoted-string`. */
const QUOTED_STRING = /^"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*"$/;

/** Reads a mailbox (RFC 5280 §4.2.1.6: the form "Local-part@Domain" of RFC 2821 §4.1.2, which is RFC 5321's).
 * @returns undefined for anything else, and for an address literal in place of the host (`a@[192.0.2.1]`). */
export function readMailbox(text: string): Mailbox | undefined {
  const at = text.lastIndexOf('@');
  // RFC 5321 §4.5.3.1: 64 bytes before the @, 255 after it.
  if (at < 1 || at > 64) return undefined;
  const host = dnsLabels(text.slice(at + 1));
  const before = text.slice(0, at);
  if (host === undefined) return undefined;
  if (DOT_STRING.test(before)) return { local: before, host };
  if (!QUOTED_STRING.test(before)) return undefined;
  return { local: before.slice(1, -1).replace(/\\(.)/g, '$1'), host };
}
