/** What each error code means, and what to do. The compiler demands a row for every code of every union. */
import type { MathCode } from '../../src/bigint/errors.ts';
import type { EncodingCode, UsageCode } from '../../src/bytes/errors.ts';
import type { CipherCode } from '../../src/cipher/errors.ts';
import type { EcCode } from '../../src/ec/errors.ts';
import type { InspectCode } from '../../src/explain/inspect/blocks.ts';
import type { RecordingCode } from '../../src/explain/recording/json-forms.ts';
import type { ExplorerCode } from '../../src/explorer/errors.ts';
import type { KdfCode } from '../../src/hash/errors.ts';
import type { KeyCode, PemCode } from '../../src/keys/errors.ts';
import type { LatticeCode } from '../../src/lattice/errors.ts';
import type { RsaCode } from '../../src/rsa/errors.ts';
import type { JwsCode } from '../../src/signatures/jws-errors.ts';
import { CONNECTION, FETCH, FILE, HTTP, TLS, WEB } from './connections.ts';
import { CLIENT_CRL, DOCUMENT, PKI, STORE } from './kubernetes.ts';
import { FIX, KEY, type Row, type Rows } from './rows.ts';
import { CHECKS, X509 } from './x509.ts';

const USAGE: Rows<UsageCode> = {
  'wrong-type': ['an argument has another type than documented', FIX],
  'out-of-range': ['an argument has a value that is not allowed', FIX],
  'unknown-option': [
    'an option that does not exist, often misspelt or of an older version',
    'See CHANGELOG.md for new names.',
  ],
  'missing-option': ['a choice that has no default was not made', 'Make it.'],
  insecure: [
    'something weak was asked for without saying so',
    'Choose more, or set the option that the message names.',
  ],
  misuse: [
    'functions were called in the wrong order, or options exclude each other',
    'Read the docstring of the function.',
  ],
};
const ENCODING: Rows<EncodingCode> = {
  'invalid-hex': ['the text is not hexadecimal', 'Look at the position that `at` tells.'],
  'invalid-base64': ['the text is not base64 in its canonical form', 'Look at the position that `at` tells.'],
  'invalid-utf8': ['the bytes are not UTF-8', 'Look at the position that `at` tells.'],
};
const MATH: Rows<MathCode> = {
  modulus: ['the modulus is not one that the operation takes', FIX],
  'not-invertible': ['number and modulus have a common factor', 'Check where the numbers come from.'],
  range: ['an operand is out of range', FIX],
};
const KDF: Rows<KdfCode> = {
  'salt-too-long': [
    'a longer salt than the limit allows',
    'Raise the limit with the option in `option`, if the source is trusted.',
  ],
  'too-many-iterations': [
    'more iterations than the limit allows',
    'Raise the limit with the option in `option`, if the source is trusted.',
  ],
  'too-much-memory': [
    'more memory than the limit allows',
    'Raise the limit with the option in `option`, if the source is trusted.',
  ],
  'too-much-work': [
    'more work than the limit allows',
    'Raise the limit with the option in `option`, if the source is trusted.',
  ],
};
const CIPHER: Rows<CipherCode> = {
  'authentication-failed': [
    'the tag does not match: key, nonce, additional data or ciphertext differ',
    'Throw the message away.',
  ],
  'invalid-padding': ['the padding is wrong', 'Throw the message away, and tell nobody why.'],
  'partial-block': ['the length is no multiple of the block length', 'The message was cut; throw it away.'],
};
const EC: Rows<EcCode> = {
  'private-key': ['the private key is out of range, or has the wrong length', KEY],
  'point-encoding': ['the bytes encode no point', KEY],
  'point-hybrid': ['the point is in hybrid form', 'Ask for the uncompressed form.'],
  'point-identity': ['the point at infinity is not a public key', KEY],
  'point-not-on-curve': [
    'the coordinates do not satisfy the equation of the curve',
    'This can be an attack. Do not use the key.',
  ],
  'small-order': [
    'the shared secret would be zero: the public key has small order',
    'This can be an attack. End the exchange.',
  ],
  'unsupported-curve': [
    'the curve is known by name, and not implemented',
    'Use P-256, P-384, P-521, X25519 or Ed25519.',
  ],
  'random-exhausted': ['every draw of the random source was out of range', 'The source is broken.'],
};
const LATTICE: Rows<LatticeCode> = {
  'invalid-ciphertext': [
    'the ciphertext has the wrong length',
    'The message was cut, or is for another parameter set.',
  ],
  'invalid-decapsulation-key': ['the private key has the wrong length, or does not match the public key in it', KEY],
  'invalid-encapsulation-key': ['the public key has the wrong length, or a coefficient that is not reduced', KEY],
};
const RSA: Rows<RsaCode> = {
  'modulus-even': ['the modulus is even', KEY],
  'modulus-size': ['the modulus is too short or too long', 'Use 2048 bits or more.'],
  'public-exponent': ['the public exponent is even, too small or too large', KEY],
  coefficient: ['the CRT coefficient is not that of the primes', KEY],
  exponent1: ['d mod (p − 1) is wrong', KEY],
  exponent2: ['d mod (q − 1) is wrong', KEY],
  'modulus-product': ['p · q is not n', KEY],
  'not-prime': ['p or q is composite', KEY],
  primes: ['p and q are not what primes of a key must be', KEY],
  'private-exponent': ['d is not the inverse of e', KEY],
  ciphertext: [
    'the ciphertext has another length than the modulus, or is not below it',
    'It was made for another key.',
  ],
  decryption: ['OAEP decryption failed; why is not told', 'Throw the message away.'],
  'fault-detected': [
    'the result of a private operation did not verify',
    'The machine made an error. Nothing was released; try again.',
  ],
  'message-too-long': ['the message does not fit this key', 'Encrypt a symmetric key in its place.'],
  'modulus-too-short': ['the modulus cannot hold this hash or salt', 'Use a longer key, or a shorter hash.'],
  'no-prime': ['no prime was found', 'The random source is broken.'],
  'representative-range': ['a number is not below the modulus', FIX],
  signature: ['the signature has another length than the modulus, or is not below it', 'It was made with another key.'],
  'unknown-hash': ['the hash has no object identifier here', 'Use a hash of `vitrine/hash` that has one.'],
};
const KEYS: Rows<KeyCode> = {
  'decryption-failed': ['the password is wrong, or the encrypted key is damaged', 'Ask for the password again.'],
  encrypted: ['the key is encrypted, and no password is given', 'Give the password.'],
  'encryption-parameters': ['the parameters of the encryption are absent, malformed or out of bounds', KEY],
  'mac-absent': [
    'the PKCS #12 file has no MAC, so that a change of it is not seen',
    'Where that is known and wanted, read with `mac` as `optional`.',
  ],
  'mac-mismatch': [
    'the password of the PKCS #12 file is wrong, or the file was changed',
    'Ask for the password again. Where it is right, do not use the file.',
  ],
  'malformed-jwk': ['a member of the JSON Web Key is missing or malformed', 'The message says which.'],
  'malformed-pkcs12': [
    'a part of the PKCS #12 file is of another kind than it says, or an attribute is malformed',
    'The message says which. Ask for the file again.',
  ],
  'no-pem-block': ['the text has no PEM block of the kind that is wanted', 'Give another file.'],
  'public-key-mismatch': ['the public half beside the private key is not its own', KEY],
  restricted: ['the key may sign with certain parameters only', 'Use the scheme that the key allows.'],
  'unsupported-algorithm': ['the kind of key, or its parameters, are not implemented', 'Use a key of another kind.'],
  'wrong-pem-label': [
    'the PEM block has another label than its content or than what is wanted',
    'The message says what it is.',
  ],
};
const TOKEN = 'Ask for a new token.';
const JWS: Rows<JwsCode> = {
  'jws-algorithm': ['the algorithm is not one of those that the caller listed; `none` never is', 'Do not believe it.'],
  'jws-audience': ['the token is for somebody else', 'Ask for a token for this audience.'],
  'jws-claims': ['the claims are no JSON object, or one that is needed is missing or of another type', TOKEN],
  'jws-critical': ['the header asks for an extension (`crit`, `b64`)', 'Sign without it.'],
  'jws-expired': ['the token has expired', TOKEN],
  'jws-issuer': ['the token is of another issuer', 'Ask the issuer that is believed here.'],
  'jws-malformed': ['not three parts of base64url, or a header that is no JSON object', 'The text was cut or changed.'],
  'jws-not-yet-valid': ['the token is not valid yet', 'Wait; or check the clock.'],
  'jws-signature': ['the signature is wrong', 'Do not believe it.'],
  'jws-unknown-key': ['no key of this kind has the key ID that the header names', 'Give the key of the issuer.'],
};
const PEM: Rows<PemCode> = {
  'pem-base64': ['a PEM block is not base64', 'Look at the line that `line` tells.'],
  'pem-headers': [
    'a certificate, request or list has headers, as RFC 1421 had them, in its PEM block',
    'Remove the lines between BEGIN and the base64.',
  ],
  'pem-label': ['BEGIN and END have different labels, or a label is malformed', 'Look at the line that `line` tells.'],
  'pem-too-large': ['a block is larger than the limit', 'Set `limits`, if the source is trusted.'],
  'pem-too-many-blocks': ['there are more blocks than the limit allows', 'Set `limits`, if the source is trusted.'],
  'pem-unfinished': ['a block has no END', 'The file was cut.'],
};
const INSPECT: Rows<InspectCode> = {
  'base64-without-label': ['base64 without BEGIN and END', 'Decode it, or add the lines.'],
  capture: ['the file is a capture of a network', 'Do what the message says.'],
  'empty-file': ['the file is empty', 'Give another file.'],
  'plain-text': ['the file is text without PEM', 'Give another file.'],
  recording: ['the file is a recording of a session', 'Do what the message says.'],
  'ssh-key': ['the file is an SSH key', 'Convert it as the message says.'],
};
const EXPLORER: Rows<ExplorerCode> = {
  'edit-malformed': ['the address has a change that cannot be read', 'Copy the whole address.'],
  'input-too-large': ['the file is larger than the page shows', 'Use `vitrine inspect`.'],
};
const RECORDING: Rows<RecordingCode> = {
  'malformed-json': ['a line is no JSON', 'The file was changed; record again.'],
  'malformed-value': ['a value is not of its kind', 'The file was changed; record again.'],
  'missing-field': ['a field is missing', 'The file was changed; record again.'],
  'too-large': ['the recording is larger than the bound', 'Record a shorter session.'],
  'too-many-events': ['the recording has more events than the bound', 'Record a shorter session.'],
  'unknown-field': ['a field that is not known', 'It is of another version; record again.'],
  'unknown-kind': ['a kind of event that is not known', 'It is of another version; record again.'],
  'unknown-version': ['a version of the format that is not known', 'Record again with this version.'],
};

const VALUE = 'Correct the value at `path`.';
const BYTES = 'The bytes are malformed: get them again, or ask who made them.';
const LIMIT = 'Set `limits`, if the source is trusted.';

/** Of DecodeError and EncodeError. Their codes belong to descriptions, and are no union: a test looks for those of the source. */
export const DESCRIPTIONS: Readonly<Record<string, Row>> = {
  'attributes-missing': [
    'a certification request without [0], its attributes',
    'Read it with -lenient, or TOLERATED_WHEN_LENIENT.',
  ],
  'bit-string-empty': ['a BIT STRING without its first byte', BYTES],
  'bit-string-not-canonical': ['a BIT STRING has unused bits that are not zero, or too many', BYTES],
  'bit-string-padding': ['the unused bits of a BIT STRING are not zero', BYTES],
  'bit-string-unused-bits': [
    'a BIT STRING has a number of unused bits that cannot be, or that is not allowed here',
    BYTES,
  ],
  'boolean-length': ['a BOOLEAN has not one byte', BYTES],
  'boolean-not-canonical': ['TRUE is another byte than FF', BYTES],
  'default-encoded': ['a value that is the default, and must be left out', BYTES],
  'duplicate-extension': ['an extension came twice', BYTES],
  'empty-item': ['an item of a list takes no byte', 'Give the list items that take bytes.'],
  'encoding-differs': ['a value that was read is not written as it came', 'Keep the bytes that came.'],
  'extensions-empty': ['a request for extensions that names none', 'Read it with -lenient, or TOLERATED_WHEN_LENIENT.'],
  'indefinite-length': ['BER with an indefinite length', 'Convert it to DER.'],
  'integer-empty': ['an INTEGER without a byte', BYTES],
  'integer-not-minimal': ['an INTEGER with a byte too much at its front', BYTES],
  'integer-not-positive': ['an INTEGER that must be positive is not', BYTES],
  'ip-address-length': ['an IP address of neither 4 nor 16 bytes', BYTES],
  'key-usage-empty': ['keyUsage without a bit', BYTES],
  'length-not-minimal': ['a length in more bytes than it needs', BYTES],
  'length-too-large': ['a length that no file has', BYTES],
  'multi-prime-key': ['an RSA key of more than two primes', 'Use a key of two primes.'],
  'named-bits-not-canonical': ['zero bits at the end of named bits', BYTES],
  'no-alternative': ['none of the alternatives of a CHOICE fits', BYTES],
  'not-an-element': ['the bytes are no element of DER', BYTES],
  'null-not-empty': ['a NULL with contents', BYTES],
  'oid-arc-too-large': ['a part of an OBJECT IDENTIFIER is too large', BYTES],
  'oid-empty': ['an OBJECT IDENTIFIER without a byte', BYTES],
  'oid-first-arcs': ['the first two numbers of an OBJECT IDENTIFIER cannot be', VALUE],
  'oid-not-minimal': ['a part of an OBJECT IDENTIFIER begins with 80', BYTES],
  'oid-syntax': ['the text is no OBJECT IDENTIFIER', VALUE],
  'oid-truncated': ['the last part of an OBJECT IDENTIFIER does not end', BYTES],
  'out-of-range': ['a value is out of the range of its field', VALUE],
  'set-not-sorted': ['the members of a SET OF are not in ascending order', BYTES],
  'string-character': ['a character that this kind of string does not have', BYTES],
  'string-length': ['a string whose length cannot be', BYTES],
  'tag-not-minimal': ['a tag in more bytes than it needs', BYTES],
  'tag-too-large': ['a tag number that is too large', BYTES],
  'time-form': ['a time in another form than DER has', BYTES],
  'time-fraction': ['a time with fractions of a second', BYTES],
  'time-seconds': ['a time without seconds', BYTES],
  'time-value': ['a time that does not exist, or cannot be written', BYTES],
  'time-zone': ['a time that is not in UTC', BYTES],
  'too-deep': ['structures nested deeper than the limit', LIMIT],
  'too-large': ['more bytes than the limit', LIMIT],
  'too-many-nodes': ['more fields than the limit', LIMIT],
  trailing: ['bytes after the end of the structure', BYTES],
  truncated: ['the bytes end before the structure does', BYTES],
  'unexpected-kind': ['a value of a kind that its description does not have', VALUE],
  'unexpected-tag': ['another element than the one that must come', BYTES],
  'unexpected-value': ['another value than the only one allowed', BYTES],
  'unknown-type': ['a value whose type is not known', VALUE],
  'wrong-form': ['constructed where primitive must be, or the other way', BYTES],
  'wrong-type': ['a value of another type than its description has', VALUE],
};

/** A class of errors: its room, what it is for, and its codes. */
export interface ErrorClass {
  readonly name: string;
  readonly room: string;
  readonly about: string;
  readonly rows: Readonly<Record<string, Row>>;
}

export const ERROR_CLASSES: readonly ErrorClass[] = [
  {
    name: 'UsageError',
    room: 'bytes',
    about: 'The caller made a mistake. `argument` names the argument or option.',
    rows: USAGE,
  },
  {
    name: 'EncodingError',
    room: 'bytes',
    about: 'Text that is not the encoding it should be. `at` is the position.',
    rows: ENCODING,
  },
  {
    name: 'MathError',
    room: 'bigint',
    about: 'An operation without a result. `operand` names the number, never its value.',
    rows: MATH,
  },
  { name: 'KdfError', room: 'hash', about: 'A key derivation that asks for too much.', rows: KDF },
  {
    name: 'CipherError',
    room: 'cipher',
    about: 'A ciphertext that is refused, without a detail that could be an oracle.',
    rows: CIPHER,
  },
  { name: 'EcError', room: 'ec', about: 'A key or point that cannot be used.', rows: EC },
  { name: 'LatticeError', room: 'lattice', about: 'An invalid key or ciphertext of ML-KEM.', rows: LATTICE },
  { name: 'RsaError', room: 'rsa', about: 'A key, message or ciphertext that RSA cannot take.', rows: RSA },
  { name: 'KeyError', room: 'keys', about: 'A key that may be well-formed, and cannot be used.', rows: KEYS },
  {
    name: 'JwsError',
    room: 'signatures',
    about: 'A JSON Web Signature or Token that is not to be believed.',
    rows: JWS,
  },
  {
    name: 'PemError',
    room: 'keys',
    about: 'Text that is not the PEM that it says it is. `line` is the line, from 1.',
    rows: PEM,
  },
  { name: 'X509Error', room: 'x509', about: 'A name, request or certificate that cannot be made or read.', rows: X509 },
  {
    name: 'PathError',
    room: 'x509',
    about:
      'What `requireValid` throws: the first check that failed. The codes are those of the checks of `validateChain`; `(strict)`: only in that profile.',
    rows: CHECKS,
  },
  { name: 'TlsError', room: 'tls', about: 'The end of a connection. The alert in brackets goes with it.', rows: TLS },
  {
    name: 'FetchError',
    room: 'node',
    about: 'A revocation list or an OCSP response that could not be fetched.',
    rows: FETCH,
  },
  { name: 'HttpError', room: 'node', about: 'A peer did not answer a request of HTTP as it must.', rows: HTTP },
  {
    name: 'ConnectionError',
    room: 'node',
    about: 'A connection that this side gave up for a reason of its own.',
    rows: CONNECTION,
  },
  {
    name: 'WebError',
    room: 'web',
    about: 'The way of a page to a server failed, outside of TLS.',
    rows: WEB,
  },
  {
    name: 'FileError',
    room: 'node',
    about: "A file that another process is at work on. What the system refuses stays the system's error.",
    rows: FILE,
  },
  { name: 'InspectError', room: 'explain', about: 'A file that holds neither PEM nor DER.', rows: INSPECT },
  {
    name: 'ExplorerError',
    room: 'explorer',
    about: 'An input or an address that the explorer does not take.',
    rows: EXPLORER,
  },
  { name: 'RecordingError', room: 'explain', about: 'A text that is not a valid recording.', rows: RECORDING },
  {
    name: 'DocumentError',
    room: 'kubernetes/pki',
    about: 'A Kubernetes file that is not what it should be. `file` and `path` say where.',
    rows: DOCUMENT,
  },
  {
    name: 'PkiError',
    room: 'kubernetes/pki',
    about: "What stands in the way of a cluster's certificates. `place` names it.",
    rows: PKI,
  },
  {
    name: 'ClientCrlError',
    room: 'kubernetes',
    about: 'A revocation list that the API server does not take: what was in force stays so.',
    rows: CLIENT_CRL,
  },
  {
    name: 'StoreError',
    room: 'kubernetes',
    about: 'What the API server stores objects in did not do as asked.',
    rows: STORE,
  },
];
