/** PSK binders: each binds a pre-shared key to the ClientHello that offers it (RFC 8446 §4.2.11.2). */
import type { Bytes } from '../../bytes/index.ts';
import { encode } from '../../codec/index.ts';
import { type ClientHelloExtension, extensionValue } from '../messages/extensions.ts';
import { type ClientHello, HELLOS } from '../messages/hellos.ts';
import type { Transcript } from '../messages/transcript.ts';
import { type EarlySecret, finishedMac, type SecretWatch } from './key-schedule.ts';

/** The binder of a ClientHello: an HMAC over the earlier messages and this one, up to the list of binders at its end.
 * @param hello - with its header; its binders are not read. @param before - the transcript so far, with the PSK's hash. */
export function binderOf(
  early: EarlySecret,
  before: Transcript,
  hello: Uint8Array,
  binders: readonly Uint8Array[],
  watch?: SecretWatch,
): Bytes {
  const lengthOfBinders = binders.reduce((length, binder) => length + 1 + binder.length, 2);
  const truncated = hello.subarray(0, hello.length - lengthOfBinders);
  const binderKey = early.binderKey(watch);
  const binder = finishedMac(early.hash, binderKey, before.add(truncated).digest());
  binderKey.fill(0);
  return binder;
}

/** A PskIdentity. */
export interface OfferedTicket {
  readonly identity: Uint8Array;
  readonly obfuscatedTicketAge: number;
}

/** Adds a ticket and its binder to a ClientHello, as the last extension. @param before - as in `binderOf`. */
export function withTicket(
  hello: ClientHello,
  ticket: OfferedTicket,
  early: EarlySecret,
  before: Transcript,
  watch?: SecretWatch,
): ClientHello {
  const ending = (binder: Uint8Array): ClientHello => {
    const last: ClientHelloExtension = {
      kind: 'pre_shared_key',
      value: { identities: [ticket], binders: [binder] },
    };
    return { ...hello, extensions: [...(hello.extensions ?? []), last] };
  };
  const blank = ending(new Uint8Array(early.hash.outputLength));
  const bytes = encode(HELLOS.client_hello.codec, { kind: 'client_hello', value: blank });
  const { binders } = extensionValue(blank.extensions, 'pre_shared_key')!;
  return ending(binderOf(early, before, bytes, binders, watch));
}
