/** Keys in their encodings: reading one from outside includes the relations that must hold in it. */
import { strictEqual } from 'node:assert';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { decodePrivateKey, decodePublicKey, encodePrivateKey, encodePublicKey } from '../src/keys/index.ts';
import { sameBytes } from './inputs/bytes.ts';
import { rsaCases } from './inputs/rsa.ts';
import { type BenchRow, once } from './rows.ts';

const [{ native, nativePublic }] = rsaCases;
const exportPrivate = (): Uint8Array => native().export({ type: 'pkcs8', format: 'der' });
const exportPublic = (): Uint8Array => nativePublic().export({ type: 'spki', format: 'der' });
const pkcs8 = once(() => new Uint8Array(exportPrivate()));
const spki = once(() => new Uint8Array(exportPublic()));
/** node:crypto takes a Buffer. */
const nodePkcs8 = once(() => Buffer.from(pkcs8()));
const nodeSpki = once(() => Buffer.from(spki()));
const privateKey = once(() => decodePrivateKey(pkcs8(), 'pkcs8'));
const publicKey = once(() => decodePublicKey(spki(), 'spki'));

const readPrivate = () => decodePrivateKey(pkcs8(), 'pkcs8');
const readPublic = () => decodePublicKey(spki(), 'spki');
const nodeReadPrivate = () => createPrivateKey({ key: nodePkcs8(), format: 'der', type: 'pkcs8' });
const nodeReadPublic = () => createPublicKey({ key: nodeSpki(), format: 'der', type: 'spki' });

const both = (operation: string, ours: BenchRow['run'], check: () => void, theirs: BenchRow['run']): BenchRow[] => [
  { row: `${operation}/2048`, implementation: 'vitrine', run: ours, check },
  { row: `${operation}/2048`, implementation: 'node:crypto', run: theirs, check },
];

export const rows: readonly BenchRow[] = [
  ...both(
    'read-private/pkcs8',
    readPrivate,
    () => {
      sameBytes(encodePrivateKey(readPrivate(), 'pkcs8'), pkcs8());
      strictEqual(nodeReadPrivate().equals(native()), true);
    },
    nodeReadPrivate,
  ),
  ...both(
    'write-private/pkcs8',
    () => encodePrivateKey(privateKey(), 'pkcs8'),
    () => sameBytes(encodePrivateKey(privateKey(), 'pkcs8'), exportPrivate()),
    exportPrivate,
  ),
  ...both(
    'read-public/spki',
    readPublic,
    () => {
      sameBytes(encodePublicKey(readPublic(), 'spki'), spki());
      strictEqual(nodeReadPublic().equals(nativePublic()), true);
    },
    nodeReadPublic,
  ),
  ...both(
    'write-public/spki',
    () => encodePublicKey(publicKey(), 'spki'),
    () => sameBytes(encodePublicKey(publicKey(), 'spki'), exportPublic()),
    exportPublic,
  ),
];
