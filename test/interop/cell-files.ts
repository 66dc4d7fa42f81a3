/** What the cells need: a PKI of each kind of key, as values, and as files in the folder of the peers. */
import { systemRandom } from '../../src/bytes/index.ts';
import { generateKey, type PrivateKey } from '../../src/keys/index.ts';
import * as rsa from '../fixtures/loopback-pki.ts';
import { aroundNow, fixturePki, type Party } from '../fixtures/pki.ts';
import { pattern } from '../node/loopback.ts';
import type { Cell } from './cells.ts';
import { file } from './peers.ts';

interface Parties {
  readonly ca: Party;
  readonly server: Party;
  readonly client: Party;
  /** etcd's HTTP gateway shows its server's certificate as a client. */
  readonly both: Party;
}

const { authority, leaf } = fixturePki({ validity: aroundNow(), random: systemRandom });
const NAMES = 'DNS:localhost,DNS:server.test,IP:127.0.0.1';
const SIGNS = ['digitalSignature'] as const;
const both = (ca: Party, key: PrivateKey): Party =>
  leaf(ca, { usage: SIGNS, subject: 'etcd', key, purpose: ['serverAuth', 'clientAuth'], names: NAMES });

function ecdsa(): Parties {
  const key = (): PrivateKey => generateKey({ type: 'ec', curve: 'P-256', random: systemRandom });
  const ca = authority('ecdsa-ca', key());
  return {
    ca,
    server: leaf(ca, { usage: SIGNS, subject: 'server', key: key(), purpose: 'serverAuth', names: NAMES }),
    client: leaf(ca, { usage: SIGNS, subject: 'jane', key: key(), purpose: 'clientAuth' }),
    both: both(ca, key()),
  };
}

export const PKI: Readonly<Record<Cell['kind'], Parties>> = {
  RSA: { ...rsa, both: both(rsa.ca, rsa.server.privateKey) },
  ECDSA: ecdsa(),
};

const LINE = 2 ** 13;
/** 64 KiB of text in lines, for peers that echo line by line. */
export const BODY = Buffer.from(pattern(3 * 2 ** 14).toString('base64'), 'latin1');
for (let end = LINE; end <= BODY.length; end += LINE) BODY[end - 1] = 0x0a;

/** Writes `RSA-ca.crt`, `RSA-server.crt`, `RSA-server.key`, … and `body`. */
export async function writeCellFiles(): Promise<void> {
  for (const [kind, { ca, ...parties }] of Object.entries(PKI)) {
    await file(`${kind}-ca.crt`, ca.cert);
    for (const [name, { cert, key }] of Object.entries(parties)) {
      await file(`${kind}-${name}.crt`, cert);
      await file(`${kind}-${name}.key`, key);
    }
  }
  await file('body', BODY);
}
