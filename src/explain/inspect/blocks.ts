/** Finds the structures in a file: PEM blocks, base64 of PEM in a YAML file, or DER; or else recognizes what the file is. */
import { base64ToBytes, VitrineError } from '../../bytes/index.ts';
import type { DecodeOptions } from '../../codec/index.ts';
import { type PemBlock, pemDecode, pemText } from '../../keys/index.ts';
import { insteadOfPem, isPemInBase64, SSH } from '../../keys/internal.ts';
import { captureFormat, isRecording, PCAPNG_ADVICE, RECORDING_RULE } from '../session-files.ts';
import { leadsToPrivateKey } from './private-contents.ts';
import { beginsAsPrivateKey, holdsKey, openPgpKeyOf } from './private-looks.ts';
import { holdsPrivateTrace } from './private-traces.ts';

/** The file contains neither PEM nor DER. The message says what it is instead, and what to do. */
export class InspectError extends VitrineError {
  constructor(code: InspectCode, message: string, rule = 'RFC 7468 §2') {
    super(code, message, rule);
  }
}
export type InspectCode = 'base64-without-label' | 'capture' | 'empty-file' | 'plain-text' | 'recording' | 'ssh-key';

/** One structure to show. */
export interface Block {
  readonly bytes: Uint8Array;
  /** The PEM label; of one that is too long to show, its two ends. */
  readonly label?: string;
  readonly heading: string;
  /** Set if the bytes are not DER: describes what they are. */
  readonly notDer?: { readonly title: string; readonly name: string; readonly rule: string; readonly secret?: true };
}

/** @throws InspectError; PemError; EncodingError for broken base64 of PEM. */
export function blocksOf(raw: Uint8Array, { limits }: DecodeOptions): readonly Block[] {
  if (raw.length === 0) throw new InspectError('empty-file', 'the input is empty; expected PEM, DER or a kubeconfig');
  refuseCapture(raw);
  const text = pemText(raw);
  const plain = /^-----BEGIN /m.test(text) ? pemDecode(text, { limits }) : [];
  if (plain.length > 0) return plain.map((block) => pemBlock(block, ''));
  const found = encodedPem(text).flatMap(({ name, pem }) =>
    pemDecode(pem, { limits }).map((block) => pemBlock(block, name)),
  );
  if (found.length > 0) return found;
  refuseText(raw, text);
  const kind = openPgpKeyOf(raw);
  if (kind !== undefined) {
    const label = `PGP ${kind.toUpperCase()} KEY BLOCK`;
    return [{ bytes: raw, heading: 'OpenPGP', notDer: openPgpContent(label, raw) }];
  }
  return [{ bytes: raw, heading: 'DER' }];
}

/** How age's files begin. */
const AGE = new TextEncoder().encode('age-encryption.org/');

/** ssh-keygen changes nothing of a key of Ed25519, and does not say so. */
const TO_PKCS8 = 'ssh-keygen -p -m PKCS8 -f FILE turns it into PKCS #8, except for Ed25519';

function pemBlock({ label, bytes, headers, line }: PemBlock, within: string): Block {
  const shown = bothEnds(label);
  const heading = `${shown}, ${within === '' ? '' : `in ${within}, `}line ${line}`;
  const block = { bytes, label: shown, heading };
  const isEncrypted = headers.some((header) => header.startsWith('Proc-Type:') && header.endsWith('ENCRYPTED'));
  // The header may lie, as a label may.
  if (isEncrypted && !beginsAsPrivateKey(bytes) && !leadsToPrivateKey(bytes) && !holdsPrivateTrace(bytes)) {
    return { ...block, notDer: { title: 'Encrypted with a password', name: 'ciphertext', rule: 'RFC 1421 §4.6.1.1' } };
  }
  if (label === 'OPENSSH PRIVATE KEY') {
    const title = `OpenSSH private key; ${TO_PKCS8}`;
    return { ...block, notDer: { title, name: 'openssh-key-v1', rule: 'OpenSSH PROTOCOL.key', secret: true } };
  }
  if (AGE.every((byte, i) => bytes[i] === byte)) {
    const title = 'File encrypted by age, which X.509 does not use; age -d FILE decrypts it';
    const isSecret = holdsKey(bytes) || holdsPrivateTrace(bytes);
    return {
      ...block,
      notDer: { title, name: 'age file', rule: 'age-encryption.org/v1', ...(isSecret && { secret: true }) },
    };
  }
  // RFC 9580 §4.2: the top bit of a packet is set. What else is under the label is shown as what it is.
  return label.startsWith('PGP ') && bytes[0] >= 0x80 ? { ...block, notDer: openPgpContent(label, bytes) } : block;
}

/** Characters of a label that are shown: more than any structure's label has. */
const MOST_OF_LABEL = 100;

/** A label may have megabytes. Its end tells whether it is said to be a private key. */
const bothEnds = (label: string): string =>
  label.length <= MOST_OF_LABEL ? label : `${label.slice(0, MOST_OF_LABEL / 2)}…${label.slice(-MOST_OF_LABEL / 2)}`;

/** What is under the labels of OpenPGP's armour (RFC 9580 §6.2). */
const OPENPGP: Readonly<Record<string, string>> = {
  'PGP PUBLIC KEY BLOCK': 'public key',
  'PGP PRIVATE KEY BLOCK': 'private key',
  'PGP SIGNATURE': 'signature',
  'PGP MESSAGE': 'message',
};

function openPgpContent(label: string, bytes: Uint8Array): Block['notDer'] {
  const what = OPENPGP[label] ?? 'packets';
  const title = `OpenPGP ${what}, which X.509 does not use and Vitrine does not read; gpg --list-packets FILE lists what is in it`;
  // The label may lie.
  const isSecret =
    label.includes('PRIVATE') || beginsAsPrivateKey(bytes) || holdsKey(bytes) || holdsPrivateTrace(bytes);
  return { title, name: 'OpenPGP packets', rule: 'RFC 9580 §6.2', ...(isSecret && { secret: true }) };
}

/** A text that is base64 of PEM as a whole, or the values of a YAML or JSON file that are, on the line of their key or on lines below it. Brackets and commas, which
 * base64 has none of, end a line too: they separate the fields of a mapping in one line. */
function encodedPem(text: string): { readonly name: string; readonly pem: string }[] {
  const whole = text.replace(/\s+/g, '');
  if (isPemInBase64(whole) && IS_BASE64.test(whole)) return [{ name: 'base64', pem: pemText(base64ToBytes(whole)) }];
  const found: { name: string; digits: string }[] = [];
  let open: { name: string; digits: string } | undefined;
  for (const line of text.split(/[\n{},]/)) {
    const bare = line.trim();
    const further = open === undefined ? '' : unquoted(bare);
    // An empty line within a value says nothing.
    if (open !== undefined && (further === '' || IS_BASE64.test(further))) {
      open.digits += further;
      continue;
    }
    // A quoted key needs no space behind its colon, as in JSON.
    const [, plain, quoted, value] =
      /^[- ]*(?:(\w[\w.-]{0,99}):(?=\s|$)|["'](\w[\w.-]{0,99})["'] *:)\s*(.*)$/.exec(bare) ?? [];
    const name = plain ?? quoted;
    open = name === undefined ? undefined : { name, digits: firstDigits(value) };
    if (open !== undefined) found.push(open);
  }
  return found
    .filter(({ digits }) => isPemInBase64(digits))
    .map(({ name, digits }) => ({ name, pem: pemText(base64ToBytes(digits)) }));
}

const IS_BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** What is on the line of the key, without a tag and an anchor before it; empty if `|` or `>` announces a block below. */
function firstDigits(value: string): string {
  const text = value.replace(/^(?:[!&]\S* +)+/, '');
  return /^[|>]/.test(text) ? '' : unquoted(text);
}

/** A part of a value without its quotation marks and a comment. In double quotes, line breaks are escapes (YAML 1.2 §5.7), and Go's decoder of
 * base64 ignores them; `\` at the end of a line joins it with the next. */
const unquoted = (part: string): string =>
  part
    .replace(/ #.*$/, '')
    .trim()
    .replace(/^["']|["']$/g, '')
    .replace(/\\(?:[nr]|$)/g, '');

/** @throws InspectError for a capture: decoding it as DER would only report it as malformed. */
function refuseCapture(raw: Uint8Array): void {
  const format = captureFormat(raw);
  if (format === 'pcapng') {
    const what = `the input is a capture in the format pcapng; ${PCAPNG_ADVICE}`;
    throw new InspectError('capture', what, 'draft-ietf-opsawg-pcapng §4.1');
  }
  if (format === 'pcap') {
    const how = 'vitrine inspect FILE and the explorer show what is in it';
    throw new InspectError(
      'capture',
      `the input is a capture of a network, no key or certificate; ${how}`,
      'draft-ietf-opsawg-pcap §4',
    );
  }
}

/** Number of bytes examined to recognize text. */
const ENOUGH = 4096;

/** @throws InspectError for text: decoding it as DER would only report it as malformed. */
function refuseText(raw: Uint8Array, text: string): void {
  if (!isUtf16(raw) && !isText(raw.subarray(0, ENOUGH), raw.length > ENOUGH)) return;
  const start = text.slice(0, ENOUGH).trimStart();
  if (isRecording(start)) {
    const how = 'vitrine explain handshake -replay FILE and the explorer show it';
    throw new InspectError(
      'recording',
      `the input is a recording of a session, no key or certificate; ${how}`,
      RECORDING_RULE,
    );
  }
  const expected = 'expected PEM, DER or a kubeconfig';
  const what = insteadOfPem(text) ?? expected;
  const code = SSH.test(start) ? 'ssh-key' : what.startsWith('it is base64') ? 'base64-without-label' : 'plain-text';
  throw new InspectError(code, `the input is text that contains no PEM; ${what}`);
}

/** A byte order mark of UTF-16, in either order (RFC 2781 §3.2). */
const isUtf16 = ([first, second]: Uint8Array): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

/** Whether bytes are text: UTF-8 without control characters other than white space. @param isCut - whether the last character may
 * be incomplete. */
function isText(bytes: Uint8Array, isCut: boolean): boolean {
  if (!bytes.every((byte) => (byte >= 0x20 && byte !== 0x7f) || (byte >= 0x09 && byte <= 0x0d))) return false;
  return new TextDecoder().decode(bytes, { stream: isCut }).indexOf('\ufffd') < 0;
}
