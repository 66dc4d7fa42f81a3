/** Before each file of tests. */
import { afterAll, afterEach } from 'vitest';
import { afterFile, afterTest } from './closing.ts';
import './private-keys.ts';
import './property-runs.ts';

afterEach(afterTest);
afterAll(afterFile);
