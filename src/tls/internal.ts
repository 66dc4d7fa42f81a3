/** Exports for other rooms only. */
export { assertCredentials } from './options.ts';
