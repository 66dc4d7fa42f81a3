/** What to do where a file holds another kind of thing than was asked for: a public key without -pubin is the usual mistake. */
import { VitrineError } from '../bytes/index.ts';
import { labelOf } from '../explain/internal.ts';
import { KeyError } from '../keys/index.ts';
import { CliError } from './command.ts';
import { isSignedData, namingContents } from './wrong-labels.ts';

type Kind =
  | 'a certificate'
  | 'a certificate request'
  | 'a PKCS #12 file'
  | 'a private key'
  | 'a public key'
  | 'a revocation list'
  | 'an OCSP request'
  | 'an OCSP response'
  | 'an OpenSSH key'
  | 'OpenPGP'
  | 'PKCS #7';

/** What is added to the message where the file holds that instead; undefined for what is wanted. */
export type KeyHints = Readonly<Partial<Record<Kind, string | undefined>>>;

const FROM_CERTIFICATE = "vitrine x509 -pubkey -noout prints a certificate's key";

/** What each kind is, and what reads it. */
const ANY: Readonly<Record<Kind, string>> = {
  'a certificate': 'this is a certificate, which vitrine x509 reads',
  'a certificate request': 'this is a certificate request, which vitrine req reads',
  'a PKCS #12 file': 'a PKCS #12 file is read by vitrine pkcs12',
  'a private key': 'this is a private key',
  'a public key': 'this is a public key',
  'a revocation list': 'this is a certificate revocation list, which vitrine crl reads',
  'an OCSP request': 'this is an OCSP request, which vitrine ocsp -reqin reads',
  'an OCSP response': 'this is an OCSP response, which vitrine ocsp -respin reads',
  'an OpenSSH key': 'ssh-keygen -p -m PKCS8 -f FILE turns a private key of OpenSSH into PKCS #8, except for Ed25519',
  OpenPGP: 'this is OpenPGP, which X.509 does not use; gpg reads it',
  'PKCS #7':
    'this is PKCS #7; openssl pkcs7 -print_certs (with -inform DER if it is no PEM) takes the certificates out of it',
};

/** The hints where one kind is wanted. */
const wanting = (kind: Kind): KeyHints => ({ ...ANY, [kind]: undefined });

export const WITHOUT_PUBIN: KeyHints = {
  ...wanting('a private key'),
  'a public key': 'a public key is read with -pubin',
  'a certificate': `${FROM_CERTIFICATE}, which is read with -pubin`,
};
export const WITH_PUBIN: KeyHints = {
  ...wanting('a public key'),
  'a private key': 'a private key is read without -pubin',
  'a certificate': FROM_CERTIFICATE,
};
export const PRIVATE_ONLY: KeyHints = { ...wanting('a private key'), 'a public key': 'this needs the private key' };
export const PUBLIC_ONLY: KeyHints = {
  ...wanting('a public key'),
  'a private key': 'this needs the public key, which vitrine pkey -pubout makes of it',
  'a certificate': FROM_CERTIFICATE,
};

export const CERTIFICATE_ONLY: KeyHints = wanting('a certificate');
export const REQUEST_ONLY: KeyHints = wanting('a certificate request');
export const LIST_ONLY: KeyHints = wanting('a revocation list');
export const CONTAINER_ONLY: KeyHints = {
  ...wanting('a PKCS #12 file'),
  'a certificate': 'this is a certificate; vitrine pkcs12 -export makes a PKCS #12 file of it and its key',
};
export const OCSP_REQUEST_ONLY: KeyHints = wanting('an OCSP request');
export const OCSP_RESPONSE_ONLY: KeyHints = wanting('an OCSP response');

/** Adds the hint to the error about a text: what a block holds, if its label lies, or else what the label means.
 * @throws what `read` throws; a CliError in its place where there is a hint. */
export function hintingAtPem<T>(hints: KeyHints, text: string, read: () => T): T {
  return hinting(
    hints,
    () => namingContents(text, read),
    (error) => (error instanceof KeyError && error.code === 'wrong-pem-label' ? kindOfLabel(error.message) : undefined),
  );
}

/** The same about DER. */
export function hintingAtDer<T>(hints: KeyHints, der: Uint8Array, read: () => T): T {
  return hinting(hints, read, () => kindOfDer(der));
}

function hinting<T>(hints: KeyHints, read: () => T, kindOf: (error: VitrineError) => Kind | undefined): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof VitrineError)) throw error;
    const kind = kindOf(error);
    const hint = kind === undefined ? undefined : hints[kind];
    if (hint === undefined) throw error;
    throw new CliError(error.code, `${error.message}; ${hint}`, undefined, { cause: error });
  }
}

/** The first label that the message names. */
const kindOfLabel = (message: string): Kind | undefined => kindOf(/^found ([^,]*),/.exec(message)?.[1] ?? '');

const KINDS: Readonly<Record<string, Kind>> = {
  'CERTIFICATE REQUEST': 'a certificate request',
  'NEW CERTIFICATE REQUEST': 'a certificate request',
  'OCSP REQUEST': 'an OCSP request',
  'OCSP RESPONSE': 'an OCSP response',
  'OPENSSH PRIVATE KEY': 'an OpenSSH key',
  'X509 CRL': 'a revocation list',
  CMS: 'PKCS #7',
  PKCS12: 'a PKCS #12 file',
  PKCS7: 'PKCS #7',
};

/** What a PEM label says. */
function kindOf(label: string): Kind | undefined {
  if (Object.hasOwn(KINDS, label)) return KINDS[label];
  if (label.startsWith('PGP ')) return 'OpenPGP';
  if (label.endsWith('PUBLIC KEY')) return 'a public key';
  if (label.endsWith('PRIVATE KEY')) return 'a private key';
  return label.endsWith('CERTIFICATE') ? 'a certificate' : undefined;
}

/** The hint about a block of another label than was expected; undefined if there is none. */
export function hintAtLabel(hints: KeyHints, label: string): string | undefined {
  const kind = kindOf(label);
  return kind === undefined ? undefined : hints[kind];
}

/** The hint about DER of another kind than was expected; undefined if there is none. */
export function hintAtDer(hints: KeyHints, der: Uint8Array): string | undefined {
  const kind = kindOfDer(der);
  return kind === undefined ? undefined : hints[kind];
}

const kindOfDer = (der: Uint8Array): Kind | undefined => (isSignedData(der) ? 'PKCS #7' : kindOf(labelOf(der) ?? ''));
