/** Handshakes with an active attacker: commands for fast-check's model runs. */
import fc from 'fast-check';
import { assertFunction, assertOptions, type Bytes, concat, UsageError } from '../bytes/index.ts';
import { encode } from '../codec/index.ts';
import {
  CONTENT,
  changeCipherSpec,
  type HandshakeMessage,
  handshake,
  type TlsConnection,
  type TlsOutput,
  tlsRecord,
} from '../tls/index.ts';
import { arbitraryOf } from './arbitrary.ts';
import {
  type Expectation,
  type Handshake12Options,
  type HandshakeEnds,
  type HandshakeModel,
  newModel,
  peerOf,
  type RecordOnTheWay,
  type Role,
} from './handshake-model.ts';
import { type Handshake13Options, newModel13 } from './handshake-model13.ts';

export type HandshakeCommand = fc.Command<HandshakeModel, HandshakeEnds>;

/** Sequences of commands for a client and a server in memory: each record may be split and joined in any way, repeated, dropped, reordered
 * with the next, or preceded by a forged one; in TLS 1.3 an end that is connected may update its keys. Pass them to
 * `fc.modelRun(handshakeRun(…), commands)`, or use `handshakeRun13`. The run throws if an end (1) accepts a message that its state does not
 * list, (2) ends with another error than `unexpected-message` on such a message, or (3) is secured by a handshake that differs from its
 * peer's (RFC 5246 §7.3). */
export const handshakes = (): fc.Arbitrary<Iterable<HandshakeCommand>> =>
  fc.commands<HandshakeModel, HandshakeEnds>(
    [fc.oneof({ weight: 30, arbitrary: delivery }, repetition, omission, exchange, forgery, update)],
    { size: 'max', maxCommands: 40 },
  );

/** The initial state of a TLS 1.2 run: two new ends, and the model of their expected behaviour.
 * @param make - creates new ends for each run, configured as `options` says. @throws UsageError */
export function handshakeRun(
  make: () => { readonly client: TlsConnection; readonly server: TlsConnection },
  options: Handshake12Options,
): () => { model: HandshakeModel; real: HandshakeEnds } {
  assertFunction(make, 'make');
  const { exchange } = assertChoices(options, ['mutual', 'ticket', 'resumed', 'stapled'], ['exchange']);
  if (exchange !== 'RSA' && exchange !== 'ECDHE')
    throw new UsageError('out-of-range', 'exchange', 'must be "RSA" or "ECDHE"');
  return () => begun(make(), newModel(options));
}

/** @param choices - the options that must be true or false. @param others - the rest. */
function assertChoices<T extends object>(
  options: T,
  choices: readonly (keyof T & string)[],
  others: readonly string[],
): T {
  assertOptions(options, 'options', [...choices, ...others]);
  for (const name of choices)
    if (typeof options[name] !== 'boolean') throw new UsageError('wrong-type', name, 'must be true or false');
  return options;
}

/** The same for TLS 1.3: the model is RFC 8446's. Both ends support no other version.
 * @param make - creates new ends for each run, configured as `options` says. @throws UsageError */
export function handshakeRun13(
  make: () => { readonly client: TlsConnection; readonly server: TlsConnection },
  options: Handshake13Options,
): () => { model: HandshakeModel; real: HandshakeEnds } {
  assertFunction(make, 'make');
  assertChoices(options, ['mutual', 'retry', 'resumed'], []);
  return () => begun(make(), newModel13(options));
}

/** Both ends have sent their first messages. */
function begun<E extends HandshakeEnds>(real: E, model: HandshakeModel): { model: HandshakeModel; real: E } {
  take(model, 'server', real.server.start());
  take(model, 'client', real.client.start());
  return { model, real };
}

/** Queues a side's output for its peer. */
function take(model: HandshakeModel, from: Role, outputs: readonly TlsOutput[]): void {
  const [end, peer] = [model[from], model[peerOf(from)]];
  for (const output of outputs) {
    if (output.kind !== 'send') continue;
    const records = model.rules.recordsOf(output.bytes, end);
    peer.sent.push(...records.filter((one) => model.rules.isSaid(one)));
    peer.queue.push(...records);
    if (end.deceived && records.some(({ kind }) => kind !== 'alert')) peer.deceived = true;
  }
}

const roles = fc.constantFrom<Role>('client', 'server');

/** A command from its name, its precondition and its effect. */
const command = (
  text: string,
  to: Role,
  needs: number,
  run: (model: HandshakeModel, real: HandshakeEnds) => void,
): HandshakeCommand => ({
  check: (model) => model[to].queue.length >= needs,
  run,
  toString: () => `${text} → ${to}`,
});

const delivery = fc
  .record({ to: roles, fragment: fc.nat({ max: 200 }), cut: fc.nat({ max: 200 }) })
  .map(({ to, fragment, cut }) =>
    command(`deliver, cut at ${fragment} and ${cut}`, to, 1, (model, real) => {
      const record = model[to].queue.shift()!;
      const expectation = model.rules.expectationOf(model, to, record);
      const raw = fragmented(record, fragment);
      const pieces = [raw.subarray(0, cut), raw.subarray(cut)];
      const outputs = pieces.flatMap((piece) => real[to].receive(piece));
      model[to].at = outcome(expectation, model[to].at, real[to].at, outputs, `the ${to} after ${record.kind}`);
      take(model, to, outputs);
    }),
  );
const repetition = roles.map((to) =>
  command('repeat', to, 1, (model) => {
    const [first] = model[to].queue;
    model[to].queue.unshift(first);
  }),
);
const omission = roles.map((to) => command('omit', to, 1, (model) => void model[to].queue.shift()));
const exchange = roles.map((to) =>
  command('exchange', to, 2, (model) => {
    const [first, second] = model[to].queue.splice(0, 2);
    model[to].queue.unshift(second, first);
  }),
);

/** KeyUpdate (RFC 8446 §4.6.3). */
const update = fc.tuple(roles, fc.boolean()).map(
  ([to, peer]): HandshakeCommand => ({
    check: (model) => model.rules.updatesKeys && model[to].at === 'CONNECTED',
    run: (model, real) => take(model, to, real[to].updateKeys({ peer })),
    toString: () => `update keys${peer ? ' of both' : ''} → ${to}`,
  }),
);

const record = (type: number, fragment: Uint8Array): Bytes => encode(tlsRecord, { type, version: 0x0303, fragment });
/** Records that an attacker without keys can forge. */
const forged: fc.Arbitrary<RecordOnTheWay> = fc
  .oneof(
    { weight: 6, arbitrary: arbitraryOf(handshake) as fc.Arbitrary<HandshakeMessage> },
    fc.constantFrom('change_cipher_spec' as const, 'application_data' as const),
  )
  .map((said) => {
    if (said === 'application_data') return { kind: said, bytes: record(CONTENT[said], Uint8Array.of(0)) };
    if (said === 'change_cipher_spec')
      return { kind: said, bytes: record(CONTENT[said], encode(changeCipherSpec, { type: 1 })) };
    return { kind: said.kind, bytes: record(CONTENT.handshake, encode(handshake, said)) };
  });
const forgery = fc
  .tuple(roles, forged)
  .map(([to, said]) => command(`forge ${said.kind}`, to, 0, (model) => void model[to].queue.unshift(said)));

/** The same handshake message in two records (RFC 5246 §6.2.1); anything else as it is. */
function fragmented({ kind, bytes }: RecordOnTheWay, at: number): Bytes {
  const fragment = bytes.subarray(5);
  if (kind === 'protected' || bytes[0] !== CONTENT.handshake || at === 0 || at >= fragment.length) return bytes;
  return concat(record(CONTENT.handshake, fragment.subarray(0, at)), record(CONTENT.handshake, fragment.subarray(at)));
}

/** Returns an end's state if it is an expected one. @param before - its previous state.
 * @throws Error when it is not: the property is false. */
function outcome(
  expected: Expectation,
  before: string,
  at: string,
  outputs: readonly TlsOutput[],
  who: string,
): string {
  const error = outputs.flatMap((output) => (output.kind === 'error' ? [output.error.code] : []))[0];
  const wrong = (what: string): Error =>
    new Error(`${before} of ${who}: ${what}, expected ${JSON.stringify(expected)}`);
  if (expected === 'nonsense') {
    if (at === 'CONNECTED') throw wrong('is secured');
    return at;
  }
  if (error !== undefined) {
    if (at !== 'CLOSED') throw wrong(`goes on in ${at} after ${error}`);
    if (!('error' in expected) || (expected.error !== 'any' && expected.error !== error)) throw wrong(error);
    return at;
  }
  if (!('next' in expected) || expected.next !== at) throw wrong(`goes to ${at}`);
  const isSecured = outputs.some(({ kind }) => kind === 'secured');
  if (isSecured !== (at === 'CONNECTED' && before !== 'CONNECTED'))
    throw wrong(isSecured ? 'is secured' : 'is not secured');
  return at;
}
