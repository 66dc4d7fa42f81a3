/** Exports for other rooms only: a server's options and credentials, checked ahead, the sections of RFC 8446, the hash of a suite, and the protection of single records, which `lab/` attacks. */
export { prepareServer } from './create.ts';
export { assertCredentials } from './credentials.ts';
export { ruleOf13 } from './errors.ts';
export { assertKeyRequest } from './key-request.ts';
export { suiteHash } from './negotiation/suites.ts';
export { type CbcParameters, macThenEncrypt } from './record/cbc-protection.ts';
export { macHeader, type Protection } from './record/protection.ts';
