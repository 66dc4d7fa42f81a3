/** A server's certificate on P-256, and its CA, for ends that look at the clock of the machine. */
import { systemRandom } from '../../src/bytes/index.ts';
import { generateKey } from '../../src/keys/index.ts';
import { aroundNow, fixturePki, type Party } from '../../test/fixtures/pki.ts';

export const HOST = '127.0.0.1';

export function newParties(): { readonly ca: Party; readonly server: Party } {
  const { authority, leaf } = fixturePki({ validity: aroundNow(), random: systemRandom });
  const newKey = () => generateKey({ type: 'ec', curve: 'P-256', random: systemRandom });
  const ca = authority('bench', newKey());
  const usage = ['digitalSignature'] as const;
  return {
    ca,
    server: leaf(ca, { subject: 'server', key: newKey(), purpose: 'serverAuth', names: 'DNS:localhost', usage }),
  };
}
