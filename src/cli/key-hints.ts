/** What to do where a file holds another kind of thing than was asked for: a public key without -pubin is the usual mistake. */
import { VitrineError } from '../bytes/index.ts';
import { decode } from '../codec/index.ts';
import { decodePrivateKey, decodePublicKey, KeyError, pfx } from '../keys/index.ts';
import { fits } from '../keys/internal.ts';
import { decodeCertificate, decodeRequest } from '../x509/index.ts';
import { CliError } from './command.ts';

type Kind = 'a private key' | 'a public key' | 'a certificate' | 'a certificate request' | 'a PKCS #12 file';

/** What is added to the message where the file holds that instead. Default: nothing. */
export type KeyHints = Readonly<Partial<Record<Kind, string>>>;

const FROM_CERTIFICATE = "vitrine x509 -pubkey -noout prints a certificate's key";

const CONTAINER: KeyHints = { 'a PKCS #12 file': 'a PKCS #12 file is read by vitrine pkcs12' };

export const WITHOUT_PUBIN: KeyHints = {
  ...CONTAINER,
  'a public key': 'a public key is read with -pubin',
  'a certificate': `${FROM_CERTIFICATE}, which is read with -pubin`,
};
export const WITH_PUBIN: KeyHints = {
  ...CONTAINER,
  'a private key': 'a private key is read without -pubin',
  'a certificate': FROM_CERTIFICATE,
};
export const PRIVATE_ONLY: KeyHints = { ...CONTAINER, 'a public key': 'this needs the private key' };
export const PUBLIC_ONLY: KeyHints = {
  ...CONTAINER,
  'a private key': 'this needs the public key, which vitrine pkey -pubout makes of it',
  'a certificate': FROM_CERTIFICATE,
};

/** Where a certificate is wanted. */
export const CERTIFICATE_ONLY: KeyHints = {
  ...CONTAINER,
  'a private key': 'this is a private key',
  'a public key': 'this is a public key',
  'a certificate request': 'this is a certificate request, which vitrine req reads',
};
/** Where a request is wanted. */
export const REQUEST_ONLY: KeyHints = {
  ...CONTAINER,
  'a private key': 'this is a private key',
  'a public key': 'this is a public key',
  'a certificate': 'this is a certificate, which vitrine x509 reads',
};

/** Adds the hint to the error about a text. @throws what `read` throws; a CliError in its place where there is a hint. */
export function hintingAtPem<T>(hints: KeyHints, read: () => T): T {
  return hinting(hints, read, (error) =>
    error instanceof KeyError && error.code === 'wrong-pem-label' ? kindOfLabel(error.message) : undefined,
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
function kindOfLabel(message: string): Kind | undefined {
  const [, label = ''] = /^found ([^,]*),/.exec(message) ?? [];
  if (label.endsWith('PUBLIC KEY')) return 'a public key';
  if (label.endsWith('PRIVATE KEY')) return 'a private key';
  return label.endsWith('CERTIFICATE') ? 'a certificate' : undefined;
}

function kindOfDer(der: Uint8Array): Kind | undefined {
  if (fits(() => decodePublicKey(der, 'spki'))) return 'a public key';
  if ((['pkcs8', 'sec1', 'pkcs1'] as const).some((form) => fits(() => decodePrivateKey(der, form)))) {
    return 'a private key';
  }
  if (fits(() => decode(pfx, der))) return 'a PKCS #12 file';
  if (fits(() => decodeRequest(der))) return 'a certificate request';
  return fits(() => decodeCertificate(der)) ? 'a certificate' : undefined;
}
