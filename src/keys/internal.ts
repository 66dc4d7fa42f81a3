/** For other rooms: what users reach through keys themselves. */
export { curveNamed } from './ec.ts';
