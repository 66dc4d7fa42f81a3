/** Stateless session tickets (RFC 8446 §4.6.1, RFC 5077): the ticket contains all that the server needs to resume the session, encrypted under a
 * key that only the server has. */
import {
  assertBytes,
  type Bytes,
  concat,
  equalBytes,
  type Random,
  randomBytes,
  UsageError,
  utf8ToBytes,
} from '../../bytes/index.ts';
import { CipherError, chacha20Poly1305 } from '../../cipher/index.ts';
import {
  type Codec,
  cite,
  decode,
  encode,
  fixed,
  list,
  named,
  opaque,
  rest,
  struct,
  uint16,
  uint32,
  uint64,
  type ValueOf,
  vector,
} from '../../codec/index.ts';
import { hkdfExpand, sha256 } from '../../hash/index.ts';

const KEY = 32; // bytes
const NAME = 16; // bytes
const SALT = 32; // bytes
const NONCE = 12; // bytes
const TAG = 16; // bytes
/** Bounds the comparisons for each unknown ticket. */
const MAX_KEYS = 16;

/** The format of a ticket on the wire, as RFC 5077 §4 recommends. */
const ticket = struct('Ticket', 'RFC 5077 §4', { keyName: fixed(NAME), salt: fixed(SALT), sealed: rest() });

/** The encrypted content of a ticket. Times are milliseconds since 1970. */
const ticketState = struct('TicketState', 'RFC 5077 §4', {
  /** The suite's number. */
  suite: uint16,
  /** The PSK in TLS 1.3; the master secret in TLS 1.2. */
  secret: opaque(8, 32, 64),
  issuedAt: uint64,
  expiresAt: uint64,
  /** 0 in TLS 1.2. */
  ticketAgeAdd: uint32,
  /** The client's certificates, leaf first; empty if none was requested. */
  clientCertificates: vector(
    24,
    0,
    2 ** 24 - 1,
    list(cite('RFC 8446 §4.4.2', named('X509Certificate', opaque(24, 1, 2 ** 24 - 1)))),
  ),
});

const describedTicketContextCodec = struct('TicketContext', 'Not in the RFC: what our tickets are bound to', {
  /** `TLSv1.2`, or in TLS 1.3 the name of the suite's hash: a PSK may be used with that hash alone. */
  use: opaque(8, 1, 255),
  /** Empty if the client sent none. */
  serverName: opaque(8, 0, 255),
  /** The ALPN protocol; empty if none was negotiated. */
  protocol: opaque(8, 0, 255),
  /** Digest of the policy for client certificates. */
  policy: fixed(32),
});

export interface TicketState extends ValueOf<typeof ticketState> {}
export interface TicketContext extends ValueOf<typeof describedTicketContextCodec> {}
/** The additional data of the AEAD: a ticket does not decrypt in another context. */
export const ticketContextCodec: Codec<TicketContext> = describedTicketContextCodec;

interface Row {
  readonly name: Bytes;
  readonly key: Bytes;
}

/** The keys that encrypt a server's tickets. All connections of a server share one instance. Anyone who has a key can decrypt and forge
 * tickets under it (CVE-2020-13777). Each ticket is encrypted with ChaCha20-Poly1305 under its own key and nonce, derived from a ticket
 * key and a random salt of 32 bytes. */
export class TicketKeys {
  #rows: readonly Row[] = [];

  /** @param keys - of 32 random bytes each: the first encrypts, all of them decrypt. They are copied.
   * @throws UsageError as `replace`. */
  constructor(keys: readonly Uint8Array[]) {
    this.replace(keys);
  }

  /** Rotates the keys: the new key first, then those whose tickets are still accepted. Tickets under other keys no longer decrypt.
   * @throws UsageError `insecure` for a key of zeros; `out-of-range` for none, for more than 16, for a key of another length, and for a
   * duplicate key. */
  replace(keys: readonly Uint8Array[]): void {
    if (!Array.isArray(keys) || keys.length < 1 || keys.length > MAX_KEYS) {
      throw new UsageError('out-of-range', 'keys', `must be 1..${MAX_KEYS} keys`);
    }
    for (const [i, key] of keys.entries()) {
      assertTicketKey(key, `keys[${i}]`);
      if (keys.slice(0, i).some((other) => equalBytes(other, key))) {
        throw new UsageError('out-of-range', `keys[${i}]`, 'must not repeat a key');
      }
    }
    for (const { key } of this.#rows) key.fill(0);
    this.#rows = keys.map((key) => ({ name: expand(key, NAME_LABEL, NAME), key: new Uint8Array(key) }));
  }

  /** @returns the ticket. Timing: depends on lengths only (as far as the JIT allows). */
  seal(state: TicketState, context: TicketContext, random: Random): Bytes {
    const [{ name: keyName, key }] = this.#rows;
    const salt = randomBytes(random, SALT);
    const plaintext = encode(ticketState, state);
    const sealed = once(key, salt, (aead, nonce) => aead.seal(nonce, plaintext, boundTo(keyName, salt, context)));
    plaintext.fill(0);
    return encode(ticket, { keyName, salt, sealed });
  }

  /** @returns undefined if the ticket is not ours or belongs to another context; the two are not distinguished.
   * Timing: depends on lengths and on which key it is, which the ticket states in the clear. */
  open(bytes: Uint8Array, context: TicketContext): TicketState | undefined {
    assertBytes(bytes, 'bytes');
    if (bytes.length < NAME + SALT + TAG) return undefined;
    const { keyName, salt, sealed } = decode(ticket, bytes);
    const row = this.#rows.find(({ name }) => equalBytes(name, keyName));
    if (row === undefined) return undefined;
    try {
      const opened = once(row.key, salt, (aead, nonce) => aead.open(nonce, sealed, boundTo(keyName, salt, context)));
      return decode(ticketState, opened);
    } catch (error) {
      if (error instanceof CipherError) return undefined;
      throw error;
    }
  }
}

function assertTicketKey(key: Uint8Array, argument: string): void {
  assertBytes(key, argument);
  if (key.length !== KEY) throw new UsageError('out-of-range', argument, `must have ${KEY} bytes, got ${key.length}`);
  if (key.every((byte) => byte === 0)) throw new UsageError('insecure', argument, 'is a key of zeros: anyone knows it');
}

const NAME_LABEL = /* @__PURE__ */ utf8ToBytes('ticket name');
const KEY_LABEL = /* @__PURE__ */ utf8ToBytes('ticket key');

const expand = (key: Uint8Array, label: Uint8Array, length: number, context: Uint8Array = new Uint8Array()): Bytes =>
  hkdfExpand(sha256, key, concat(label, context), length);

/** The AEAD of one ticket. Key and nonce are derived from its salt, so the number of tickets per key needs no bound. */
function once<T>(
  ticketKey: Uint8Array,
  salt: Uint8Array,
  use: (aead: ReturnType<typeof chacha20Poly1305>, nonce: Uint8Array) => T,
): T {
  const bytes = expand(ticketKey, KEY_LABEL, KEY + NONCE, salt);
  try {
    return use(chacha20Poly1305(bytes.subarray(0, KEY)), bytes.subarray(KEY));
  } finally {
    bytes.fill(0);
  }
}

/** Not in the RFC: the label is changed with the format, so that an older ticket is not misread. */
const FORMAT = /* @__PURE__ */ utf8ToBytes('ticket 2');

/** The additional data that binds a ticket. */
const boundTo = (keyName: Uint8Array, salt: Uint8Array, context: TicketContext): Bytes =>
  concat(FORMAT, keyName, salt, encode(ticketContextCodec, context));
