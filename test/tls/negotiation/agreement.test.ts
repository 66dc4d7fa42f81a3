/** What an observer of a key agreement is told. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/hash/index.ts';
import type { TlsEvent } from '../../../src/tls/index.ts';
import { agreeObserved } from '../../../src/tls/negotiation/agreement.ts';
import { GROUP_NAMES, groupsOf } from '../../../src/tls/negotiation/groups.ts';

describe('properties', () => {
  it.each(GROUP_NAMES)('%s: the client is told its private key and the other public value', (name) => {
    const [group] = groupsOf([name], 'name');
    const share = group.generate(seededRandom('client'));
    const answer = group.answer(seededRandom('server'), share.publicValue);
    const events: TlsEvent[] = [];
    const agree = (watch?: Parameters<typeof share.agree>[1]) => ({ shared: share.agree(answer.publicValue, watch) });
    agreeObserved((event) => events.push(event), name, agree);
    expect(events).toMatchObject([
      { kind: 'shared-secret', sharedSecret: answer.shared, ephemeral: { peer: answer.publicValue } },
    ]);
  });

  it('without an observer nothing is copied', () => {
    agreeObserved(undefined, 'x25519', (watch) => {
      expect(watch).toBeUndefined();
      return { shared: new Uint8Array(1) };
    });
  });
});
