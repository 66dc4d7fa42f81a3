/** The form of a session shows what is used: no choice that does not fit is dropped in silence. */
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/bytes/index.ts';
import { recordHandshake } from '../../src/explain/index.ts';
import { fittingTexts, GROUPS, HANDSHAKE_FIELDS, isFitting, SUITES } from '../../src/explorer/handshakes.ts';
import { handshakeJob, handshakeSettings } from '../../src/explorer/work/handshake.ts';

describe('vectors', () => {
  it.each([
    [
      { suite: 'TLS_RSA_WITH_AES_128_GCM_SHA256', group: 'X25519MLKEM768' },
      { group: '', certificate: 'rsa' },
    ],
    [{ suite: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', certificate: 'rsa' }, { certificate: 'ecdsa' }],
    [{ suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', group: 'X25519MLKEM768' }, { group: 'x25519' }],
    [
      { suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', retry: 'yes', keyUpdate: 'yes', resume: 'yes' },
      { retry: 'no', keyUpdate: 'no', resume: 'yes' },
    ],
    [{ clientAuthentication: 'no', fault: 'no-client-cert' }, { fault: 'no' }],
    [
      { retry: 'yes', group: 'X25519MLKEM768', certificate: 'rsa' },
      { retry: 'yes', group: 'X25519MLKEM768' },
    ],
  ] as readonly (readonly [Record<string, string>, Record<string, string>])[])('%o: %o', (set, shown) => {
    expect(fittingTexts(set)).toMatchObject(shown);
  });
});

describe('properties', () => {
  it('what the form shows is what the session has', () => {
    for (const suite of SUITES) {
      const set = { suite, group: 'X25519MLKEM768', certificate: 'rsa', retry: 'yes', keyUpdate: 'yes' };
      const texts = fittingTexts(set);
      const { group = '', certificate, retry, keyUpdate } = handshakeSettings(set);
      expect({ group, certificate }).toEqual({ group: texts['group'], certificate: texts['certificate'] });
      expect([retry, keyUpdate]).toEqual([texts['retry'] === 'yes', texts['keyUpdate'] === 'yes']);
      for (const { name } of HANDSHAKE_FIELDS)
        if (texts[name] !== '') expect(isFitting(name, texts[name], texts), `${suite} ${name}`).toBe(true);
    }
  });
});

describe('lists', () => {
  it('are offers, in their order; nothing that the suite above forbids is dropped then', () => {
    const set = {
      ...{ suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', group: 'X25519MLKEM768', certificate: 'ecdsa' },
      ...{
        keyUpdate: 'yes',
        retry: 'yes',
        serverGroups: 'secp256r1,x25519',
        clientSuites: SUITES.toReversed().join(','),
      },
    };
    const { offers, group, certificate, keyUpdate, retry } = handshakeSettings(set);
    expect(offers).toEqual({ client: { suites: SUITES.toReversed() }, server: { groups: ['secp256r1', 'x25519'] } });
    expect({ group, certificate, keyUpdate, retry }).toEqual({
      ...{ group: 'X25519MLKEM768', certificate: 'ecdsa', keyUpdate: true, retry: false },
    });
    expect(fittingTexts(set)).toMatchObject({ retry: 'no', certificate: 'ecdsa', group: 'X25519MLKEM768' });
    expect(handshakeSettings({})).not.toHaveProperty('offers');
  });

  it('any of them is a session that runs, or fails as a session does', async () => {
    // Of each list: none, one, all from the last on.
    const lists = (all: readonly string[]) => ['', all[0], all.at(-1)!, all.toReversed().join(',')];
    for (const [i, suites] of lists(SUITES).entries())
      for (const [k, groups] of lists(GROUPS).entries()) {
        const other = { serverSuites: lists(SUITES)[(i + k) % 4], serverGroups: lists(GROUPS)[(i + 2 * k) % 4] };
        const settings = { suite: SUITES[3], clientSuites: suites, clientGroups: groups, ...other };
        if (suites === '' && groups === 'X25519MLKEM768') {
          // The suite above is of TLS 1.2 and needs a group, which this is none of there: the client is refused by name.
          await expect(recordHandshake(handshakeSettings(settings))).rejects.toMatchObject({ argument: 'groups' });
          continue;
        }
        const { run, events } = await recordHandshake(handshakeSettings(settings));
        expect(run).toMatchObject({ command: 'handshake' });
        expect(events.filter(({ source }) => source === 'end').length, JSON.stringify(settings)).toBeGreaterThan(0);
      }
  });

  it('are told in Chinese too', async () => {
    const each: readonly Readonly<Record<string, string>>[] = [
      { clientSuites: SUITES.join(','), serverSuites: `${SUITES[1]},${SUITES[0]}`, serverGroups: 'secp256r1' },
      { clientSuites: SUITES[3], serverSuites: SUITES[0] },
      { clientSuites: SUITES[6], serverSuites: SUITES[6] },
      { clientGroups: GROUPS.join(','), suite: SUITES[3], resume: 'yes' },
    ];
    for (const settings of each) {
      const { html } = await handshakeJob({
        settings: { clientGroups: 'x25519,secp256r1', ...settings },
        language: 'zh',
      });
      const [, section] = /<h2[^>]*>双方各有什么，服务器怎样选([\s\S]*?)线路上传了什么/.exec(html)!;
      expect(section).toContain('服务器选定');
      expect(section).not.toMatch(/the (client|server)|our first|nothing|resumed/);
    }
  });

  it.each([
    ['what is not in the list', 'x25519,ffdhe2048'],
    ['what is twice in it', 'x25519,x25519'],
    ['an empty place', 'x25519,'],
  ])('%s is refused', (_, serverGroups) => {
    expect(() => handshakeSettings({ serverGroups })).toThrow(UsageError);
  });
});

describe('misuse', () => {
  it('a choice of no list is refused, where the suite has no use for it too', () => {
    expect(() => handshakeSettings({ suite: 'TLS_RSA_WITH_AES_128_GCM_SHA256', group: 'ffdhe2048' })).toThrow(
      UsageError,
    );
  });
});
