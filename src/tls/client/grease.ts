/** Reserved values (GREASE, RFC 8701 §2): 0x0a0a, 0x1a1a, … 0xfafa, for suites, extensions, groups and versions alike. */
import { randomBytes } from '../../bytes/index.ts';
import type { ClientSettings } from '../options.ts';

/** Draws reserved values, each once. */
export class Grease {
  readonly isOn: boolean;
  readonly #values: number[] = [];
  readonly #random: ClientSettings['random'];

  constructor({ grease, random }: Pick<ClientSettings, 'grease' | 'random'>) {
    this.isOn = grease;
    this.#random = random;
  }

  /** `count` values; none if GREASE is off. */
  take(count: number): number[] {
    return this.isOn ? Array.from({ length: count }, () => this.#draw()) : [];
  }

  #draw(): number {
    const [byte] = randomBytes(this.#random, 1);
    let value = ((byte & 0xf0) | 0x0a) * 0x0101;
    while (this.#values.includes(value)) value = (value + 0x1010) & 0xffff;
    this.#values.push(value);
    return value;
  }
}
