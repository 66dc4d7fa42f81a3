/** Text that is written unit by unit, in time and memory proportional to its length. */

/** Units that one call turns into text: a piece of text for each character of a megabyte would take forty times as much memory. */
const CHUNK = 4096;
/** The longest that one call of `numbered` writes. */
const MARGIN = 10;
const DIGITS = '0123456789ABCDEF';
const HEX = Uint8Array.from(DIGITS, (digit) => digit.charCodeAt(0));
const BACKSLASH = 0x5c;

/** Writes text, and the escapes of names: a backslash and upper-case hexadecimal. */
export class TextBuilder {
  #text = '';
  #units = new Uint16Array(64);
  #used = 0;

  /** UTF-16 units written so far. */
  get length(): number {
    return this.#text.length + this.#used;
  }

  /** One UTF-16 unit. */
  unit(unit: number): void {
    if (this.#used + MARGIN > this.#units.length) this.#makeRoom();
    this.#units[this.#used++] = unit;
  }

  /** One character. */
  character(code: number): void {
    if (code > 0xffff) this.unit(0xd800 + ((code - 0x10000) >> 10));
    this.unit(code > 0xffff ? 0xdc00 + (code & 0x3ff) : code);
  }

  /** `\E9`: a byte. */
  escape(byte: number): void {
    this.unit(BACKSLASH);
    this.#units[this.#used++] = HEX[byte >> 4];
    this.#units[this.#used++] = HEX[byte & 15];
  }

  /** `\U4E2D`: a backslash, a letter, and a number of that many digits, at most 8. */
  numbered(letter: number, value: number, digits: number): void {
    this.unit(BACKSLASH);
    this.#units[this.#used++] = letter;
    for (let shift = 4 * (digits - 1); shift >= 0; shift -= 4) this.#units[this.#used++] = HEX[(value >>> shift) & 15];
  }

  /** What was written. */
  end(): string {
    this.#flush();
    return this.#text;
  }

  #makeRoom(): void {
    this.#flush();
    if (this.#units.length < CHUNK) this.#units = new Uint16Array(CHUNK);
  }

  #flush(): void {
    const written = this.#units.subarray(0, this.#used) as unknown as number[];
    this.#text += String.fromCharCode.apply(null, written);
    this.#used = 0;
  }
}
