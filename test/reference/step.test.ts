import { describe, expect, it } from 'vitest';
import { resultOf, type Step, type Steps } from '../../src/reference/index.ts';
import { secretStep, step } from '../../src/reference/step.ts';

function* twoSteps(): Steps<Step, string> {
  yield step('open', 'rule 1', 1, { i: 1 });
  yield secretStep('hidden', 'rule 2', 2);
  return 'result';
}

describe('properties', () => {
  it('yields steps in order, says which are secret, and returns the result', () => {
    expect([...twoSteps()]).toEqual([
      { name: 'open', rule: 'rule 1', value: 1, index: { i: 1 }, secret: false },
      { name: 'hidden', rule: 'rule 2', value: 2, index: {}, secret: true },
    ]);
    expect(resultOf(twoSteps())).toBe('result');
  });
});
