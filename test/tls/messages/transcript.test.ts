import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/bytes/index.ts';
import { sha256 } from '../../../src/hash/index.ts';
import { Transcript } from '../../../src/tls/messages/transcript.ts';

const messages = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 12 });

describe('properties', () => {
  it('is the hash of all messages, wherever hashing begins and the messages are given up', () => {
    fc.assert(
      fc.property(messages, fc.nat(), fc.nat(), (all, a, b) => {
        const [begin, end] = [a % (all.length + 1), b % (all.length + 1)].toSorted((x, y) => x - y);
        let transcript = Transcript.EMPTY;
        all.forEach((message, i) => {
          if (i === begin) transcript = transcript.hashedBy(sha256);
          if (i === end && i > begin) transcript = transcript.withoutMessages();
          transcript = transcript.add(message);
        });
        if (begin === all.length) transcript = transcript.hashedBy(sha256);
        expect(transcript.digest()).toEqual(sha256.digest(concat(...all)));
      }),
    );
  });

  it('is a value: what is added to it leaves it as it was', () => {
    fc.assert(
      fc.property(messages, fc.uint8Array(), fc.uint8Array(), (before, one, other) => {
        const base = before.reduce((sum, message) => sum.add(message), Transcript.EMPTY).hashedBy(sha256);
        const digest = base.digest();
        const [withOne, withOther] = [base.add(one), base.add(other)];
        expect(withOne.digest()).toEqual(sha256.digest(concat(...before, one)));
        expect(withOther.joined()).toEqual(concat(...before, other));
        expect(base.digest()).toEqual(digest);
      }),
    );
  });
});

describe('misuse', () => {
  it('has no hash before one is agreed on, and no messages after they were given up', () => {
    expect(() => Transcript.EMPTY.digest()).toThrow('no hash');
    const hashed = Transcript.EMPTY.hashedBy(sha256).withoutMessages().add(new Uint8Array(3));
    expect(() => hashed.joined()).toThrow('dropped');
    expect(() => hashed.hashedBy(sha256)).toThrow('dropped');
  });
});
