/** STARTTLS: how a plaintext connection is upgraded to TLS. One function for each protocol, with the same commands as `openssl
 * s_client -starttls`. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { concat, utf8ToBytes } from '../bytes/index.ts';
import { wordValue } from './arguments.ts';
import { CliError, EXIT, usageError } from './command.ts';
import { quoted } from './context.ts';

/** Maximum bytes of one answer. */
const MAX_ANSWER = 65_536;
/** Milliseconds for the whole exchange. */
const PATIENCE = 10_000;

/** The name by which OpenSSL introduces itself to a mail server. */
const OWN_NAME = 'mail.example.com';

const refused = (answer: string): CliError =>
  new CliError('starttls-refused', `the server does not go on in TLS: ${quoted(answer)}`, EXIT.no);
const network = (what: string): CliError => new CliError('starttls-cut-off', what, EXIT.network);

/** The exchange before TLS. */
export class Dialogue {
  readonly #socket: Socket;
  readonly #signal: AbortSignal;
  #received: Uint8Array = new Uint8Array();
  /** Bytes of this answer so far. */
  #taken = 0;

  constructor(socket: Socket, signal: AbortSignal) {
    this.#socket = socket;
    this.#signal = signal;
  }

  send(text: string | Uint8Array): void {
    this.#taken = 0;
    this.#socket.write(text);
  }

  /** @throws CliError if the peer ends the connection, or its answer is too long or too late. */
  async bytes(length: number): Promise<Uint8Array> {
    while (this.#received.length < length) await this.#more();
    return this.#take(length);
  }

  /** A line without its end. @throws as `bytes`. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#received.indexOf(0x0a);
      if (end >= 0) return new TextDecoder().decode(this.#take(end + 1)).replace(/\r?\n$/, '');
      await this.#more();
    }
  }

  /** Lines up to the one that ends the answer. @throws as `bytes`. */
  async lines(isLast: (line: string) => boolean): Promise<string[]> {
    const all = [await this.line()];
    while (!isLast(all.at(-1)!)) all.push(await this.line());
    return all;
  }

  /** CVE-2011-0411: bytes that an attacker injected before TLS would be treated as if they had been received under TLS.
   * @throws CliError `starttls-early-bytes` */
  assertSilent(): void {
    const early = this.#received.length + this.#socket.readableLength;
    if (early === 0) return;
    const what = `${early} bytes came between the go-ahead and TLS: someone may have put them in`;
    throw new CliError('starttls-early-bytes', what, EXIT.no);
  }

  #take(length: number): Uint8Array {
    this.#taken += length;
    const taken = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return taken;
  }

  async #more(): Promise<void> {
    if (this.#taken + this.#received.length > MAX_ANSWER) throw refused('an answer without an end');
    const piece: Buffer | null = this.#socket.read();
    if (piece !== null) this.#received = concat(this.#received, piece);
    else if (this.#socket.readableEnded || this.#socket.destroyed) throw network('the server ended the connection');
    else await this.#readable();
  }

  async #readable(): Promise<void> {
    const done = new AbortController();
    const signal = AbortSignal.any([done.signal, this.#signal]);
    try {
      await Promise.race(['readable', 'end', 'close'].map((event) => once(this.#socket, event, { signal })));
    } finally {
      done.abort();
    }
  }
}

/** One step of it. */
export type Speak = (dialogue: Dialogue) => Promise<void>;

/** RFC 3207. The last line of an answer has a space after its code. @param ownName - the client's. */
const smtpAs =
  (ownName: string): Speak =>
  async (dialogue) => {
    const isLast = (line: string): boolean => !/^\d{3}-/.test(line);
    const expect = async (code: string): Promise<void> => {
      const lines = await dialogue.lines(isLast);
      if (!lines.at(-1)!.startsWith(code)) throw refused(lines.at(-1)!);
    };
    await expect('220');
    dialogue.send(`EHLO ${ownName}\r\n`);
    await expect('250');
    dialogue.send('STARTTLS\r\n');
    await expect('220');
  };

/** RFC 3501 §6.2.1. */
const imap: Speak = async (dialogue) => {
  const greeting = await dialogue.line();
  if (!/^\* OK\b/i.test(greeting)) throw refused(greeting);
  for (const command of ['CAPABILITY', 'STARTTLS']) {
    dialogue.send(`. ${command}\r\n`);
    const last = (await dialogue.lines((line) => line.startsWith('. '))).at(-1)!;
    if (!/^\. OK\b/i.test(last)) throw refused(last);
  }
};

/** RFC 2595 §4. */
const pop3: Speak = async (dialogue) => {
  for (const command of ['', 'STLS\r\n']) {
    if (command !== '') dialogue.send(command);
    const answer = await dialogue.line();
    if (!answer.startsWith('+OK')) throw refused(answer);
  }
};

/** PostgreSQL's frontend/backend protocol, SSLRequest: its length, and its code. */
const postgres: Speak = async (dialogue) => {
  dialogue.send(Uint8Array.of(0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f));
  const [answer] = await dialogue.bytes(1);
  if (answer !== 'S'.charCodeAt(0)) throw refused(String.fromCharCode(answer));
};

const START_TLS = utf8ToBytes('1.3.6.1.4.1.1466.20037');

/** RFC 4511 §4.14: an ExtendedRequest, and an ExtendedResponse with resultCode success. */
const ldap: Speak = async (dialogue) => {
  const name = Uint8Array.of(0x80, START_TLS.length, ...START_TLS);
  const protocolOp = Uint8Array.of(0x77, name.length, ...name);
  dialogue.send(Uint8Array.of(0x30, 3 + protocolOp.length, 0x02, 1, 1, ...protocolOp));
  const message = await element(dialogue);
  const parts = elementsOf(message.tag === 0x30 ? message.value : new Uint8Array());
  const response = parts[0]?.tag === 0x02 && parts[1]?.tag === 0x78 ? elementsOf(parts[1].value) : [];
  const [code] = response;
  const isSuccess = code?.tag === 0x0a && code.value.length === 1 && code.value[0] === 0;
  if (isSuccess) return;
  throw refused(response[2] === undefined ? 'no ExtendedResponse' : new TextDecoder().decode(response[2].value));
};

interface Element {
  readonly tag: number;
  readonly value: Uint8Array;
}

/** RFC 4511 §5.1: LDAP's encoding is BER, whose lengths may be longer than they need be; Active Directory's have four bytes. */
async function element(dialogue: Dialogue): Promise<Element> {
  const [tag, first] = await dialogue.bytes(2);
  const more = first < 0x80 ? new Uint8Array() : await dialogue.bytes(first & 0x7f);
  const length = first < 0x80 ? first : more.reduce((sum, byte) => sum * 256 + byte, 0);
  if (length > MAX_ANSWER) throw refused('an answer without an end');
  return { tag, value: await dialogue.bytes(length) };
}

/** The complete elements in a series. */
function elementsOf(bytes: Uint8Array): Element[] {
  const all: Element[] = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const first = bytes[at + 1];
    const more = first < 0x80 ? 0 : first & 0x7f;
    const length = first < 0x80 ? first : bytes.slice(at + 2, at + 2 + more).reduce((sum, byte) => sum * 256 + byte, 0);
    const start = at + 2 + more;
    if (start + length > bytes.length) break;
    all.push({ tag: bytes[at], value: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return all;
}

const PROTOCOLS = { smtp: smtpAs(OWN_NAME), imap, pop3, postgres, ldap } as const;
export const STARTTLS_PROTOCOLS = Object.keys(PROTOCOLS) as readonly (keyof typeof PROTOCOLS)[];

/** The step of a protocol. @param name - our own name, which SMTP alone has. @throws CliError `usage`. */
export function speakerOf(protocol: string | undefined, name: string | undefined): Speak | undefined {
  const word = protocol === undefined ? undefined : wordValue(protocol, 'starttls', STARTTLS_PROTOCOLS);
  if (name === undefined) return word && PROTOCOLS[word];
  if (word !== 'smtp') throw usageError('-name needs -starttls smtp');
  if (!/^[\w.:[\]-]+$/.test(name)) throw usageError(`-name takes a host's name, not ${JSON.stringify(name)}`);
  return smtpAs(name);
}

/** Performs the steps on a connected socket, up to the point where TLS begins.
 * @throws CliError `starttls-refused`, `starttls-early-bytes`, `starttls-cut-off`, `starttls-timeout`; the socket's error. */
export async function prepareForTls(socket: Socket, steps: readonly Speak[], interrupted: AbortSignal): Promise<void> {
  const late = AbortSignal.timeout(PATIENCE);
  const dialogue = new Dialogue(socket, AbortSignal.any([late, interrupted]));
  try {
    for (const speak of steps) await speak(dialogue);
  } catch (error) {
    interrupted.throwIfAborted();
    if (!late.aborted) throw error;
    throw new CliError('starttls-timeout', `no go-ahead for TLS in ${PATIENCE / 1000} s`, EXIT.network);
  }
  dialogue.assertSilent();
}
