/** The files of vectors/pkcs12.json, made by OpenSSL and keytool. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Bytes, base64ToBytes } from '../../../src/bytes/index.ts';
import { pemDecode, readPrivateKeyPem } from '../../../src/keys/index.ts';

interface Row {
  readonly name: string;
  readonly password: string;
  readonly file: string;
}
const vectors: {
  readonly key: string;
  readonly leaf: string;
  readonly ca: string;
  readonly openssl: readonly Row[];
  readonly withoutMac: Omit<Row, 'name'>;
  readonly refused: readonly Row[];
  readonly keytool: Readonly<Record<'two keys' | 'a truststore', string>>;
  readonly keytoolLegacy: Readonly<Record<'two keys' | 'a truststore', string>>;
} = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../vectors/pkcs12.json'), 'utf8'));

export const { openssl, refused, withoutMac, keytool, keytoolLegacy } = vectors;
export const fileOf = ({ file }: { readonly file: string }): Bytes => base64ToBytes(file);
export const key = readPrivateKeyPem(vectors.key);
export const leaf = pemDecode(vectors.leaf)[0].bytes;
export const ca = pemDecode(vectors.ca)[0].bytes;
