import { Transform, type TransformCallback } from 'node:stream';

/** What the letters do that OpenSSL's s_client takes as commands. */
export interface TypedCommands {
  /** Q: ends the connection. */
  quit(): void;
  /** R */
  renegotiate(): void;
  /** K asks the peer to update its keys too, k does not. */
  updateKeys(peer: boolean): void;
}

const COMMANDS: Readonly<Record<string, (commands: TypedCommands) => void>> = {
  Q: (commands) => commands.quit(),
  R: (commands) => commands.renegotiate(),
  K: (commands) => commands.updateKeys(true),
  k: (commands) => commands.updateKeys(false),
};
/** A line that is a letter alone. OpenSSL looks at the first byte of whatever it happens to read at once, and drops the rest of that; so
 * it loses a part of data that is piped into it. */
const COMMAND = /^([QRKk])\r?\n?$/;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const NOTHING = Buffer.alloc(0);

/** Standard input on its way to a server: lines that are commands are carried out, everything else passes unchanged, but for `-crlf`. */
export class TypedInput extends Transform {
  readonly #commands: TypedCommands | undefined;
  readonly #crlf: boolean;
  /** The beginning of a line that may still become a command. */
  #held = NOTHING;
  #isMidLine = false;
  #isOver = false;

  /** @param settings - `commands`: undefined if no line is one. `crlf`: each line feed becomes CR LF. */
  constructor({ commands, crlf }: { readonly commands: TypedCommands | undefined; readonly crlf: boolean }) {
    super();
    this.#commands = commands;
    this.#crlf = crlf;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#commands === undefined) this.#pass(chunk);
    else this.#takeLines(chunk, this.#commands);
    done();
  }

  override _flush(done: TransformCallback): void {
    const held = this.#held;
    this.#held = NOTHING;
    if (held.length > 0) this.#takeLine(held, this.#commands!);
    done();
  }

  #takeLines(chunk: Buffer, commands: TypedCommands): void {
    for (let at = 0; at < chunk.length && !this.#isOver; ) {
      const feed = chunk.indexOf(LINE_FEED, at);
      const end = feed < 0 ? chunk.length : feed + 1;
      const part = chunk.subarray(at, end);
      at = end;
      const line = this.#held.length > 0 ? Buffer.concat([this.#held, part]) : part;
      this.#held = NOTHING;
      if (feed < 0 && !this.#isMidLine && isCommand(line)) this.#held = Buffer.from(line);
      else if (this.#isMidLine) this.#pass(line);
      else this.#takeLine(line, commands);
      this.#isMidLine = feed < 0 && this.#held.length === 0;
    }
  }

  #takeLine(line: Buffer, commands: TypedCommands): void {
    if (!isCommand(line)) {
      this.#pass(line);
      return;
    }
    const letter = String.fromCharCode(line[0]);
    this.#isOver = letter === 'Q';
    COMMANDS[letter](commands);
  }

  #pass(bytes: Buffer): void {
    this.push(this.#crlf ? withCarriageReturns(bytes) : bytes);
  }
}

const isCommand = (line: Buffer): boolean => line.length <= 3 && COMMAND.test(line.toString('latin1'));

/** As OpenSSL's -crlf: before each line feed, whatever stands there. */
function withCarriageReturns(bytes: Buffer): Buffer {
  const out = Buffer.alloc(bytes.length + bytes.filter((byte) => byte === LINE_FEED).length);
  let to = 0;
  for (const byte of bytes) {
    if (byte === LINE_FEED) out[to++] = CARRIAGE_RETURN;
    out[to++] = byte;
  }
  return out;
}
