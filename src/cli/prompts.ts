/** Prompts like those of `openssl req`, answered line by line by a user or by a script on standard input. */
import { bytesToUtf8, concat, EncodingError, utf8ToBytes } from '../bytes/index.ts';
import { CliError } from './command.ts';
import { type Context, printable, write } from './context.ts';
import { inputPieces } from './files.ts';

export interface Question {
  readonly text: string;
  /** What an empty answer means. */
  readonly usual: string | undefined;
  /** Minimum and maximum bytes of an answer. */
  readonly least: number;
  readonly most: number;
}

const asked = ({ text, usual }: Question): string => `${printable(text)} [${printable(usual ?? '')}]:`;

/** Maximum length of an input line, more than any answer may have. OpenSSL's limit is the same. */
const MAX_ANSWER = 1024; // bytes

/** The lines of standard input, each read when it is needed: a person sees the question first. */
export class Answers {
  readonly #context: Context;
  readonly #pieces: AsyncGenerator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(context: Context) {
    this.#context = context;
    this.#pieces = inputPieces(context, undefined);
  }

  /** Writes an introduction to standard error. */
  say(text: string): Promise<void> {
    return write(this.#context.world.stderr, text);
  }

  /** Shows a question whose answer is in the configuration. */
  show(question: Question, answer: string): Promise<void> {
    return this.say(`${asked(question)}${printable(answer)}\n`);
  }

  /** Asks a question, again if the answer is too long or too short. An empty answer selects the default, and a full stop omits the field.
   * @returns undefined for an omitted field. @throws CliError `no-answer` if the input ends. */
  async ask(question: Question): Promise<string | undefined> {
    for (;;) {
      const { text, usual, least, most } = question;
      await this.say(asked(question));
      const line = await this.#line(text);
      const answer = line === '' ? (usual ?? '') : line;
      if (answer === '' || line === '.') return undefined;
      const { length } = utf8ToBytes(answer);
      if (length >= least && length <= most) return answer;
      const bound = length < least ? `short, must be at least ${least}` : `long, must be at most ${most}`;
      await this.say(`String too ${bound} bytes long\n`);
    }
  }

  /** Stops reading standard input. */
  async end(): Promise<void> {
    await this.#pieces.return(undefined);
  }

  async #line(question: string): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf(0x0a);
      if (end > MAX_ANSWER || (end < 0 && this.#rest.length > MAX_ANSWER))
        throw new CliError('too-large', `standard input: an answer of more than ${MAX_ANSWER} bytes`);
      if (end >= 0) {
        const line = this.#rest.subarray(0, end);
        this.#rest = this.#rest.subarray(end + 1);
        return text(line);
      }
      const { done, value } = await this.#pieces.next();
      if (done) {
        const advice = 'give -subj, or -batch for the defaults, or set prompt = no in the configuration';
        throw new CliError('no-answer', `standard input: ends before "${question}" is answered; ${advice}`);
      }
      this.#rest = concat(this.#rest, value);
    }
  }
}

/** A line without its line feed, and without the carriage return of Windows. */
function text(line: Uint8Array): string {
  // Programs in C would end the text at the zero byte, and so see another name than the certified one.
  if (line.includes(0)) throw new CliError('bad-answer', 'standard input: an answer contains a NUL');
  try {
    return bytesToUtf8(line).replace(/\r$/, '');
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    throw new CliError('not-utf8', 'standard input: an answer is not UTF-8');
  }
}
