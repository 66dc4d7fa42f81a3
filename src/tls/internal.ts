/** Exports for other rooms only: the check of a server's credentials, and the protection of single records, which `lab/` attacks. */
export { assertCredentials } from './options.ts';
export { type CbcParameters, macThenEncrypt } from './record/cbc-protection.ts';
export { macHeader, type Protection } from './record/protection.ts';
