import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resourceTypeAt } from '../../../src/kubernetes/api/resource-types.ts';
import { humanDuration, nodePrinter, podPrinter } from '../../../src/kubernetes/api/table.ts';
import { clusterOf } from '../../../src/kubernetes/index.ts';
import type { KubernetesObject } from '../../../src/kubernetes/pki/index.ts';

const NOW = new Date('2026-01-02T00:00:00Z');

describe('vectors', () => {
  // k8s.io/apimachinery/pkg/util/duration/duration_test.go
  it.each<[number, string]>([
    [-2, '<invalid>'],
    [-1, '0s'],
    [1, '1s'],
    [70, '70s'],
    [119, '119s'],
    [120, '2m'],
    [190, '3m10s'],
    [600, '10m'],
    [70 * 60, '70m'],
    [3 * 3600, '3h'],
    [47 * 3600, '47h'],
    [48 * 3600, '2d'],
    [49 * 3600, '2d1h'],
    [8 * 86400, '8d'],
    [729 * 86400, '729d'],
    [730 * 86400, '2y'],
    [731 * 86400, '2y1d'],
    [8 * 365 * 86400, '8y'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(humanDuration(seconds)).toBe(text);
  });

  it.each<[string, object, string[]]>([
    ['a pod of nothing', {}, ['p', '0/1', 'Unknown', '0', '24h']],
    ['an evicted pod', { phase: 'Failed', reason: 'Evicted' }, ['p', '0/1', 'Evicted', '0', '24h']],
    [
      'a container that crashes',
      {
        phase: 'Running',
        containerStatuses: [
          {
            restartCount: 3,
            state: { waiting: { reason: 'CrashLoopBackOff' } },
            lastState: { terminated: { finishedAt: '2026-01-01T23:55:00Z' } },
          },
        ],
      },
      ['p', '0/1', 'CrashLoopBackOff', '3 (5m ago)', '24h'],
    ],
    [
      'a job that is done',
      { phase: 'Succeeded', containerStatuses: [{ state: { terminated: { reason: 'Completed' } } }] },
      ['p', '0/1', 'Completed', '0', '24h'],
    ],
  ])('%s', (_, status, cells) => {
    const object = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', creationTimestamp: '2026-01-01T00:00:00Z' },
      spec: { containers: [{ name: 'c' }] },
      status,
    };
    expect(podPrinter.row(object, NOW).slice(0, 5)).toEqual(cells);
  });

  it('a node that is cordoned', () => {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec: { unschedulable: true } };
    expect(nodePrinter.row(node, NOW).slice(0, 4)).toEqual(['n', 'Unknown,SchedulingDisabled', '<none>', '<unknown>']);
  });
});

describe('properties', () => {
  it('shows any pod that a manifest may hold, in as many cells as columns', () => {
    const pods = fc.record({
      status: fc.anything(),
      spec: fc.anything(),
      metadata: fc.record({ labels: fc.anything() }),
    });
    fc.assert(
      fc.property(pods, (pod) => {
        const object = { ...pod, apiVersion: 'v1', kind: 'Pod' } as KubernetesObject;
        for (const printer of [podPrinter, nodePrinter]) {
          expect(printer.row(object, NOW)).toHaveLength(printer.columns.length);
        }
      }),
    );
  });
});

describe('misuse', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'c' }] } };
  const codeOf = (...objects: KubernetesObject[]): string => {
    try {
      clusterOf(objects, { now: NOW, file: 'manifest.yaml' });
    } catch (error) {
      return (error as { code: string }).code;
    }
    return 'accepted';
  };

  it('a manifest holds what is served, once, and pods have containers', () => {
    expect(codeOf(pod)).toBe('accepted');
    expect(codeOf(pod, pod)).toBe('invalid-field');
    expect(codeOf(pod, { ...pod, metadata: { name: 'p', namespace: 'dev' } })).toBe('accepted');
    expect(codeOf({ ...pod, kind: 'Deployment', apiVersion: 'apps/v1' })).toBe('unknown-kind');
    expect(codeOf({ ...pod, kind: '__proto__' })).toBe('unknown-kind');
    expect(codeOf({ ...pod, spec: {} })).toBe('missing-field');
    expect(codeOf({ ...pod, spec: { containers: [{}] } })).toBe('missing-field');
  });

  it('fills in what a server fills in, the same each time', () => {
    const find = () =>
      clusterOf([pod], { now: NOW, file: 'manifest' }).find(resourceTypeAt('', 'v1', 'pods')!, 'default', 'p');
    expect(find()?.metadata).toEqual({
      name: 'p',
      namespace: 'default',
      uid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      resourceVersion: '1',
      creationTimestamp: '2026-01-02T00:00:00Z',
    });
    expect(find()).toEqual(find());
  });
});
