/** A small PKI for connections in one process, valid by the clock of the machine. */
import { systemRandom } from '../../src/bytes/index.ts';
import { aroundNow, fixturePki, keyOf } from '../fixtures/pki.ts';

const { authority, leaf } = fixturePki({ validity: aroundNow(), random: systemRandom });

export const ca = authority('test-ca', keyOf('ca'));
export const otherCa = authority('other-ca', keyOf('other CA'));
export const server = leaf(ca, {
  subject: 'server',
  key: keyOf('server'),
  purpose: 'serverAuth',
  names: 'DNS:localhost,DNS:server.test,IP:127.0.0.1',
});
export const client = leaf(ca, { subject: 'jane', key: keyOf('client'), purpose: 'clientAuth' });
export const stranger = leaf(otherCa, { subject: 'mallory', key: keyOf('stranger'), purpose: 'clientAuth' });
