/** For other rooms of the engine. */
export { plain, rowOf } from './errors.ts';
