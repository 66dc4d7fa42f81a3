/** Keys in their encodings: reading one from outside includes the relations that must hold in it. */
import { strict as assert } from 'node:assert';
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { decodePrivateKey, decodePublicKey, encodePrivateKey, encodePublicKey } from '../src/keys/index.ts';
import type { BenchRow } from './rows.ts';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pkcs8 = new Uint8Array(pair.privateKey.export({ type: 'pkcs8', format: 'der' }));
const spki = new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' }));
const privateKey = decodePrivateKey(pkcs8, 'pkcs8');
const publicKey = decodePublicKey(spki, 'spki');
const same = (a: Uint8Array, b: Uint8Array): void => assert.deepEqual(new Uint8Array(a), new Uint8Array(b));

export const rows: readonly BenchRow[] = [
  {
    row: 'read-private/pkcs8/2048',
    implementation: 'vitrine',
    run: () => decodePrivateKey(pkcs8, 'pkcs8'),
    check: () => same(encodePrivateKey(privateKey, 'pkcs8'), pkcs8),
  },
  {
    row: 'read-private/pkcs8/2048',
    implementation: 'node:crypto',
    run: () => createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' }),
    check: () => undefined,
  },
  {
    row: 'write-private/pkcs8/2048',
    implementation: 'vitrine',
    run: () => encodePrivateKey(privateKey, 'pkcs8'),
    check: () => same(encodePrivateKey(privateKey, 'pkcs8'), pkcs8),
  },
  {
    row: 'write-private/pkcs8/2048',
    implementation: 'node:crypto',
    run: () => pair.privateKey.export({ type: 'pkcs8', format: 'der' }),
    check: () => undefined,
  },
  {
    row: 'read-public/spki/2048',
    implementation: 'vitrine',
    run: () => decodePublicKey(spki, 'spki'),
    check: () => same(encodePublicKey(publicKey, 'spki'), spki),
  },
  {
    row: 'read-public/spki/2048',
    implementation: 'node:crypto',
    run: () => createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }),
    check: () => undefined,
  },
];
