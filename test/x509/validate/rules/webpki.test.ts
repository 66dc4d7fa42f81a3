import { describe, expect, it } from 'vitest';
import { failing, validate } from '../../../fixtures/chain.ts';
import { now } from '../../../fixtures/drafts.ts';
import { day, LEAVES, lasting, middle, plain, ROOTS, server, sound, trusted } from '../../../fixtures/webpki-cases.ts';

const judge = (leaf = server(), root = plain) =>
  failing(validate({ leaf, intermediates: [middle], roots: [root], time: now, profile: 'webpki' }));

describe('the profile webpki', () => {
  it('accepts a certificate of the web', () => expect(judge()).toEqual([]));

  it.each(LEAVES)('demands %s', (_, leaf, codes) => expect(judge(leaf)).toEqual(codes));

  it.each([
    ['2030-05-20T00:00:00Z', 47],
    ['2028-05-20T00:00:00Z', 100],
    ['2026-05-20T00:00:00Z', 200],
    ['2025-05-20T00:00:00Z', 398],
  ])('from %s on at most %d days', (from, days) => {
    const time = new Date(Date.parse(from) + day);
    const at = (length: number) =>
      failing(
        validate({
          ...{
            leaf: server(sound, lasting(from, length)),
            intermediates: [middle],
            roots: [plain],
            profile: 'webpki',
            time,
          },
          off: ['validity'],
        }),
      );
    expect([at(days), at(days + 1)]).toEqual([[], ['validity-too-long']]);
  });

  it.each(ROOTS)('demands of a root %s', (_, extensions, codes) =>
    expect(judge(server(), trusted(...extensions))).toEqual(codes),
  );
});
