/** Every value that a lesson states: computed by the engine, and inserted for `{{name}}` in the text. */
import { bytesToHex, utf8ToBytes } from '../../bytes/index.ts';
import { handshakeExhibit, type Part, recordHandshake } from '../../explain/index.ts';
import { sha256 } from '../../hash/index.ts';
import { sha256Steps } from '../../reference/index.ts';
import {
  type Certificate,
  extensionValue,
  formatGeneralName,
  formatOneline,
  readCertificatesPem,
  verifySignature,
} from '../../x509/index.ts';
import { edited } from '../edit/edit.ts';
import { SAMPLES } from '../samples/embedded.ts';
import { handshakeSettings } from '../work/handshake.ts';
import { LESSON_NUMBERS } from './numbers.ts';

const digest = (text: string): string => bytesToHex(sha256.digest(utf8ToBytes(text)));

/** How many bits differ between the digests of two texts. */
function differing(one: string, other: string): number {
  const [a, b] = [one, other].map((text) => sha256.digest(utf8ToBytes(text)));
  let count = 0;
  for (const [i, byte] of a.entries()) for (let bits = byte ^ b[i]; bits > 0; bits >>= 1) count += bits & 1;
  return count;
}

/** The first of `1`, `2`, `3`, … whose digest begins with as many zero digits in hexadecimal. */
function firstWithZeros(digits: number): string {
  for (let n = 1; ; n++) if (digest(`${n}`).startsWith('0'.repeat(digits))) return `${n}`;
}

/** The variable a of SHA-256 of `abc` before the first round and after the last, and their sum. */
function variableA(): Readonly<Record<string, string>> {
  const steps = [...sha256Steps(utf8ToBytes('abc'))];
  const states = steps.flatMap((step) => (step.name === 'working variables' ? [step.value.a] : []));
  const sums = steps.flatMap((step) => (step.name === 'H' ? [step.value[0]] : []));
  const text = (word: number): string => word.toString(16).padStart(8, '0');
  return { 'hash.startA': text(sums[0]), 'hash.lastA': text(states.at(-1)!), 'hash.sumA': text(sums[1]) };
}

const [server, ca] = readCertificatesPem(SAMPLES.server);
const made = (of: Certificate, message: Uint8Array, signer: Certificate): string =>
  verifySignature(of.fields.signatureAlgorithm, signer.publicKey, message, of.fields.signature) ? 'yes' : 'no';

/** The signed bytes with the last letter of the name changed. */
function forged(): Uint8Array {
  const from = utf8ToBytes('kube-apiserver');
  const { signedBytes } = server;
  const start = signedBytes.findIndex((_, i) => from.every((byte, j) => signedBytes[i + j] === byte));
  return edited(signedBytes, {
    block: 0,
    start,
    end: start + from.length,
    bytes: utf8ToBytes('kube-apiserves'),
    mends: true,
  });
}

const day = (time: Date): string => time.toISOString().slice(0, 10);

const session = handshakeExhibit(await recordHandshake(handshakeSettings({})));
const arrows = session.parts.flatMap((part: Part) => (part.kind === 'sequence' ? part.arrows : []));
const sequence = arrows.map(({ label }) => label);
/** The same with the server's certificate expired. */
const expired = handshakeExhibit(await recordHandshake(handshakeSettings({ fault: 'expired' })));
const alert = expired.parts.flatMap((part: Part) => (part.kind === 'sequence' ? part.arrows : [])).at(-1);
const covered = arrows.findIndex((arrow) => arrow.protected);

/** The values by their names. */
export const LESSON_FACTS: Readonly<Record<string, string>> = {
  ...LESSON_NUMBERS,
  ...variableA(),
  'hash.abc': digest('abc'),
  'hash.abd': digest('abd'),
  'hash.empty': digest(''),
  'hash.hello': digest('hello'),
  'hash.bits': `${8 * sha256.digest(new Uint8Array()).length}`,
  'hash.differing': `${differing('abc', 'abd')}`,
  'hash.zeros3': firstWithZeros(3),
  'hash.zeros3.digest': digest(firstWithZeros(3)),
  'hash.fingerprint': bytesToHex(sha256.digest(server.der)),
  'certificate.bytes': `${server.der.length}`,
  'certificate.subject': formatOneline(server.subject.value),
  'certificate.issuer': formatOneline(server.issuer.value),
  'certificate.notBefore': day(server.notBefore),
  'certificate.notAfter': day(server.notAfter),
  'certificate.names': (extensionValue(server.extensions, 'subjectAltName') ?? []).map(formatGeneralName).join(', '),
  'certificate.signed': `${server.signedBytes.length}`,
  'certificate.valid': made(server, server.signedBytes, ca),
  'certificate.forged': made(server, forged(), ca),
  'ca.self': made(ca, ca.signedBytes, ca),
  'ca.isCA': ca.isCA ? 'yes' : 'no',
  'server.isCA': server.isCA ? 'yes' : 'no',
  'ca.notAfter': day(ca.notAfter),
  'session.count': `${sequence.length}`,
  'session.messages': sequence.join(', '),
  'session.first': sequence[0],
  'session.second': sequence[1],
  'session.covered': `${covered}`,
  'session.dialled': / dials (.*)$/.exec(arrows[0].note)?.[1] ?? '',
  'session.expired': alert?.label.replace('Alert ', '') ?? '',
};
