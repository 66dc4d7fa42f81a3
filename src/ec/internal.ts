/** For other rooms only: the table of the curves' object identifiers. */
export { CURVE_OIDS } from './curve-oids.ts';
