/** Keys and times of the parties to handshakes. */
import { seededRandom } from '../../src/hash/index.ts';
import { generateKey, type PrivateKey } from '../../src/keys/index.ts';
import { once } from '../rows.ts';

const random = once(() => seededRandom('bench/p256-parties'));

/** node:tls asks the clock, so that both are valid until 2040. */
export const validity = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2040-01-01T00:00:00Z') };
export const TIME: Date = new Date('2030-01-01T00:00:00Z');
export const newP256Key = (): PrivateKey => generateKey({ type: 'ec', curve: 'P-256', random: random() });
