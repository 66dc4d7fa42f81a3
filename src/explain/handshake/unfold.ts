/** Unfolds a secret of a session into its derivation: HKDF-Expand-Label or the PRF, the HMACs inside it, and the hash blocks
 * inside those. */
import { assertString, type Bytes, bytesToHex, concat, equalBytes, i2osp, utf8ToBytes } from '../../bytes/index.ts';
import { type Hash, hmac } from '../../hash/index.ts';
import { hmacSteps, type Step, sha256Steps, sha384Steps } from '../../reference/index.ts';
import { prf } from '../../tls/index.ts';
import { earlierLogOf, type TlsLog } from '../document/events.ts';
import type { Exhibit, Fact, Part, Table } from '../document/exhibit.ts';
import { explainPrf } from '../kernels/prf.ts';
import { collected, facts, secretFact, section, stepFact } from '../kernels/steps.ts';
import { assertRecording, type Recording } from '../recording/recording.ts';
import { type Derivation, derivationOf, PRF_SECRETS, type PrfInput, SHARED_SECRET } from './derivations.ts';
import { hashOf, hkdfLabelOf, logOf } from './traffic-keys.ts';
import { type UnfoldedAgreement, unfoldedAgreement } from './unfold-agreement.ts';

/** A use of HMAC in a derivation. */
export interface UnfoldedHmac {
  readonly title: string;
  readonly key: Bytes;
  readonly text: Bytes;
}

/** The derivation of a secret. All of it is secret. */
export interface UnfoldedSecret {
  /** The result of (EC)DHE: what it was computed of; of a hybrid group, two of them. */
  readonly agreements?: readonly UnfoldedAgreement[];
  readonly exhibit: Exhibit;
  /** The name of the hash: `sha256`, `sha384`. */
  readonly hash: string;
  /** The uses of HMAC, in their order. */
  readonly hmacs: readonly UnfoldedHmac[];
  /** TLS 1.2: the arguments of the PRF. */
  readonly prf?: { readonly secret: Bytes; readonly label: string; readonly seed: Bytes; readonly length: number };
}

/** Unfolds a secret. It is derived again, and compared with the session's value.
 * @param name - one of `secretNames`. @returns undefined for another name. Timing: not constant; for watching only. */
export function unfoldSecret(recording: Recording, name: string): UnfoldedSecret | undefined {
  assertRecording(recording);
  assertString(name, 'name');
  const log = logOf(recording);
  if (log === undefined) return undefined;
  if (name === SHARED_SECRET) return unfoldedSharedSecret(log);
  const derivation = derivationOf(log, name, earlierLogOf(recording.events));
  if (derivation !== undefined) return unfolded(name, derivation, hashOf(log));
  const input = Object.hasOwn(PRF_SECRETS, name) ? PRF_SECRETS[name](log) : undefined;
  return input && unfoldedByPrf(name, input, hashOf(log));
}

const RULE = 'RFC 8446 §7.1';
const FINISHED = 'RFC 8446 §4.4.4';

function unfolded(name: string, derivation: Derivation, hash: Hash): UnfoldedSecret {
  const parts: Part[] = [];
  const hmacs: UnfoldedHmac[] = [];
  const use = (title: string, key: Uint8Array, text: Uint8Array): Bytes => {
    hmacs.push({ title, key: new Uint8Array(key), text: new Uint8Array(text) });
    return hmac(hash, key, text);
  };
  const expand = (
    title: string,
    secret: Uint8Array,
    label: string,
    context: Uint8Array,
    contextName: string,
    length = hash.outputLength,
  ): Bytes => {
    const info = hkdfLabelOf(label, context, length);
    parts.push(labelPart(title, info, label, context, contextName, length));
    const cut = length < hash.outputLength ? `[0..${length - 1}]` : '';
    const whole = use(`${title}: HMAC(Secret, HkdfLabel || 01)${cut}`, secret, concat(info, new Uint8Array([1])));
    return whole.slice(0, length);
  };
  let made: Bytes;
  if (derivation.kind === 'expand') {
    const { parent, secret, label, context, contextName, value, isDeriveSecret } = derivation;
    const title = isDeriveSecret ? `${name} = Derive-Secret(${parent}, "${label}", …)` : `${name}, from ${parent}`;
    made = expand(title, secret, label, context, contextName, value.length);
  } else if (derivation.kind === 'mac') {
    const { keyName, key, text } = derivation;
    parts.push(
      facts(`${name} = HMAC(finished_key, Transcript-Hash)`, [
        secretFact(`finished_key: ${keyName}`, key, FINISHED),
        { label: 'the hash of the messages so far', value: text, rule: FINISHED },
      ]),
    );
    made = use(`${name}: HMAC(finished_key, Transcript-Hash)`, key, text);
  } else {
    const { before, inputName, input } = derivation;
    const empty = hash.digest(new Uint8Array());
    const salt =
      before === undefined
        ? new Uint8Array(hash.outputLength)
        : expand(
            `salt = Derive-Secret(${before.name}, "derived", "")`,
            before.secret,
            'derived',
            empty,
            'the hash of nothing',
          );
    parts.push(
      facts(`${name} = HKDF-Extract(salt, IKM) = HMAC(salt, IKM)`, [
        before === undefined ? { label: 'salt: zeros', value: salt, rule: RULE } : secretFact('salt', salt, RULE),
        input.every((byte) => byte === 0)
          ? { label: `IKM: ${inputName}`, value: input, rule: RULE }
          : secretFact(`IKM: ${inputName}`, input, RULE),
      ]),
    );
    made = use(`${name}: HMAC(salt, IKM)`, salt, input);
  }
  const same = equalBytes(made, derivation.value);
  parts.push(
    facts('What comes out', [
      secretFact(name, made, RULE),
      { label: 'the session’s own', value: same ? 'the same' : 'ANOTHER', rule: '' },
    ]),
    ...hmacs.map((one) => hmacSection(one, hash)),
  );
  return { exhibit: { title: name, parts }, hash: hash.name, hmacs };
}

function labelPart(
  title: string,
  info: Uint8Array,
  label: string,
  context: Uint8Array,
  contextName: string,
  length: number,
): Part {
  const rows: Fact[] = [
    { label: 'length', value: i2osp(BigInt(length), 2), rule: RULE },
    { label: 'label', value: `tls13 ${label}`, rule: RULE },
    { label: `context: ${contextName}`, value: context, rule: RULE },
    { label: 'HkdfLabel', value: info, rule: RULE },
  ];
  return facts(`${title} = HKDF-Expand-Label(Secret, "${label}", …)`, rows);
}

function hmacSection({ title, key, text }: UnfoldedHmac, hash: Hash): Part {
  const { steps } = collected(hmacSteps(hash, key, text));
  const stepValue = (name: string): Bytes => steps.find((step) => step.name === name)!.value;
  // In another use a MAC is sent; here it is the secret itself, or a part of it.
  const rows = steps.map((step) => ({ ...stepFact(step), secret: true as const }));
  return section(title, [
    facts('HMAC', [secretFact('key', key, 'FIPS 198-1 §4'), secretFact('text', text, ''), ...rows]),
    blockTable('The inner hash, block by block', hash, stepValue('(K0 ^ ipad) || text')),
    blockTable('The outer hash, block by block', hash, stepValue('(K0 ^ opad) || H(…)')),
  ]);
}

/** The inputs and the outputs of the compression function. */
function blockTable(title: string, hash: Hash, message: Uint8Array): Table {
  const is384 = hash.name === 'sha384';
  const steps: readonly Step[] = collected<Step, Bytes>(is384 ? sha384Steps(message) : sha256Steps(message)).steps;
  const wordLength = is384 ? 8 : 4;
  const words = (name: 'H' | 'M', i: number): string =>
    steps
      .flatMap((step) =>
        step.name === name && step.index['i'] === i ? [step.value as readonly (bigint | number)[]] : [],
      )[0]
      .map((word) => bytesToHex(i2osp(BigInt(word), wordLength)))
      .join(' ');
  const count = steps.filter(({ name }) => name === 'M').length;
  return {
    // SHA-384 has the compression function of SHA-512, and another initial value (FIPS 180-4 §6.5).
    ...{ kind: 'table', title, rule: is384 ? 'FIPS 180-4 §6.4.2' : 'FIPS 180-4 §6.2.2', secret: true },
    columns: ['block', 'H before', `block of ${hash.blockLength} bytes`, 'H after'],
    rows: Array.from({ length: count }, (_, i) => [`${i + 1}`, words('H', i), words('M', i + 1), words('H', i + 1)]),
  };
}

function unfoldedSharedSecret(log: TlsLog): UnfoldedSecret | undefined {
  const found = unfoldedAgreement(log);
  return (
    found && {
      exhibit: { title: SHARED_SECRET, parts: found.parts },
      hash: hashOf(log).name,
      hmacs: [],
      agreements: found.agreements,
    }
  );
}

function unfoldedByPrf(name: string, { secret, label, seed, value }: PrfInput, hash: Hash): UnfoldedSecret {
  const { length } = value;
  const { parts } = explainPrf({ hash, secret, label, seed, length });
  const same = equalBytes(prf(hash, secret, label, seed, length), value);
  const outcome = facts('What comes out', [
    secretFact(name, value, 'RFC 5246 §5'),
    { label: 'derived anew', value: same ? 'the same' : 'ANOTHER', rule: '' },
  ]);
  const hmacs = hmacsOfPrf(hash, secret, concat(utf8ToBytes(label), seed), length);
  return {
    exhibit: { title: name, parts: [...parts, outcome, ...hmacs.map((one) => hmacSection(one, hash))] },
    ...{ hash: hash.name, hmacs },
    prf: { secret: new Uint8Array(secret), label, seed: new Uint8Array(seed), length },
  };
}

/** RFC 5246 §5: P_hash is two chains of HMACs under the secret: A(i), and the blocks that are made of them. @param seed - label and seed. */
function hmacsOfPrf(hash: Hash, secret: Uint8Array, seed: Bytes, length: number): readonly UnfoldedHmac[] {
  const key = new Uint8Array(secret);
  let A = seed;
  return Array.from({ length: Math.ceil(length / hash.outputLength) }, (_, i) => {
    const chained = { title: `A(${i + 1}) = HMAC(secret, A(${i}))`, key, text: A };
    A = hmac(hash, key, A);
    return [chained, { title: `Block ${i + 1}: HMAC(secret, A(${i + 1}) || seed)`, key, text: concat(A, seed) }];
  }).flat();
}
