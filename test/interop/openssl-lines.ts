/** Lines in the manner of public guides, each run by openssl and by vitrine in folders with the same files, and what must be equal after
 * them. `source` is the page that a line follows; names of files and kinds of keys may be ours. */

import { COOKBOOK, DOCKER, JAMIE, K8S, MANUAL, OCEAN } from './openssl-guides.ts';

/** How what both wrote is compared. */
export type Comparison =
  /** The bytes, or standard output. */
  | 'same'
  /** Subject, key, attributes and extensions; the signature is its own check. */
  | 'request'
  /** Issuer, subject, key, extensions and the length of validity. */
  | 'certificate'
  /** The kind of a new key and its size; decrypted first, where it has a password. */
  | 'new key'
  /** The last lines: what vitrine prints before them is more. */
  | 'end'
  /** Only that both did it: what is random, of the same length. */
  | 'length'
  /** The same key; decrypted first, where it has a password. */
  | 'same key'
  /** The keys, certificates and names of a PKCS #12 file. */
  | 'pkcs12';

export interface GuideLine {
  readonly source: string;
  /** Without the program's name. */
  readonly line: string;
  /** By file; `stdout` for standard output. */
  readonly compare: Readonly<Record<string, Comparison>>;
  /** What an encrypted key is decrypted with. */
  readonly password?: string;
  /** It takes seconds, for a new RSA key or 600,000 rounds and more of PBKDF2, each twice: run only where whole tables are. */
  readonly isDear?: true;
  /** What vitrine says on standard error. Default: nothing. */
  readonly note?: string;
}

/** What vitrine does otherwise, on purpose:
 * - A self-signed certificate has an authority key identifier too (RFC 5280 §4.2.1.1 allows to leave it out there).
 * - Keys are encrypted by AES-256 and 600,000 rounds where OpenSSL 3.0 takes 2048; `ec -aes256` writes PKCS #8, OpenSSL `Proc-Type`. */
export const GUIDE_LINES: readonly GuideLine[] = [
  // -config
  { source: K8S, line: 'req -new -key server.key -out out -config csr.conf', compare: { out: 'request' } },
  {
    source: K8S,
    line: 'x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out out -days 10000 -extensions v3_ext -extfile csr.conf -sha256',
    compare: { out: 'certificate' },
  },
  { source: COOKBOOK, line: 'req -new -config fd.cnf -key encrypted.key -out out', compare: { out: 'request' } },
  {
    source: JAMIE,
    line: 'req -config openssl.cnf -key encrypted.key -passin pass:PASSPHRASE -subj "/C=GB/O=Alice Ltd/CN=Alice Ltd Root CA" -new -x509 -days 7300 -sha256 -extensions v3_ca -out out',
    compare: { out: 'certificate' },
  },
  {
    source: JAMIE,
    line: 'req -config openssl.cnf -new -sha256 -subj "/C=GB/CN=Intermediate" -key encrypted.key -passin file:password -out out',
    compare: { out: 'request' },
  },
  {
    source: JAMIE,
    line: 'req -config openssl.cnf -batch -key server.key -new -sha256 -out out',
    compare: { out: 'request' },
  },
  {
    source: `${MANUAL}openssl-req/`,
    line: 'req -new -config req.cnf -key server.key -verbose -utf8 -out out',
    compare: { out: 'request' },
  },
  {
    source: `${MANUAL}openssl-req/`,
    line: 'req -config req.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -out request',
    compare: { 'keyfile.pem': 'new key' },
    password: 'mypass',
  },
  {
    source: `${MANUAL}openssl-req/`,
    line: 'req -x509 -config san.cnf -newkey ec:p256.pem -keyout out -days 20 -out certificate',
    compare: { out: 'new key' },
  },
  {
    source: `${MANUAL}openssl-req/`,
    line: 'req -x509 -config san.cnf -key server.key -days 20 -out out',
    compare: { out: 'certificate' },
  },
  {
    source: `${MANUAL}openssl-req/`,
    line: 'req -new -config san.cnf -key server.key -out out',
    compare: { out: 'request' },
  },
  {
    source: `${MANUAL}openssl-req/`,
    line: 'req -new -config san.cnf -reqexts other -key server.key -out out',
    compare: { out: 'request' },
  },
  {
    source: `${MANUAL}openssl-req/`,
    line: 'req -new -x509 -config san.cnf -extensions other -key server.key -out out',
    compare: { out: 'certificate' },
  },
  {
    source: `${MANUAL}openssl-req/`,
    line: 'req -new -config san.cnf -subj "/C=DE/O=/CN=a" -reqexts other -key server.key -out out',
    compare: { out: 'request' },
  },
  {
    source: `${MANUAL}openssl-req/`,
    line: 'req -new -subj "/CN=pss" -key rsa.key -sigopt rsa_padding_mode:pss -sha384 -out out',
    compare: { out: 'request' },
  },
  // req
  { source: OCEAN, line: 'req -key server.key -new -subj /CN=example.com -out out', compare: { out: 'request' } },
  { source: OCEAN, line: 'req -text -noout -verify -in server.csr', compare: { stdout: 'same' } },
  {
    source: 'https://www.sslshopper.com/article-most-common-openssl-commands.html',
    line: 'req -noout -modulus -in server.csr',
    compare: { stdout: 'same' },
  },
  {
    source: DOCKER,
    line: 'req -subj "/CN=client" -new -key server.key -out out',
    compare: { out: 'request' },
  },
  {
    source: DOCKER,
    line: 'req -new -x509 -days 365 -key encrypted.key -passin env:PASSWORD -sha256 -subj /CN=ca -addext "keyUsage = critical, keyCertSign, cRLSign" -out out',
    compare: { out: 'certificate' },
  },
  // x509
  { source: OCEAN, line: 'x509 -text -noout -in ca.crt', compare: { stdout: 'same' } },
  { source: OCEAN, line: 'x509 -in ca.crt -outform der -out out', compare: { out: 'same' } },
  { source: COOKBOOK, line: 'x509 -in ca.crt -noout -fingerprint -sha256', compare: { stdout: 'same' } },
  { source: COOKBOOK, line: 'x509 -in ca.crt -noout -subject -issuer -serial -dates', compare: { stdout: 'same' } },
  {
    source: DOCKER,
    line: 'x509 -req -days 365 -sha256 -in server.csr -CA ca.crt -CAkey encrypted-ca.key -passin pass:PASSPHRASE -CAcreateserial -out out -extfile csr.conf -extensions v3_ext',
    compare: { out: 'certificate' },
  },
  // rand
  { source: `${MANUAL}openssl-rand/`, line: 'rand -hex 16', compare: { stdout: 'length' } },
  { source: `${MANUAL}openssl-rand/`, line: 'rand -base64 100', compare: { stdout: 'length' } },
  { source: `${MANUAL}openssl-rand/`, line: 'rand -out out 32', compare: { out: 'length' } },
  {
    source: 'https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/',
    line: 'rand -base64 32',
    compare: { stdout: 'length' },
  },
  // pkeyutl
  {
    source: `${MANUAL}openssl-pkeyutl/`,
    line: 'pkeyutl -sign -in digest -inkey rsa.key -pkeyopt digest:sha256 -out out',
    compare: { out: 'same' },
  },
  {
    source: `${MANUAL}openssl-pkeyutl/`,
    line: 'pkeyutl -verify -in digest -sigfile signature -inkey rsa.pub -pubin -pkeyopt digest:sha256',
    compare: { stdout: 'same' },
  },
  {
    source: `${MANUAL}openssl-pkeyutl/`,
    line: 'pkeyutl -verify -in digest -sigfile pss.signature -inkey rsa.pub -pubin -pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss',
    compare: { stdout: 'same' },
  },
  {
    source: `${MANUAL}openssl-pkeyutl/`,
    line: 'pkeyutl -verify -in digest -sigfile ec.signature -inkey server.key',
    compare: { stdout: 'same' },
  },
  {
    source: `${MANUAL}openssl-pkeyutl/`,
    line: 'pkeyutl -derive -inkey server.key -peerkey ca.pub -out out',
    compare: { out: 'same' },
  },
  {
    source: `${MANUAL}openssl-pkeyutl/`,
    line: 'pkeyutl -encrypt -in password -pubin -inkey rsa.pub -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -out out',
    compare: { out: 'length' },
  },
  {
    source: `${MANUAL}openssl-pkeyutl/`,
    line: 'pkeyutl -decrypt -in oaep -inkey encrypted-rsa.key -passin pass:PASSPHRASE -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_oaep_label:0102 -out out',
    compare: { out: 'same' },
  },
  {
    source: `${MANUAL}openssl-pkeyutl/`,
    line: 'pkeyutl -decrypt -in pkcs1 -inkey rsa.key -out out',
    compare: { out: 'same' },
  },
  {
    source: `${MANUAL}openssl-pkeyutl/`,
    line: 'pkeyutl -sign -rawin -in csr.conf -inkey ed25519.key -out out',
    compare: { out: 'same' },
  },
  {
    source: `${MANUAL}openssl-pkeyutl/`,
    line: 'pkeyutl -sign -rawin -digest sha384 -in csr.conf -inkey rsa.key -out out',
    compare: { out: 'same' },
  },
  // dgst with PSS
  {
    source: `${MANUAL}openssl-dgst/`,
    line: 'dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:0 -sign rsa.key -out out csr.conf',
    compare: { out: 'same' },
  },
  {
    source: `${MANUAL}openssl-dgst/`,
    line: 'dgst -sha256 -sigopt rsa_padding_mode:pss -verify rsa.pub -signature pss.signature csr.conf',
    compare: { stdout: 'same' },
  },
  {
    source: `${MANUAL}openssl-dgst/`,
    line: 'dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:20 -prverify rsa.key -signature pss.signature csr.conf',
    compare: { stdout: 'same' },
  },
  // genrsa
  { source: K8S, line: 'genrsa -out out 2048', compare: { out: 'new key' } },
  {
    source: 'https://memooo.ooo/posts/becoming-ca/',
    line: 'genrsa -aes256 -passout pass:PASSPHRASE -out out 2048',
    isDear: true,
    compare: { out: 'new key' },
    password: 'PASSPHRASE',
  },
  {
    source: `${MANUAL}openssl-genrsa/`,
    line: 'genrsa -traditional -out out 2048',
    isDear: true,
    compare: { out: 'new key' },
  },
  {
    source: `${MANUAL}openssl-genrsa/`,
    line: 'genrsa -aes128 -passout file:password -out out 2048',
    isDear: true,
    compare: { out: 'new key' },
    password: 'PASSPHRASE',
  },
  // verify
  { source: COOKBOOK, line: 'verify -CAfile ca.crt ca.crt', compare: { stdout: 'end' } },
  {
    source: `${MANUAL}openssl-verify/`,
    line: 'verify -CAfile ca.crt -untrusted ca.crt ca.crt',
    compare: { stdout: 'end' },
  },
  {
    source: 'https://noname.com.ua/mediawiki/index.php?title=Ssl',
    line: 'verify -verbose -no-CAfile -no-CApath -show_chain -CAfile ca.crt ca.crt',
    compare: { stdout: 'end' },
  },
  {
    source: 'https://noname.com.ua/mediawiki/index.php?title=Ssl',
    line: 'verify -verbose -no-CAfile -no-CApath -show_chain -partial_chain -CAfile ca.crt ca.crt',
    compare: { stdout: 'end' },
  },
  // asn1parse
  { source: `${MANUAL}openssl-asn1parse/`, line: 'asn1parse -in ca.crt', compare: { stdout: 'same' } },
  { source: `${MANUAL}openssl-asn1parse/`, line: 'asn1parse -in ca.crt -i', compare: { stdout: 'same' } },
  { source: `${MANUAL}openssl-asn1parse/`, line: 'asn1parse -in rsa.pub -strparse 19', compare: { stdout: 'same' } },
  { source: `${MANUAL}openssl-asn1parse/`, line: 'asn1parse -in rsa.pub -noout -out out', compare: { out: 'same' } },
];
