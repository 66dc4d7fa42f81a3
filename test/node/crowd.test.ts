import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { networkOf, type Peer, peerToDrop } from '../../src/node/crowd.ts';

const peers = (...list: [name: string, network: string, rank: number | undefined][]) =>
  list.map(([name, network, rank]) => ({ name, network, rank }));

describe('vectors', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:192.0.2.7', '192.0.2.7'],
    [undefined, ''],
  ])('the network of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('an IPv6 address counts for its /64', () => {
    const one = networkOf('2001:db8:1:2::1');
    expect(networkOf('2001:db8:1:2:ffff::')).toBe(one);
    expect(networkOf('2001:db8:1:3::1')).not.toBe(one);
    expect(networkOf('fe80::1%eth0')).toBe(networkOf('fe80::2'));
  });

  it('the lowest rank goes first, there the network that holds most, there the oldest', () => {
    const crowd = peers(['a', 'x', 1], ['b', 'y', 0], ['c', 'z', 0], ['d', 'z', 0], ['e', 'x', 1], ['f', 'x', 1]);
    expect(peerToDrop(crowd)?.name).toBe('c');
    expect(peerToDrop(crowd.filter(({ rank }) => rank === 1))?.name).toBe('a');
  });

  it('counts the places that a network holds, whatever their rank', () => {
    expect(peerToDrop(peers(['a', 'x', 0], ['b', 'y', 0], ['c', 'y', 1]))?.name).toBe('b');
  });

  it('a network with few slots is spared while a crowd of another holds more than half', () => {
    const many = (name: string, count: number, rank: number) =>
      new Array(count).fill(0).map((_, i): [string, string, number] => [`${name}${i}`, name, rank]);
    expect(peerToDrop(peers(...many('crowd', 40, 1), ['late', 'x', 0]))?.name).toBe('crowd0');
    expect(peerToDrop(peers(...many('crowd', 20, 1), ...many('crowd', 20, 0), ['late', 'x', 0]))?.name).toBe('crowd0');
    // Nine silent peers are no few, thirty no crowd, and a crowd with less than half is none that pushes others out.
    expect(peerToDrop(peers(...many('crowd', 40, 1), ...many('silent', 9, 0)))?.name).toBe('silent0');
    expect(peerToDrop(peers(...many('crowd', 30, 1), ['late', 'x', 0]))?.name).toBe('late');
    expect(peerToDrop(peers(...many('one', 40, 1), ...many('two', 40, 1), ['late', 'x', 0]))?.name).toBe('late');
  });

  it('some stay', () => {
    expect(peerToDrop(peers(['a', 'x', undefined], ['b', 'y', 3]))?.name).toBe('b');
    expect(peerToDrop(peers(['a', 'x', undefined]))).toBeUndefined();
    expect(peerToDrop([])).toBeUndefined();
  });
});

describe('properties', () => {
  it('no other of the lowest rank is of a network that holds more, or older in its own', () => {
    const rank = fc.constantFrom(0, 1, undefined);
    fc.assert(
      fc.property(fc.array(fc.record({ network: fc.constantFrom('x', 'y', 'z'), rank })), (crowd: Peer[]) => {
        const held = (peer: Peer) => crowd.filter(({ network }) => network === peer.network).length;
        const ranks = crowd.flatMap((peer) => (peer.rank === undefined ? [] : [peer.rank]));
        const lowest = crowd.filter((peer) => peer.rank === Math.min(...ranks));
        const chosen = peerToDrop(crowd);
        expect(chosen === undefined).toBe(lowest.length === 0);
        if (chosen === undefined) return;
        expect(held(chosen)).toBe(Math.max(...lowest.map(held)));
        expect(lowest.find(({ network }) => network === chosen.network)).toBe(chosen);
      }),
    );
  });
});
