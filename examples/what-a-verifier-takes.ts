/** The table of what a verifier takes: for each defect a sound chain, and the same chain with it. */
import { X509Certificate } from 'node:crypto';
import { forEachDefect, keyPool, type TestChain } from 'vitrine/testing';

/** The verifier in question: the loop that many programs have, since node:crypto builds no paths. What does it miss? */
function accepts({ leaf, intermediates, roots, time, name }: TestChain): boolean {
  try {
    const [server, ...others] = [leaf, ...intermediates, ...roots].map((der) => new X509Certificate(der));
    const named = 'ip' in name ? server.checkIP(name.ip) : server.checkHost(name.dns);
    const chain = [server, ...others];
    const inTime = chain.every(({ validFrom, validTo }) => new Date(validFrom) <= time && time <= new Date(validTo));
    const linked = chain.every((one, i) => {
      const issuer = chain[i + 1] ?? one;
      return one.checkIssued(issuer) && one.verify(issuer.publicKey);
    });
    return named !== undefined && inTime && linked;
  } catch {
    return false; // a certificate that cannot be read is refused
  }
}

const keys = keyPool({ seed: 'example', size: 5, modulusBits: 2048 });
const defects = ['leaf-expired', 'intermediate-not-ca', 'path-too-long', 'leaf-purpose-not-server'];
for (const row of await forEachDefect(accepts, { keys, time: new Date('2026-06-01T00:00:00Z'), defects })) {
  console.log(row.defect, row.takesGood && !row.takesBad ? 'refused' : `taken, against ${row.rule}`);
}
// → leaf-expired refused
// → intermediate-not-ca taken, against RFC 5280 §6.1.4 (k)
// → path-too-long taken, against RFC 5280 §6.1.4 (l), (m)
// → leaf-purpose-not-server taken, against RFC 5280 §4.2.1.12
