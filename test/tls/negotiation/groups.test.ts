import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/bytes/index.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import { GROUP_NAMES } from '../../../src/tls/index.ts';
import { groupsOf } from '../../../src/tls/negotiation/groups.ts';
import { clientSettings } from '../../../src/tls/options.ts';
import { clientOptions } from '../parties.ts';

const groups = groupsOf(GROUP_NAMES, 'groups');
const random = seededRandom('groups');
const wrong = expect.objectContaining({ code: 'key-share-wrong', alert: 'illegal_parameter' });

describe('properties', () => {
  it.each(groups)('$name: both ends come to the same secret, another one each time', (group) => {
    const seen = new Set<string>();
    for (let i = 0; i < 4; i++) {
      const ours = group.generate(random);
      const { publicValue, shared } = group.answer(random, ours.publicValue);
      expect(ours.agree(publicValue)).toEqual(shared);
      seen.add(shared.join());
    }
    expect(seen.size).toBe(4);
  });

  it('has the lengths that RFC 10024 says', () => {
    const [group] = groupsOf(['X25519MLKEM768'], 'groups');
    const ours = group.generate(random);
    const { publicValue, shared } = group.answer(random, ours.publicValue);
    expect([ours.publicValue.length, publicValue.length, shared.length]).toEqual([1216, 1120, 64]);
  });
});

describe('misuse', () => {
  it.each(groups)('$name: refuses a public value of another length', (group) => {
    const { publicValue } = group.generate(random);
    for (const bad of [publicValue.subarray(1), concat(publicValue, new Uint8Array(1)), new Uint8Array(1)]) {
      expect(() => group.answer(random, bad)).toThrow(wrong);
    }
  });

  it('refuses a coefficient that is not below q, and a point that gives zero, in a hybrid share alike', () => {
    const [group] = groupsOf(['X25519MLKEM768'], 'groups');
    const { publicValue } = group.generate(random);
    const coefficient = publicValue.slice();
    coefficient.fill(0xff, 0, 3);
    expect(() => group.answer(random, coefficient)).toThrow(wrong);
    const point = publicValue.slice();
    point.fill(0, 1184);
    expect(() => group.answer(random, point)).toThrow(wrong);
    const answer = group.answer(random, publicValue).publicValue;
    answer.fill(0, 1088);
    expect(() => group.generate(random).agree(answer)).toThrow(wrong);
  });

  it('has no group that is not named, and none twice', () => {
    for (const names of [[], ['x448'], ['x25519', 'x25519']]) {
      expect(() => groupsOf(names, 'groups')).toThrow(expect.objectContaining({ name: 'UsageError' }));
    }
  });

  it('lets no client offer ECDHE of TLS 1.2 alone with a group that TLS 1.3 alone has', () => {
    const ciphers = ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_128_GCM_SHA256'] as const;
    const only = { versions: ['TLSv1.2'], groups: ['X25519MLKEM768'], ciphers } as const;
    const refused = expect.objectContaining({ name: 'UsageError', argument: 'groups' });
    expect(() => clientSettings(clientOptions(only))).toThrow(refused);
    expect(() => clientSettings(clientOptions({ ...only, groups: ['X25519MLKEM768', 'x25519'] }))).not.toThrow();
    const transport = { ...only, ciphers: ciphers.slice(1) } as const;
    expect(() => clientSettings(clientOptions(transport))).not.toThrow();
  });
});
