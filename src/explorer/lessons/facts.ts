/** Every value that a lesson states: computed by the engine, and inserted for `{{name}}` in the text. */
import { bytesToHex, utf8ToBytes } from '../../bytes/index.ts';
import { type Arrow, handshakeExhibit, type Language, type Part, recordHandshake } from '../../explain/index.ts';
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
import { brokenBy, validated } from '../work/path.ts';
import { LESSON_NUMBERS, powerOfTwo } from './numbers.ts';

const digest = (text: string): string => bytesToHex(sha256.digest(utf8ToBytes(text)));

/** How many bits differ between the digests of two texts. */
function differing(one: string, other: string): number {
  const [a, b] = [one, other].map((text) => sha256.digest(utf8ToBytes(text)));
  let count = 0;
  for (const [i, byte] of a.entries()) for (let bits = byte ^ b[i]; bits > 0; bits >>= 1) count += bits & 1;
  return count;
}

/** The variables a and b of SHA-256 of `abc` before the first round and after the last, and their sums. */
function variables(): Readonly<Record<string, string>> {
  const steps = [...sha256Steps(utf8ToBytes('abc'))];
  const last = steps.flatMap((step) => (step.name === 'working variables' ? [step.value] : [])).at(-1)!;
  const [starts, sums] = steps.flatMap((step) => (step.name === 'H' ? [step.value] : []));
  const text = (word: number): string => word.toString(16).padStart(8, '0');
  return {
    ...{ 'hash.startA': text(starts[0]), 'hash.lastA': text(last.a), 'hash.sumA': text(sums[0]) },
    ...{ 'hash.startB': text(starts[1]), 'hash.lastB': text(last.b), 'hash.sumB': text(sums[1]) },
  };
}

/** The blocks of a padded message of that length. */
function blocksOf(length: number): string {
  const [step] = sha256Steps(new Uint8Array(length));
  if (step.name !== 'padded message') throw new Error('the padding comes first');
  return `${step.value.length / 64}`;
}

/** The PIN of four digits with this digest: each is tried, from 0000 on. */
function pinWith(wanted: string): { readonly pin: string; readonly attempts: number } {
  for (let n = 0; n < 10_000; n++) {
    const pin = `${n}`.padStart(4, '0');
    if (digest(pin) === wanted) return { pin, attempts: n + 1 };
  }
  throw new Error('no PIN has this digest');
}
const pinDigest = digest('4711');

/** The powers of two of lesson 1: the attempts for a preimage and for a collision, and the pairs among those. */
const attempts = (bits: bigint): Readonly<Record<string, string>> => {
  const some = 2n ** (bits / 2n);
  const exponent = (power: bigint): number => power.toString(2).length - 1;
  return {
    'hash.preimage': powerOfTwo(exponent(16n ** (bits / 4n))),
    'hash.collision': powerOfTwo(exponent(some)),
    'hash.pairs': powerOfTwo(exponent((some * some) / 2n)),
  };
};

const [server, ca] = readCertificatesPem(SAMPLES.server);
const madeWith = (signature: Uint8Array, of: Certificate, message: Uint8Array, signer: Certificate): string =>
  verifySignature(of.fields.signatureAlgorithm, signer.publicKey, message, signature) ? 'yes' : 'no';
const made = (of: Certificate, message: Uint8Array, signer: Certificate): string =>
  madeWith(of.fields.signature, of, message, signer);

/** The signature with its last bit changed. */
function spoiled(): Uint8Array {
  const signature = Uint8Array.from(server.fields.signature);
  signature[signature.length - 1] ^= 1;
  return signature;
}

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

/** The codes of the checks that the sample server's path fails at that time. */
const brokenAt = (time: Date): string => brokenBy(validated(server.der, [server, ca], time)!).join(', ');

const day = (time: Date): string => time.toISOString().slice(0, 10);

/** The messages of a session, in order. @param fault - what goes wrong; `no`: nothing. */
async function messagesOf(fault: string): Promise<readonly Arrow[]> {
  const { parts } = handshakeExhibit(await recordHandshake(handshakeSettings({ fault })));
  return parts.flatMap((part: Part) => (part.kind === 'sequence' ? part.arrows : []));
}

/** The alert that ends a session that goes wrong. */
const alertOf = async (fault: string): Promise<string> => (await messagesOf(fault)).at(-1)!.label.replace('Alert ', '');

const messages = await messagesOf('no');

/** The messages that one side sends before the other answers, with their numbers, as `session.turn1`, `session.turn2`, …. */
function turns(): Readonly<Record<string, string>> {
  const sent: string[][] = [];
  for (const [i, { from, label }] of messages.entries()) {
    if (from !== messages[i - 1]?.from) sent.push([]);
    sent.at(-1)!.push(`${i + 1} ${label}`);
  }
  return Object.fromEntries(sent.map((labels, i) => [`session.turn${i + 1}`, labels.join(', ')]));
}

/** The values by their names. */
export const LESSON_FACTS: Readonly<Record<string, string>> = {
  ...LESSON_NUMBERS,
  ...variables(),
  ...attempts(8n * BigInt(sha256.outputLength)),
  ...turns(),
  'hash.abc': digest('abc'),
  'hash.abb': digest('abb'),
  'hash.vitrine': digest('vitrine').slice(0, 4),
  'hash.bits': `${8 * sha256.digest(new Uint8Array()).length}`,
  'hash.differing': `${differing('abc', 'abb')}`,
  'hash.pin.digest': pinDigest,
  'hash.pin': pinWith(pinDigest).pin,
  'hash.pin.attempts': `${pinWith(pinDigest).attempts}`,
  'hash.sixty.blocks': blocksOf(60),
  'certificate.bytes': `${server.der.length}`,
  'certificate.subject': formatOneline(server.subject.value),
  'certificate.issuer': formatOneline(server.issuer.value),
  'certificate.notBefore': day(server.notBefore),
  'certificate.notAfter': day(server.notAfter),
  'certificate.names': (extensionValue(server.extensions, 'subjectAltName') ?? []).map(formatGeneralName).join(', '),
  'certificate.signed': `${server.signedBytes.length}`,
  'certificate.unsigned': `${server.der.length - server.signedBytes.length}`,
  'certificate.valid': made(server, server.signedBytes, ca),
  'certificate.forged': made(server, forged(), ca),
  'certificate.spoiled': madeWith(spoiled(), server, server.signedBytes, ca),
  'certificate.broken': brokenAt(new Date('2028-01-01T00:00:00Z')),
  'ca.self': made(ca, ca.signedBytes, ca),
  'ca.isCA': ca.isCA ? 'yes' : 'no',
  'server.isCA': server.isCA ? 'yes' : 'no',
  'ca.notAfter': day(ca.notAfter),
  'session.count': `${messages.length}`,
  'session.handshakeEnd': `${messages.findLastIndex(({ label }) => label === 'Finished') + 1}`,
  'session.clear': messages.flatMap((message, i) => (message.protected ? [] : [`${i + 1}`])).join(', '),
  'session.dialled': / dials (.*)$/.exec(messages[0].note)?.[1] ?? '',
  'session.expired': await alertOf('expired'),
  'session.otherCa': await alertOf('bad-ca'),
  'session.noCertificate': await alertOf('no-client-cert'),
  'session.tampered': await alertOf('tampered'),
};

/** A value as the text of a lesson has it: answers and lists are in the language of the reader. @throws Error for a name that is not there. */
export function lessonFact(name: string, language: Language): string {
  if (!Object.hasOwn(LESSON_FACTS, name)) throw new Error(`no fact is called ${name}`);
  const value = LESSON_FACTS[name];
  if (language === 'en') return value;
  if (name.startsWith('session.'))
    return value.replaceAll(', ', '、').replaceAll('application data', '应用数据').replaceAll('Alert ', '警报 ');
  return (name.endsWith('.isCA') ? CHINESE_PERMISSIONS : CHINESE_ANSWERS)[value] ?? value;
}
const CHINESE_ANSWERS: Readonly<Record<string, string>> = { yes: '是的', no: '不是' };
/** The answers to “may it …?”. */
const CHINESE_PERMISSIONS: Readonly<Record<string, string>> = { yes: '可以', no: '不可以' };
