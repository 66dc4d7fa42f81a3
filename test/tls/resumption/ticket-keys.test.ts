/** Tickets, as values. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bytes, utf8ToBytes } from '../../../src/bytes/index.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import { TicketKeys } from '../../../src/tls/index.ts';
import type { TicketContext, TicketState } from '../../../src/tls/resumption/ticket-keys.ts';

const bytes = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength }) as fc.Arbitrary<Bytes>;
const keys = bytes(32, 32).filter((key) => key.some((byte) => byte !== 0));
const contexts: fc.Arbitrary<TicketContext> = fc.record({
  use: fc.constantFrom('sha256', 'sha384').map(utf8ToBytes),
  serverName: bytes(0, 255),
  protocol: bytes(0, 20),
  policy: bytes(32, 32),
});
const states: fc.Arbitrary<TicketState> = fc.record({
  suite: fc.nat(0xffff),
  secret: bytes(32, 64),
  issuedAt: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  expiresAt: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  ticketAgeAdd: fc.nat(2 ** 31),
  clientCertificates: fc.array(bytes(1, 50), { maxLength: 3 }),
});
const random = seededRandom('tickets');
const copyOf = (state: TicketState): TicketState => structuredClone(state);

describe('properties', () => {
  it('opens what it sealed, and no two tickets are alike', () => {
    fc.assert(
      fc.property(keys, contexts, states, (key, context, state) => {
        const owner = new TicketKeys([key]);
        const [one, other] = [owner.seal(state, context, random), owner.seal(state, context, random)];
        expect(owner.open(one, context)).toEqual(state);
        expect(new TicketKeys([key]).open(other, context)).toEqual(state);
        expect(one.subarray(16)).not.toEqual(other.subarray(16));
      }),
    );
  });

  it('opens with no other key', () => {
    fc.assert(
      fc.property(keys, keys, contexts, states, (key, other, context, state) => {
        fc.pre(key.join() !== other.join());
        const ticket = new TicketKeys([key]).seal(state, context, random);
        expect(new TicketKeys([other]).open(ticket, context)).toBeUndefined();
        // Not even where it is passed off as the other key's own.
        const renamed = ticket.slice();
        renamed.set(new TicketKeys([other]).seal(state, context, random).subarray(0, 16));
        expect(new TicketKeys([other]).open(renamed, context)).toBeUndefined();
      }),
    );
  });

  it('opens for no other use, name, protocol or policy', () => {
    fc.assert(
      fc.property(keys, contexts, contexts, states, (key, context, other, state) => {
        const owner = new TicketKeys([key]);
        const ticket = owner.seal(state, context, random);
        for (const field of ['use', 'serverName', 'protocol', 'policy'] as const) {
          if (context[field].join() === other[field].join()) continue;
          expect(owner.open(ticket, { ...context, [field]: other[field] })).toBeUndefined();
        }
      }),
    );
  });

  it('opens for no other client: not with any bit changed, nor cut, nor longer', () => {
    fc.assert(
      fc.property(keys, contexts, states, fc.nat(), (key, context, state, at) => {
        const owner = new TicketKeys([key]);
        const ticket = owner.seal(state, context, random);
        const flipped = ticket.slice();
        flipped[(at >> 3) % ticket.length] ^= 1 << (at & 7);
        expect(owner.open(flipped, context)).toBeUndefined();
        expect(owner.open(ticket.subarray(0, at % ticket.length), context)).toBeUndefined();
        expect(owner.open(new Uint8Array([...ticket, 0]), context)).toBeUndefined();
      }),
    );
  });

  it('rotates: the first seals, all open, and what is left out opens nothing', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(keys, { minLength: 3, maxLength: 3 }),
        contexts,
        states,
        ([a, b, c], context, state) => {
          fc.pre(new Set([a, b, c].map(String)).size === 3);
          const owner = new TicketKeys([a]);
          const ofA = owner.seal(copyOf(state), context, random);
          owner.replace([b, a]);
          expect(owner.open(ofA, context)).toEqual(state);
          const ofB = owner.seal(copyOf(state), context, random);
          expect(new TicketKeys([b]).open(ofB, context)).toEqual(state);
          owner.replace([c, b]);
          expect(owner.open(ofA, context)).toBeUndefined();
          expect(owner.open(ofB, context)).toEqual(state);
        },
      ),
    );
  });
});

describe('misuse', () => {
  const key = new Uint8Array(32).fill(1);
  it.each([
    ['no key', [], 'out-of-range'],
    ['a key of zeros (CVE-2020-13777)', [key, new Uint8Array(32)], 'insecure'],
    ['a short key', [new Uint8Array(16).fill(1)], 'out-of-range'],
    ['a key twice', [key, key.slice()], 'out-of-range'],
    ['a text', ['secret' as unknown as Uint8Array], 'wrong-type'],
    ['a crowd of keys', Array.from({ length: 17 }, (_, i) => new Uint8Array(32).fill(i + 1)), 'out-of-range'],
  ])('refuses %s', (_, wrong, code) => {
    const error = expect.objectContaining({
      name: 'UsageError',
      code,
      argument: expect.stringMatching(/^keys(\[\d\])?$/),
    });
    expect(() => new TicketKeys(wrong)).toThrow(error);
    const owner = new TicketKeys([key]);
    expect(() => owner.replace(wrong)).toThrow(error);
    // And goes on with the keys that it has.
    const context = { use: utf8ToBytes('sha256'), serverName: key, protocol: key, policy: key };
    const state = { suite: 0x1301, secret: key, issuedAt: 0n, expiresAt: 1n, ticketAgeAdd: 0, clientCertificates: [] };
    expect(owner.open(owner.seal(state, context, random), context)).toEqual(state);
  });

  it('keeps no hold of the caller’s bytes', () => {
    const mine = key.slice();
    const owner = new TicketKeys([mine]);
    mine.fill(0);
    const context = { use: utf8ToBytes('sha256'), serverName: key, protocol: key, policy: key };
    const state = { suite: 0x1301, secret: key, issuedAt: 0n, expiresAt: 1n, ticketAgeAdd: 0, clientCertificates: [] };
    expect(new TicketKeys([key]).open(owner.seal(state, context, random), context)).toEqual(state);
  });
});
