/** Exports for other rooms only: fairness among connections. */
export { networkOf, type Peer, peerToDrop } from './crowd.ts';
export { Turns } from './turns.ts';
