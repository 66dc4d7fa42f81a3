/** What only other rooms use: fairness among connections. */
export { networkOf, type Peer, peerToDrop } from './crowd.ts';
export { Turns } from './turns.ts';
