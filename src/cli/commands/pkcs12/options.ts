import type { Values } from '../../command.ts';
import { CIPHER_OPTIONS, ITERATIONS, PASSIN_OPTION, PASSOUT_OPTION } from '../../passwords.ts';

/** The options of `pkcs12`, in both directions. */
export const PKCS12_OPTIONS = {
  export: { help: 'make a file; without it, one is read' },
  in: {
    value: 'FILE',
    help: 'the file; with -export, certificates, and the key unless -inkey is given; default: standard input',
  },
  out: { value: 'FILE', help: 'where to write (mode 0600); default: standard output' },
  passin: {
    ...PASSIN_OPTION,
    help: 'the password of the input: pass:TEXT, env:NAME, file:FILE or stdin (its first line)',
  },
  passout: { ...PASSOUT_OPTION, help: 'the password of the output, as for -passin' },
  password: { value: 'SOURCE', help: 'the password of the PKCS #12 file: -passout with -export, else -passin' },
  nokeys: { help: 'no private keys' },
  nocerts: { help: 'no certificates' },
  // Reading.
  clcerts: { help: 'only certificates of keys (with a localKeyID)' },
  cacerts: { help: 'only the other certificates' },
  noout: { help: 'write nothing; the MAC is checked' },
  info: { help: 'print how the file is encrypted and authenticated, on standard error' },
  nomacver: { help: 'do not check the MAC, which may be missing: anyone may have changed the file' },
  noenc: { help: 'write keys unencrypted' },
  nodes: { help: 'the same, by its old name' },
  ...CIPHER_OPTIONS,
  legacy: { help: 'accepted: RC2-40 and 3DES are always read, and never written' },
  // Writing.
  inkey: { value: 'FILE', help: 'the private key' },
  certfile: { value: 'FILE', help: 'more certificates' },
  chain: { help: 'add the certificates of the chain, which ends in one of -CAfile' },
  CAfile: { value: 'FILE', help: 'with -chain: the trusted roots; default: the system’s' },
  name: { value: 'TEXT', help: 'the friendlyName of key and certificate' },
  caname: { value: 'TEXT', many: true, help: 'the friendlyName of each of the other certificates, in order' },
  iter: { value: 'N', help: `iterations of encryption and MAC; default: ${ITERATIONS} (OpenSSL 3.0: 2048)` },
  keypbe: { value: 'CIPHER', help: 'AES-256-CBC (the default), AES-192-CBC or AES-128-CBC' },
  certpbe: { value: 'CIPHER', help: 'the same as -keypbe' },
  macalg: { value: 'HASH', help: 'sha256, which is the only one' },
} as const;
/** Their values. */
export type Pkcs12Values = Values<typeof PKCS12_OPTIONS>;
