/** What stays out of an address although nothing in it is covered: a private key that a password encrypts, since whoever has the link can guess
 * passwords without end; a container that may hold one; and what gives access as a key does. Hiding too much costs the user a link. */
import { type Bytes, base64urlToBytes, hexToBytes, VitrineError } from '../../bytes/index.ts';
import { haveSecrets, holdsPrivateKey, inspectBlock } from '../../explain/internal.ts';
import { pemText } from '../../keys/index.ts';

/** Whether bytes hold a private key, encrypted or not, or may: as they are, or in the base64 or hexadecimal inside of them, as the
 * kubeconfig in a Secret is. */
export const isUnlinked = (bytes: Uint8Array): boolean => isUnlinkedIn(bytes, MOST_LAYERS);

/** Encodings around a key: hexadecimal of a Secret with a kubeconfig with PEM is four. */
const MOST_LAYERS = 4;

function isUnlinkedIn(bytes: Uint8Array, layers: number): boolean {
  if (hasAny(CONTAINERS, bytes) || showsKey(bytes)) return true;
  const text = pemText(bytes);
  return TELLING.some((pattern) => pattern.test(text)) || (layers > 0 && innerOf(text, layers));
}

/** Whether what bytes are shown as is a key. Of what is no structure, the beginning of a key anywhere is enough; in one it may be something
 * else: a CRL begins as a key with an algorithm does. */
function showsKey(bytes: Uint8Array): boolean {
  const { parts, fault, isPrivate } = inspectBlock({ bytes, heading: '' }, { title: '' });
  return isPrivate || (fault === undefined ? haveSecrets(parts) : holdsPrivateKey(bytes));
}

/** The arcs of object identifiers (X.690 §8.19), without tag and length, which damage reaches. */
const CONTAINERS = [
  '2a864886f70d0105', // RFC 8018 §A: PKCS #5, encryption with a password
  '2a864886f70d010c', // RFC 7292 §A: PKCS #12, the bags of keys and their encryption
  '2b06010401da47040b', // RFC 7914 §7: scrypt
  '2a864886f70d010703', // RFC 5652 §6: EnvelopedData
  '2a864886f70d010704', // RFC 2315 §11: SignedAndEnvelopedData
  '2a864886f70d010706', // RFC 5652 §8: EncryptedData
  '2a864886f70d0109100117', // RFC 5083 §2: AuthEnvelopedData
].map(hexToBytes);

const hasAny = (patterns: readonly Uint8Array[], bytes: Uint8Array): boolean =>
  patterns.some((pattern) =>
    bytes.some((first, at) => first === pattern[0] && pattern.every((byte, i) => bytes[at + i] === byte)),
  );

/** What texts say of what they contain. */
const TELLING = [
  /-----BEGIN [^-\n]*(?:PRIVATE KEY|ENCRYPTED|PKCS ?#?12|PGP MESSAGE)/,
  /^Proc-Type:.*ENCRYPTED/m, // RFC 1421 §4.6.1.1
  /AGE-SECRET-KEY-1/,
  /\beyJ[\w-]{8,}\./, // RFC 7515 §7.1, RFC 7516 §7.1: a token, or a key that is encrypted
  /\bkind["']?[ \t]*:[ \t]*["']?Secret\b/,
  // A kubeconfig's user may have one of these beside a certificate.
  /(?:token|password|passwd|secret)["']?[ \t]*:[ \t]*["']?[^\s"']/i,
];

/** Whether there is such a thing in the runs of digits of a text. A line of digits alone continues the run before it. */
function innerOf(text: string, layers: number): boolean {
  const runs = text.match(/[\w+/-]{20,}(?:\s*\n\s*[\w+/-]+(?=={0,2}\s*(?:\n|$)))*/g) ?? [];
  return runs.some((run) => isUnlinkedIn(decoded(run.replace(/\s+/g, '')), layers - 1));
}

/** What digits may encode. Without padding: of a run that ends amid a word, only the whole groups of four may be meant. */
function decoded(digits: string): Bytes {
  if (/^[\da-fA-F]+$/.test(digits)) return hexToBytes(digits.slice(0, digits.length & ~1));
  const url = digits.replaceAll('+', '-').replaceAll('/', '_');
  return fromBase64url(url) ?? base64urlToBytes(url.slice(0, url.length & ~3));
}

/** @returns undefined for what is not base64. */
function fromBase64url(digits: string): Bytes | undefined {
  try {
    return base64urlToBytes(digits);
  } catch (error) {
    if (error instanceof VitrineError) return undefined;
    throw error;
  }
}
