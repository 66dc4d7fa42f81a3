/** Unfolds a secret of a session into its derivation: HKDF-Expand-Label or the PRF, the HMACs inside it, and the hash blocks
 * inside those. */
import { assertString, type Bytes, bytesToHex, concat, equalBytes, i2osp, utf8ToBytes } from '../../bytes/index.ts';
import { type Hash, hmac, sha256, sha384 } from '../../hash/index.ts';
import { hmacSteps, sha256Steps } from '../../reference/index.ts';
import { prf, type SecretName } from '../../tls/index.ts';
import { type TlsLog, tlsLogOf } from '../document/events.ts';
import type { Exhibit, Fact, Part, Table } from '../document/exhibit.ts';
import { explainPrf } from '../kernels/prf.ts';
import { collected, facts, prose, secretFact, section, stepFact } from '../kernels/steps.ts';
import { assertRecording, type Recording } from '../recording/recording.ts';

/** A use of HMAC in a derivation. */
export interface UnfoldedHmac {
  readonly title: string;
  readonly key: Bytes;
  readonly text: Bytes;
}

/** The derivation of a secret. All of it is secret. */
export interface UnfoldedSecret {
  readonly exhibit: Exhibit;
  /** The name of the hash: `sha256`, `sha384`. */
  readonly hash: string;
  /** TLS 1.3: the uses of HMAC, in their order. */
  readonly hmacs: readonly UnfoldedHmac[];
  /** TLS 1.2: the arguments of the PRF. */
  readonly prf?: { readonly secret: Bytes; readonly label: string; readonly seed: Bytes; readonly length: number };
}

/** The secrets that `unfoldSecret` accepts, in order; empty for a session that ended before it derived any. */
export function secretNames(recording: Recording): readonly string[] {
  assertRecording(recording);
  const log = logOf(recording);
  if (log === undefined) return [];
  const later = log.all('secret').map(({ name }) => name as string);
  const earlier = Object.keys(PRF_SECRETS).filter((name) => PRF_SECRETS[name](log) !== undefined);
  return [...new Set(later.length > 0 ? later.filter((name) => derivationOf(log, name) !== undefined) : earlier)];
}

/** Unfolds a secret. It is derived again, and compared with the session's value.
 * @param name - one of `secretNames`. @returns undefined for another name. Timing: not constant; for watching only. */
export function unfoldSecret(recording: Recording, name: string): UnfoldedSecret | undefined {
  assertRecording(recording);
  assertString(name, 'name');
  const log = logOf(recording);
  if (log === undefined) return undefined;
  const derivation = derivationOf(log, name);
  if (derivation !== undefined) return unfolded(name, derivation, hashOf(log));
  const input = Object.hasOwn(PRF_SECRETS, name) ? PRF_SECRETS[name](log) : undefined;
  return input && unfoldedByPrf(name, input, hashOf(log));
}

const logOf = ({ events }: Recording): TlsLog | undefined => tlsLogOf(events, 'client') ?? tlsLogOf(events, 'server');
const hashOf = (log: TlsLog): Hash =>
  log.find('negotiated')?.negotiated.suite.endsWith('SHA384') === true ? sha384 : sha256;

/** A step of the key schedule of TLS 1.3. */
type Derivation =
  | {
      readonly kind: 'extract';
      /** The previous secret, whose "derived" secret is the salt; undefined: the salt is zeros. */
      readonly before: { readonly name: string; readonly secret: Uint8Array } | undefined;
      readonly inputName: string;
      readonly input: Uint8Array;
      readonly value: Uint8Array;
    }
  | {
      readonly kind: 'expand';
      readonly parent: string;
      readonly secret: Uint8Array;
      readonly label: string;
      readonly context: Uint8Array;
      readonly contextName: string;
      readonly value: Uint8Array;
    };

/** RFC 8446 §7.1: the label of each secret, and the one that it is derived from. */
const LABELS: Partial<Readonly<Record<SecretName, readonly [parent: SecretName, label: string]>>> = {
  binder_key: ['early_secret', 'res binder'],
  client_handshake_traffic_secret: ['handshake_secret', 'c hs traffic'],
  server_handshake_traffic_secret: ['handshake_secret', 's hs traffic'],
  client_application_traffic_secret: ['master_secret', 'c ap traffic'],
  server_application_traffic_secret: ['master_secret', 's ap traffic'],
  exporter_master_secret: ['master_secret', 'exp master'],
  resumption_master_secret: ['master_secret', 'res master'],
};

/** @returns undefined for a name that the session does not have, or whose input was not observed: a ticket's PSK comes from an
 * earlier session. */
function derivationOf(log: TlsLog, name: string): Derivation | undefined {
  const all = log.all('secret');
  const find = (of: string) => all.find((event) => event.name === of);
  const own = find(name);
  if (own === undefined) return undefined;
  const zeros = new Uint8Array(own.secret.length);
  const value = own.secret;
  const extract = (parent: SecretName | undefined, inputName: string, input: Uint8Array): Derivation | undefined => {
    const before = parent === undefined ? undefined : find(parent);
    return parent !== undefined && before === undefined
      ? undefined
      : { kind: 'extract', before: before && { name: parent!, secret: before.secret }, inputName, input, value };
  };
  if (name === 'early_secret') return find('binder_key') ? undefined : extract(undefined, 'no PSK: zeros', zeros);
  if (name === 'master_secret') return extract('handshake_secret', 'zeros', zeros);
  if (name === 'handshake_secret') {
    const shared = log.find('shared-secret')?.sharedSecret;
    return shared && extract('early_secret', 'the shared secret of the key exchange', shared);
  }
  const [parent, label] = LABELS[name as SecretName] ?? [];
  const secret = find(parent ?? '')?.secret;
  if (parent === undefined || label === undefined || secret === undefined) return undefined;
  const { transcriptHash } = own;
  const context = transcriptHash ?? hashOf(log).digest(new Uint8Array());
  const contextName = transcriptHash === undefined ? 'the hash of nothing' : 'the hash of the messages so far';
  return { kind: 'expand', parent, secret, label, context, contextName, value };
}

const RULE = 'RFC 8446 §7.1';

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
  ): Bytes => {
    const info = hkdfLabelOf(label, context, hash.outputLength);
    parts.push(labelPart(title, info, label, context, contextName, hash));
    return use(`${title}: HMAC(Secret, HkdfLabel || 01)`, secret, concat(info, new Uint8Array([1])));
  };
  let made: Bytes;
  if (derivation.kind === 'expand') {
    const { parent, secret, label, context, contextName } = derivation;
    made = expand(`${name} = Derive-Secret(${parent}, "${label}", …)`, secret, label, context, contextName);
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
        secretFact(before === undefined ? 'salt: zeros' : 'salt', salt, RULE),
        secretFact(`IKM: ${inputName}`, input, RULE),
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

/** HkdfLabel, encoded field by field. A test compares it with the engine's encoding. */
function hkdfLabelOf(label: string, context: Uint8Array, length: number): Bytes {
  const prefixed = utf8ToBytes(`tls13 ${label}`);
  return concat(
    i2osp(BigInt(length), 2),
    new Uint8Array([prefixed.length]),
    prefixed,
    new Uint8Array([context.length]),
    context,
  );
}

function labelPart(
  title: string,
  info: Uint8Array,
  label: string,
  context: Uint8Array,
  contextName: string,
  hash: Hash,
): Part {
  const rows: Fact[] = [
    { label: 'length', value: i2osp(BigInt(hash.outputLength), 2), rule: RULE },
    { label: 'label', value: `tls13 ${label}`, rule: RULE },
    { label: `context: ${contextName}`, value: context, rule: RULE },
    { label: 'HkdfLabel', value: info, rule: RULE },
  ];
  return facts(`${title} = HKDF-Expand-Label(Secret, "${label}", …)`, rows);
}

function hmacSection({ title, key, text }: UnfoldedHmac, hash: Hash): Part {
  const { steps } = collected(hmacSteps(hash, key, text));
  const stepValue = (name: string): Bytes => steps.find((step) => step.name === name)!.value;
  const blocks =
    hash.name === 'sha256'
      ? [
          blockTable('The inner hash, block by block', stepValue('(K0 ^ ipad) || text')),
          blockTable('The outer hash, block by block', stepValue('(K0 ^ opad) || H(…)')),
        ]
      : [prose('Its blocks are those of SHA-512, of 128 bytes, with another initial value.')];
  return section(title, [
    facts('HMAC', [secretFact('key', key, 'FIPS 198-1 §4'), secretFact('text', text, ''), ...steps.map(stepFact)]),
    ...blocks,
  ]);
}

/** The inputs and the outputs of the compression function. */
function blockTable(title: string, message: Uint8Array): Table {
  const { steps } = collected(sha256Steps(message));
  const words = (name: 'H' | 'M', i: number): string =>
    steps
      .flatMap((step) =>
        step.name === name && step.index['i'] === i ? [step.value as readonly (bigint | number)[]] : [],
      )[0]
      .map((word) => bytesToHex(i2osp(BigInt(word), 4)))
      .join(' ');
  const count = steps.filter(({ name }) => name === 'M').length;
  return {
    ...{ kind: 'table', title, rule: 'FIPS 180-4 §6.2.2', secret: true },
    columns: ['block', 'H before', 'block of 64 bytes', 'H after'],
    rows: Array.from({ length: count }, (_, i) => [`${i + 1}`, words('H', i), words('M', i + 1), words('H', i + 1)]),
  };
}

interface PrfInput {
  readonly secret: Uint8Array;
  readonly label: string;
  readonly seed: Uint8Array;
  readonly value: Uint8Array;
}

/** The secrets that TLS 1.2 derives (RFC 5246 §6.3, §7.4.9, §8.1). */
const PRF_SECRETS: Readonly<Record<string, (log: TlsLog) => PrfInput | undefined>> = {
  master_secret: (log) => {
    const secret = log.find('premaster-secret')?.premasterSecret ?? log.find('shared-secret')?.sharedSecret;
    const own = log.find('master-secret');
    return secret && own && { secret, label: own.label, seed: own.seed, value: own.masterSecret };
  },
  key_block: (log) => {
    const secret = log.find('master-secret')?.masterSecret;
    const own = log.find('key-block');
    return secret && own && { secret, label: own.label, seed: own.seed, value: own.block };
  },
  client_verify_data: (log) => verifyDataOf(log, 'client finished'),
  server_verify_data: (log) => verifyDataOf(log, 'server finished'),
};

function verifyDataOf(log: TlsLog, label: string): PrfInput | undefined {
  const secret = log.find('master-secret')?.masterSecret;
  const own = log.find('verify-data', (event) => event.label === label);
  return secret && own && { secret, label, seed: own.transcriptHash, value: own.verifyData };
}

function unfoldedByPrf(name: string, { secret, label, seed, value }: PrfInput, hash: Hash): UnfoldedSecret {
  const { length } = value;
  const { parts } = explainPrf({ hash, secret, label, seed, length });
  const same = equalBytes(prf(hash, secret, label, seed, length), value);
  const outcome = facts('What comes out', [
    secretFact(name, value, 'RFC 5246 §5'),
    { label: 'derived anew', value: same ? 'the same' : 'ANOTHER', rule: '' },
  ]);
  return {
    exhibit: { title: name, parts: [...parts, outcome] },
    ...{ hash: hash.name, hmacs: [] },
    prf: { secret: new Uint8Array(secret), label, seed: new Uint8Array(seed), length },
  };
}
