/** Attacks by somebody who may read a little, through requests that are crafted: each tries to read what those rights do not give. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { base64ToBytes, bytesToBase64, bytesToUtf8, utf8ToBytes } from '../../../src/bytes/index.ts';
import type { ApiClient } from '../../../src/kubernetes/internal.ts';
import type { LiveCluster } from '../../fixtures/live-cluster.ts';
import { asked, JEWELS, MAPS, openScene, pairOf, raw } from './crafted-scene.ts';

let cluster: LiveCluster;
let eve: ApiClient;
const TEAM = '/api/v1/namespaces/team/configmaps';

beforeAll(async () => {
  ({ cluster, eve } = await openScene());
}, 60_000);
afterAll(() => cluster.close());

describe('rights on one name', () => {
  it.each([
    'fieldSelector=metadata.name%3Dallowed&fieldSelector=',
    'fieldSelector=metadata.name%3Dallowed&fieldSelector=metadata.name%3Dsecret',
    'fieldSelector=metadata.name%3Dallowed%2Cmetadata.name%3Dsecret',
    'fieldSelector=metadata.name%3Dsecret%2Cmetadata.name%3Dallowed',
    'fieldSelector=metadata.name!%3Dallowed',
    'fieldSelector=&fieldSelector=metadata.name%3Dallowed',
    'fieldselector=metadata.name%3Dallowed',
    'fieldSelector=metadata.name%3Dallowed&watch=true',
    'fieldSelector=metadata.name%3Dallowed&watch=false&watch=1',
  ])('a list by %s shows no other', async (query) => {
    expect(await asked(eve, `${MAPS}?${query}`)).not.toContain(JEWELS);
  });

  it.each([
    `${MAPS}/allowed/../secret`,
    `${MAPS}/allowed/%2e%2e/secret`,
    `${MAPS}/allowed%2F..%2Fsecret`,
    `${MAPS}/secret%00`,
    `${MAPS}/allowed;/secret`,
    `${MAPS}/secret?name=allowed`,
    `${MAPS}//secret`,
    '/api/v1/namespaces/team/../default/configmaps/secret',
    '/api/v1/namespaces/team%2F..%2Fdefault/configmaps/secret',
    '/api/v1/namespaces/team/configmaps/../../default/configmaps/secret',
    '//api/v1/namespaces/default/configmaps/secret',
    '/API/v1/namespaces/default/configmaps/secret',
    '/api/v1/namespaces/default/ConfigMaps/secret',
    '/api/v1/namespaces/default/configmaps.v1/secret',
    '/api/v1/namespaces/default/configmaps/secret/',
    '/api/v1/watch/namespaces/default/configmaps/secret',
    '/api/v1/proxy/namespaces/default/configmaps/secret',
    'https://team.svc/api/v1/namespaces/default/configmaps/secret',
    '/apis//v1/namespaces/default/configmaps/secret',
    '/healthz/../api/v1/namespaces/default/configmaps/secret',
  ])('GET %s reaches no other', async (path) => {
    const found = await asked(eve, path);
    expect(found).not.toContain(JEWELS);
    expect(found).toMatch(/^refused: /);
  });

  it('header fields of proxies change neither method, path nor user', async () => {
    const { cert, key } = await pairOf(cluster, 'eve');
    const fields = [
      ...['X-HTTP-Method-Override: DELETE', 'X-Method-Override: DELETE', 'X-HTTP-Method: DELETE'],
      ...[
        `X-Original-URL: ${MAPS}/secret`,
        `X-Rewrite-URL: ${MAPS}/secret`,
        'X-Forwarded-User: kubernetes-super-admin',
      ],
      ...[
        'X-Remote-User: kubernetes-super-admin',
        'X-Remote-Group: system:masters',
        'X-SSL-Client-S-DN: O=system:masters',
      ],
      ...[
        'X-Forwarded-Client-Cert: Subject="O=system:masters"',
        'Forwarded: for=127.0.0.1',
        'X-Forwarded-Uri: /metrics',
      ],
    ];
    const text = await raw(
      cluster,
      { cert, key },
      `GET ${MAPS}/allowed HTTP/1.1\r\nHost: a\r\n${fields.join('\r\n')}\r\nConnection: close\r\n\r\n`,
    );
    expect(text).toContain('public');
    expect(text).not.toContain(JEWELS);
    expect(await asked(eve, `${MAPS}/allowed`)).toContain('public');
  });
});

describe('rights in one namespace', () => {
  it('a list is of that namespace, whatever another is called', async () => {
    const found = await asked(eve, TEAM);
    expect(found).toContain('public');
    expect(found).not.toContain(JEWELS);
  });

  it('a continue token that was changed, or is of another list, shows nothing else', async () => {
    const { metadata } = await eve.get(`${TEAM}?limit=1`);
    const token = String((metadata as { continue?: string }).continue);
    const value = JSON.parse(bytesToUtf8(base64ToBytes(token))) as { start: string };
    for (const start of [
      '../default/secret',
      '-b/',
      '',
      '../',
      '\u0000',
      '../../secrets/',
      value.start.replace('team', 'default'),
    ]) {
      const changed = bytesToBase64(utf8ToBytes(JSON.stringify({ ...value, start })));
      const found = await asked(eve, `${TEAM}?limit=100&continue=${encodeURIComponent(changed)}`);
      expect([start, found]).toEqual([start, expect.not.stringContaining(JEWELS)]);
    }
    expect(await asked(eve, `/api/v1/namespaces/team-b/configmaps?continue=${encodeURIComponent(token)}`)).toMatch(
      /^refused/,
    );
  });
});
