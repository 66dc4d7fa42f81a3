/** `npm run rotate:cluster`: the cluster's CA is replaced under 50 requests a second. Exit code 1 where a request was refused, or an old leaf
 * was served after the third phase. */
import { rotateUnderLoad } from './rotate-under-load.ts';

const SECONDS = Number(process.argv[2] ?? 10);
const RATE = 50;

const report = await rotateUnderLoad({
  ...{ rate: RATE, clients: 10, requestsPerConnection: 20, pause: SECONDS * 1000 },
  onPhase: (phase, requests) => console.log(`${phase}: done, after ${requests} requests`),
});
console.log(JSON.stringify(report, null, 2));
const isGood =
  report.refused.length === 0 &&
  report.leaves === 2 &&
  /unknown_ca|unknown CA/.test(report.oldLeaf) &&
  report.oldSession !== '200';
process.exitCode = isGood ? 0 : 1;
