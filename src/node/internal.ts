/** Exports for other rooms only: fairness among connections, answers of HTTP. */
export { networkOf, type Peer, peerToDrop } from './crowd.ts';
export { answerTo, bodyOf, piecesOf, reasonOf } from './http-answers.ts';
export { Turns } from './turns.ts';
