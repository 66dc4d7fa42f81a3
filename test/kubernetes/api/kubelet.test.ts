import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Ask, Lab } from '../../fixtures/cluster-servers.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(() => lab.close());

/** One request to the kubelet itself, by default with the API server's certificate. */
const ask = (path: string, given: Ask = {}): Promise<Answer> =>
  lab.ask(path, { person: 'apiserver-kubelet-client', ...given }, lab.kubeletPort);
const LOG = '/containerLogs/default/orders-0/orders';

describe('vectors', () => {
  it('serves the API server', async () => {
    expect(await ask('/healthz')).toMatchObject({ code: 200, text: 'ok' });
    const pods = JSON.parse((await ask('/pods')).text);
    expect(pods).toMatchObject({ kind: 'PodList', apiVersion: 'v1' });
    expect(pods.items).toHaveLength(12);
    expect((await ask(LOG)).text).toMatch(/^(accepted|charged|shipped) order 1742\n/);
  });

  it('serves nobody else, and says so as a kubelet does', async () => {
    expect(await ask('/pods', { person: undefined })).toMatchObject({ code: 401, text: 'Unauthorized' });
    expect(await ask('/pods', { person: 'nobody' })).toMatchObject({ code: 401 });
    expect(await ask(LOG, { person: 'jane' })).toMatchObject({
      code: 403,
      text: 'Forbidden (user=jane, verb=get, resource=nodes, subresource=proxy)',
    });
    expect(await ask('/healthz', { person: 'jane' })).toMatchObject({ code: 403 });
    expect((await ask('/stats/summary', { person: 'jane', method: 'POST' })).text).toBe(
      'Forbidden (user=jane, verb=create, resource=nodes, subresource=stats)',
    );
    expect((await ask(LOG, { person: 'master' })).code).toBe(200);
  });

  it('selects lines', async () => {
    const container = { namespace: 'kube-system', pod: 'kube-proxy-q7hfd', container: 'kube-proxy' };
    const old = { time: new Date('2020-01-01T00:00:00Z'), text: 'é'.repeat(3) };
    const path = `/containerLogs/kube-system/${container.pod}/${container.container}`;
    lab.logs.append(container, old);
    expect((await ask(`${path}?tailLines=0`)).text).toBe('');
    expect((await ask(`${path}?tailLines=1&timestamps=true`)).text).toMatch(/^\d{4}-.*Z (still running|é{3})\n$/);
    expect((await ask(path)).text).toContain('ééé\n');
    expect((await ask(`${path}?sinceTime=2021-01-01T00:00:00Z`)).text).not.toContain('é');
    expect((await ask(`${path}?sinceSeconds=3600`)).text).not.toContain('é');
    expect((await ask(`${path}?limitBytes=5`)).text).toBe('still');
  });
});

describe('misuse', () => {
  it.each<[string, number, string]>([
    ['/containerLogs/default/nothing/x', 404, 'pod "nothing" does not exist'],
    ['/containerLogs/default/orders-0/x', 404, 'container "x" not found in pod "orders-0"'],
    [`${LOG}?previous=true`, 400, 'previous terminated container'],
    ['/containerLogs/dev/worker-5c9b6d7f8-x4vnp/worker', 400, 'is waiting to start: ImagePullBackOff'],
    [`${LOG}?tailLines=-1`, 400, 'tailLines'],
    [`${LOG}?limitBytes=0`, 400, 'limitBytes'],
    [`${LOG}?follow=maybe`, 400, 'follow'],
    [`${LOG}?sinceTime=yesterday`, 400, 'sinceTime'],
    [`${LOG}?sinceTime=2021-01-01T00:00:00Z&sinceSeconds=1`, 400, 'at most one'],
    [`${LOG}/more`, 404, '404 page not found'],
    ['/containerLogs/default/orders-0', 404, '404 page not found'],
    ['/exec/default/orders-0/orders', 404, '404 page not found'],
    ['/%', 400, 'invalid URL escape'],
    ['/containerLogs/__proto__/__proto__/__proto__', 404, 'does not exist'],
  ])('%s: %i', async (path, code, text) => {
    expect(await ask(path)).toMatchObject({ code, text: expect.stringContaining(text) });
  });

  it('has no other methods', async () => {
    expect((await ask('/pods', { method: 'DELETE' })).code).toBe(405);
    expect(await ask(LOG, { method: 'HEAD' })).toMatchObject({ code: 200, text: '' });
  });
});
