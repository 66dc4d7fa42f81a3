import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldSelector, labelSelector, requiredFields } from '../../../src/kubernetes/api/selectors.ts';
import { StatusError } from '../../../src/kubernetes/api/status.ts';
import type { KubernetesObject } from '../../../src/kubernetes/pki/index.ts';

const pod = (labels: Record<string, string>): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', labels },
  status: { phase: 'Running' },
});

describe('vectors', () => {
  // kubernetes.io/docs/concepts/overview/working-with-objects/labels
  it.each<[string, boolean]>([
    ['', true],
    ['environment=production', true],
    ['environment==production,tier!=frontend', true],
    ['environment!=production', false],
    ['environment in (production, qa)', true],
    ['environment in (qa),tier=backend', false],
    ['tier notin (frontend, backend)', false],
    ['zone notin (a,b)', true],
    ['zone!=a', true],
    ['environment', true],
    ['zone', false],
    ['!zone', true],
    ['!environment', false],
    ['app.kubernetes.io/name=web', true],
    ['empty=', true],
    ['constructor', false],
  ])('%j selects: %s', (text, expected) => {
    const labels = { environment: 'production', tier: 'backend', 'app.kubernetes.io/name': 'web', empty: '' };
    expect(labelSelector(text)(pod(labels))).toBe(expected);
  });

  it('selects by fields', () => {
    const fields = ['metadata.name', 'status.phase'];
    expect(fieldSelector('status.phase=Running,metadata.name!=q', fields)(pod({}))).toBe(true);
    expect(fieldSelector('status.phase==Pending', fields)(pod({}))).toBe(false);
    const demanded = (text: string): object => Object.fromEntries(requiredFields(text));
    expect(demanded('status.phase=Running,metadata.name==p')).toEqual({
      'status.phase': 'Running',
      'metadata.name': 'p',
    });
    expect(demanded('metadata.name!=p')).toEqual({});
    expect(demanded('metadata.name=p,metadata.name=q')).toEqual({ 'metadata.name': 'p' });
  });
});

describe('properties', () => {
  it('throws nothing but a Status', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab=!,() inot/.-_') });
    fc.assert(
      fc.property(text, (selector) => {
        try {
          labelSelector(selector);
          fieldSelector(selector, ['a', 'b']);
        } catch (error) {
          expect(error).toBeInstanceOf(StatusError);
        }
      }),
    );
  });
});

describe('misuse', () => {
  it.each(['a=b=c', 'a>1', 'a in b', 'a in (b', '(a)', ',', '=x', 'a=-', 'a b'])('refuses %j', (text) => {
    expect(() => labelSelector(text)).toThrow(expect.objectContaining({ code: 'bad-request' }));
  });
});
