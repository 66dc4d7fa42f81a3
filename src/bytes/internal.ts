/** For other rooms of the engine. */
export { assertEach } from './bytes.ts';
export { plain, rowOf } from './errors.ts';
