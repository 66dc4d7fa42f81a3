/** Exports for other rooms only. */
export { curveNamed } from './ec.ts';
export { assertNoProxy } from './key-types.ts';
export { md5 } from './legacy/md5.ts';
export { insteadOfPem, isPemInBase64, SSH } from './no-pem.ts';
export { otherFormat } from './other-formats.ts';
export { BAG, safeBag } from './pkcs12/structures.ts';
export { fits } from './reader.ts';
export { assertNumbers, privateRowIn } from './rows.ts';
