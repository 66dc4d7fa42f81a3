/** Lines in the manner of public guides, as in openssl-lines.ts: keys and what they travel in, and digests. */
import { COOKBOOK, MANUAL, OCEAN } from './openssl-guides.ts';
import type { GuideLine } from './openssl-lines.ts';

export const KEY_LINES: readonly GuideLine[] = [
  // rsa, pkey, ec with encrypted keys
  { source: OCEAN, line: 'rsa -in encrypted-rsa.key -passin pass:PASSPHRASE -out out', compare: { out: 'same' } },
  {
    source: OCEAN,
    line: 'rsa -aes256 -in rsa.key -passout pass:hunter2 -out out',
    isDear: true,
    compare: { out: 'same key' },
    password: 'hunter2',
  },
  {
    source: OCEAN,
    line: 'rsa -noout -modulus -in encrypted-rsa.key -passin file:password',
    compare: { stdout: 'same' },
  },
  {
    source: COOKBOOK,
    line: 'pkey -in encrypted.key -passin pass:PASSPHRASE -text -noout',
    compare: { stdout: 'same' },
  },
  {
    source: COOKBOOK,
    line: 'pkey -in encrypted.key -passin pass:PASSPHRASE -pubout -out out',
    compare: { out: 'same' },
  },
  { source: COOKBOOK, line: 'ec -in encrypted.key -passin env:PASSWORD -pubout -out out', compare: { out: 'same' } },
  { source: COOKBOOK, line: 'ec -in encrypted.key -passin pass:PASSPHRASE -out out', compare: { out: 'same' } },
  { source: OCEAN, line: 'rsa -in rsa.key -check -noout', compare: { stdout: 'same' } },
  { source: COOKBOOK, line: 'pkey -in server.key -text -noout', compare: { stdout: 'same' } },
  { source: COOKBOOK, line: 'pkey -in server.key -pubout -out out', compare: { out: 'same' } },
  { source: `${MANUAL}openssl-ec/`, line: 'ec -in server.key -text -noout', compare: { stdout: 'same' } },
  { source: `${MANUAL}openssl-ec/`, line: 'ec -in server.key -outform DER -out out', compare: { out: 'same' } },
  // genpkey, ecparam, dgst
  {
    source: `${MANUAL}openssl-genpkey/`,
    line: 'genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out out',
    compare: { out: 'new key' },
  },
  { source: `${MANUAL}openssl-genpkey/`, line: 'genpkey -algorithm X25519 -out out', compare: { out: 'new key' } },
  {
    source: `${MANUAL}openssl-genpkey/`,
    line: 'genpkey -algorithm ED25519 -outform DER -out out',
    compare: { out: 'new key' },
  },
  { source: `${MANUAL}openssl-ecparam/`, line: 'ecparam -name prime256v1 -out out', compare: { out: 'same' } },
  {
    source: `${MANUAL}openssl-ecparam/`,
    line: 'ecparam -name secp384r1 -genkey -noout -out out',
    compare: { out: 'new key' },
  },
  { source: `${MANUAL}openssl-dgst/`, line: 'dgst -sha256 csr.conf', compare: { stdout: 'same' } },
  { source: `${MANUAL}openssl-dgst/`, line: 'dgst -sha512 -r csr.conf', compare: { stdout: 'same' } },
  {
    source: `${MANUAL}openssl-dgst/`,
    line: 'dgst -sha256 -sign encrypted-rsa.key -passin pass:PASSPHRASE -out out csr.conf',
    compare: { out: 'same' },
  },
  {
    source: `${MANUAL}openssl-dgst/`,
    line: 'dgst -sha256 -verify rsa.pub -signature signature csr.conf',
    compare: { stdout: 'same' },
  },
  {
    source: `${MANUAL}openssl-genpkey/`,
    line: 'genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha256 -pkeyopt rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:32 -out out',
    isDear: true,
    compare: { out: 'new key' },
  },
  {
    source: COOKBOOK,
    line: 'genpkey -out out -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes-128-cbc -pass pass:PASSPHRASE',
    isDear: true,
    compare: { out: 'new key' },
    password: 'PASSPHRASE',
  },
  {
    source: COOKBOOK,
    line: 'pkey -in server.key -aes256 -passout env:PASSWORD -out out',
    isDear: true,
    compare: { out: 'same key' },
    password: 'PASSPHRASE',
  },
  {
    source: `${MANUAL}openssl-ec/`,
    line: 'ec -in server.key -aes256 -passout pass:PASSPHRASE -out out',
    note: 'vitrine ec: an encrypted key is written as PKCS #8 (OpenSSL writes SEC 1 with Proc-Type here)\n',
    compare: { out: 'same key' },
    password: 'PASSPHRASE',
  },
  {
    source: `${MANUAL}openssl-ec/`,
    line: 'ec -in server.key -conv_form compressed -pubout -out out',
    compare: { out: 'same' },
  },
  { source: `${MANUAL}openssl-ec/`, line: 'ec -in server.key -param_out -out out', compare: { out: 'same' } },
  {
    source: `${MANUAL}openssl-ecparam/`,
    line: 'ecparam -in p256.pem -genkey -noout -out out',
    compare: { out: 'new key' },
  },
  { source: `${MANUAL}openssl-ecparam/`, line: 'ecparam -in p256.pem -text -noout', compare: { stdout: 'same' } },
  { source: `${MANUAL}openssl-ecparam/`, line: 'ecparam -in p256.pem -outform DER -out out', compare: { out: 'same' } },
  {
    source: `${MANUAL}openssl-ec/`,
    line: 'ec -in server.key -check -noout',
    note: 'EC Key valid.\n',
    compare: {},
  },
  {
    source: `${MANUAL}openssl-genpkey/`,
    line: 'genpkey -genparam -algorithm EC -out out -pkeyopt ec_paramgen_curve:secp384r1 -pkeyopt ec_param_enc:named_curve',
    compare: { out: 'same' },
  },
  { source: `${MANUAL}openssl-genpkey/`, line: 'genpkey -paramfile p256.pem -out out', compare: { out: 'new key' } },
  {
    source: `${MANUAL}openssl-ecparam/`,
    line: 'ecparam -in p256.pem -check -noout',
    note: 'checking elliptic curve parameters: ok\n',
    compare: {},
  },
  // pkcs8
  {
    source: `${MANUAL}openssl-pkcs8/`,
    line: 'pkcs8 -in server.key -topk8 -passout pass:PASSPHRASE -out out',
    isDear: true,
    compare: { out: 'same key' },
    password: 'PASSPHRASE',
  },
  {
    source: `${MANUAL}openssl-pkcs8/`,
    line: 'pkcs8 -in server.key -topk8 -nocrypt -out out',
    compare: { out: 'same' },
  },
  {
    source: `${MANUAL}openssl-pkcs8/`,
    line: 'pkcs8 -in rsa.key -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA512 -passout env:PASSWORD -out out',
    isDear: true,
    compare: { out: 'same key' },
    password: 'PASSPHRASE',
  },
  {
    source: `${MANUAL}openssl-pkcs8/`,
    line: 'pkcs8 -in encrypted-ca.key -passin file:password -traditional -out out',
    compare: { out: 'same' },
  },
  // pkcs12
  {
    source: OCEAN,
    line: 'pkcs12 -inkey server.key -in server.crt -export -passout pass:PASSPHRASE -out out',
    isDear: true,
    compare: { out: 'pkcs12' },
    password: 'PASSPHRASE',
  },
  { source: OCEAN, line: 'pkcs12 -in server.p12 -passin pass:PASSPHRASE -nodes -out out', compare: { out: 'same' } },
  {
    source: 'https://tomcat.apache.org/tomcat-9.0-doc/ssl-howto.html',
    line: 'pkcs12 -export -in server.crt -inkey server.key -out out -name tomcat -CAfile ca.crt -caname root -chain -passout pass:PASSPHRASE',
    isDear: true,
    compare: { out: 'pkcs12' },
    password: 'PASSPHRASE',
  },
  {
    source: `${MANUAL}openssl-pkcs12/`,
    line: 'pkcs12 -in server.p12 -clcerts -nokeys -passin env:PASSWORD -out out',
    compare: { out: 'same' },
  },
];
