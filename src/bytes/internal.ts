/** For other rooms of the engine. */
export { assertEach } from './bytes.ts';
export { hasRow, plain, rowOf } from './errors.ts';
