/** The contents of a PKCS #12 file as PEM, each block after its bag's attributes, as OpenSSL writes them. */
import { PKCS9_OIDS } from '../../../asn1/internal.ts';
import { bytesToHex } from '../../../bytes/index.ts';
import {
  type BagAttributes,
  type EncryptionOptions,
  type Pkcs12,
  type Pkcs12Bag,
  writeEncryptedPrivateKeyPemAsync,
  writePrivateKeyPem,
} from '../../../keys/index.ts';
import { certificatePem, decodeCertificate, formatOneline } from '../../../x509/index.ts';
import { type Context, printable } from '../../context.ts';

type ShownBag = Extract<Pkcs12Bag, { readonly type: 'key' | 'certificate' }>;

/** The requested contents. */
export interface Wanted {
  readonly nokeys: boolean;
  readonly nocerts: boolean;
  readonly clcerts: boolean;
  readonly cacerts: boolean;
}

/** @param encryption - that of the keys; without it they are written unencrypted.
 * @throws DecodeError for a malformed certificate. */
export async function bagsText(
  { safes }: Pkcs12,
  wanted: Wanted,
  encryption: EncryptionOptions | undefined,
  context: Context,
): Promise<string> {
  let text = '';
  for (const bag of safes.flatMap(({ bags }) => bags)) {
    if (bag.type === 'unknown-key' && !wanted.nokeys) await context.note(`a key is left out: ${bag.reason.message}`);
    if (bag.type === 'other') await context.note(`a bag of type ${bag.bagId} is left out`);
    if (isWanted(bag, wanted)) text += await bagText(bag, encryption, context);
  }
  return text;
}

/** As OpenSSL: a certificate with a localKeyID belongs to a key. */
function isWanted(bag: Pkcs12Bag, { nokeys, nocerts, clcerts, cacerts }: Wanted): bag is ShownBag {
  if (bag.type === 'key') return !nokeys;
  if (bag.type !== 'certificate' || nocerts) return false;
  return bag.localKeyId === undefined ? !clcerts : !cacerts;
}

async function bagText(bag: ShownBag, encryption: EncryptionOptions | undefined, { signal }: Context): Promise<string> {
  const attributes = attributesText(bag);
  if (bag.type === 'certificate') {
    const certificate = decodeCertificate(bag.certificate);
    const { subject, issuer } = certificate;
    const names = `subject=${formatOneline(subject.value)}\nissuer=${formatOneline(issuer.value)}\n`;
    return attributes + names + certificatePem(certificate);
  }
  const pem =
    encryption === undefined
      ? writePrivateKeyPem(bag.key, 'pkcs8')
      : await writeEncryptedPrivateKeyPemAsync(bag.key, { ...encryption, signal });
  return `${attributes}Key Attributes: <No Attributes>\n${pem}`;
}

/** The attributes in DER's order of a SET OF, which here is by length. */
function attributesText({ friendlyName, localKeyId, trustedKeyUsage, attributes = [] }: BagAttributes): string {
  const known = [
    { length: 2 * (friendlyName?.length ?? 0), line: friendlyName && `friendlyName: ${printable(friendlyName)}` },
    { length: localKeyId?.length ?? 0, line: localKeyId && `localKeyID: ${hexText(localKeyId)}` },
  ];
  const lines = known.toSorted((a, b) => a.length - b.length).flatMap(({ line }) => (line ? [line] : []));
  const TRUSTED_KEY_USAGE = PKCS9_OIDS.javaTrustedKeyUsage;
  if (trustedKeyUsage !== undefined) lines.push(`${TRUSTED_KEY_USAGE}: <Unsupported tag 6>`);
  for (const { type, values } of attributes) lines.push(`${type}: <Unsupported tag ${values[0]?.[0] ?? 0}>`);
  if (lines.length === 0) return 'Bag Attributes: <No Attributes>\n';
  return ['Bag Attributes', ...lines.map((line) => `    ${line}`), ''].join('\n');
}

/** Two digits and a space for each byte. */
const hexText = (bytes: Uint8Array): string => bytesToHex(bytes).toUpperCase().replace(/../g, '$& ');
