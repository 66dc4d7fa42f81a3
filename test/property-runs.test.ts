import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('regressions', () => {
  it('ends a property that shrinks for ever, and reports it as failed', () => {
    expect(fc.readConfigureGlobal()).toMatchObject({ interruptAfterTimeLimit: expect.any(Number) });
    const tree = fc.array(fc.array(fc.array(fc.nat())), { minLength: 8 });
    const { failed, counterexample } = fc.check(
      fc.property(tree, (value) => value.flat(2).length < 1),
      { interruptAfterTimeLimit: 200, seed: 1 },
    );
    expect([failed, counterexample?.length]).toEqual([true, 1]);
  });
});
