/** Exports for other rooms only: fairness among connections, requests and answers of HTTP, folders, leftovers of killed runs. */
export { networkOf, type Peer, peerToDrop } from './crowd.ts';
export { makeFolders } from './files.ts';
export { aboutTls, answerTo, bodyOf, piecesOf, reasonOf } from './http-answers.ts';
export { HttpPool } from './http-pool.ts';
export { faultOfRequest, type RequestFault, targetOf } from './http-requests.ts';
export { answerAndEnd, answerHalfClosed, askForBody, createHttpServer } from './http-server.ts';
export { clearLeftoversIn } from './makers.ts';
export { isMountPoint } from './mounts.ts';
export { poolSize } from './open-files.ts';
export { Turns } from './turns.ts';
