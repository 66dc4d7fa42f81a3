/** A certificate signing request: made, written, read again, and checked, as a CA would. */
import { systemRandom as random } from 'vitrine/bytes';
import { describePublicKey } from 'vitrine/keys';
import { generateRsaKey } from 'vitrine/rsa';
import { RSA_PKCS1_SHA256 as scheme } from 'vitrine/signatures';
import {
  createRequest,
  decodeRequest,
  formatOneline,
  makeExtension,
  makeName,
  parseGeneralNames,
  readRequestPem,
  requestPem,
  verifyRequest,
} from 'vitrine/x509';

const key = generateRsaKey({ modulusBits: 2048, random });
const names = makeExtension('subjectAltName', false, parseGeneralNames('DNS:node-1,DNS:node-1.example.test'));
const subject = makeName(['O', 'system:nodes'], ['CN', 'system:node:node-1']);
const text = requestPem(createRequest({ subject, key, scheme, extensions: [names], random }));

const request = readRequestPem(text);
console.log(formatOneline(request.subject.value)); // → O = system:nodes, CN = system:node:node-1
console.log(describePublicKey(request.publicKey)); // → RSA, 2048 bits
console.log(verifyRequest(request)); // → true

// One bit of the signature changed: the request can still be read, and is not signed by the key in it.
const damaged = request.der.slice();
damaged[damaged.length - 1] ^= 1;
console.log(verifyRequest(decodeRequest(damaged))); // → false
