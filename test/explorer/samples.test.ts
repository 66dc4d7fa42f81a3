import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SAMPLES as FILE, samplesModule } from '../../scripts/explorer/samples.ts';

it('the samples are what the engine makes of their seed (else: npm run explore:samples)', () => {
  expect(readFileSync(FILE, 'utf8')).toBe(samplesModule());
});
