import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalBytes, utf8ToBytes } from '../../../src/bytes/index.ts';
import { type EngineEvent, tlsLogOf } from '../../../src/explain/document/events.ts';
import { FAULTS } from '../../../src/explain/handshake/parties.ts';
import { replayHandshake } from '../../../src/explain/handshake/replay.ts';
import { seededKeys } from '../../../src/explain/handshake/session.ts';
import {
  decodeRecording,
  encodeRecording,
  type Recording,
  RecordingError,
} from '../../../src/explain/recording/recording.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import { generateRsaKey, type RsaEvent } from '../../../src/rsa/index.ts';
import { RSA_CIPHER_SUITES } from '../../../src/tls/index.ts';
import { validateChain, type X509Event } from '../../../src/x509/index.ts';
import { codeOf } from '../../fixtures/rsa-vectors.ts';
import { JUDGED_BY } from '../../judged.ts';
import { everyNth } from '../../property-runs.ts';
import { keys, session, settings } from '../handshake/session.ts';

const text = (recording: Recording): string => new TextDecoder().decode(encodeRecording(recording));
const live = { command: 'live', role: 'client', peer: '192.0.2.1:443', time: new Date(0) } as const;
const recordingOf = (events: readonly EngineEvent[]): Recording => ({ run: live, events });

describe('properties', () => {
  it.each(everyNth(3, [undefined, ...FAULTS]))('a session comes back from its file as it was: %s', async (fault) => {
    const recording = await session({ fault });
    const file = encodeRecording(recording);
    const read = decodeRecording(file);
    expect(read).toEqual(recording);
    expect(equalBytes(encodeRecording(read), file)).toBe(true);
  });

  it('every suite and way is the same again from its seed, and only then', async () => {
    const seen = new Set<string>();
    const suites = everyNth(3, RSA_CIPHER_SUITES);
    for (const suite of suites) {
      for (const on of [true, false]) {
        const recording = await session({ suite, extendedMasterSecret: on, encryptThenMac: on });
        const { run } = recording;
        if (run.command !== 'handshake') throw new Error('another run');
        const read = decodeRecording(encodeRecording(recording));
        expect((await replayHandshake({ ...read, run }, keys)).same).toBe(true);
        seen.add(text(recording));
      }
    }
    expect(seen.size).toBe(2 * suites.length);
    expect(text(await session({ seed: 'another' }))).not.toBe(text(await session()));
  });

  it('a recording that was changed is not what its seed gives', async () => {
    const recording = await session();
    const events = recording.events.map((event) =>
      event.source === 'wire' ? { ...event, bytes: event.bytes.map((byte) => byte ^ 1) } : event,
    );
    const run = { command: 'handshake', ...settings() } as const;
    expect((await replayHandshake({ run, events }, keys)).same).toBe(false);
  });

  it('the same seed gives the same keys', async () => {
    const [once, again] = [await seededKeys('s')('server'), await seededKeys('s')('server')];
    expect(once).toEqual(again);
  });

  it('the search for a key and the checks of a chain are kept too', async () => {
    const events: EngineEvent[] = [];
    const observe = (event: RsaEvent) => events.push({ source: 'rsa', event });
    generateRsaKey({ modulusBits: 256, publicExponent: 3n, insecure: true, random: seededRandom('k'), observe });
    const recorded = tlsLogOf((await session()).events, 'client')!.first('peer-certificates');
    const [leaf] = recorded.certificates;
    validateChain({
      ...JUDGED_BY,
      ...{ leaf, intermediates: [], roots: [recorded.validation!.chain[1]], time: settings().time, purpose: 'any' },
      observe: (event: X509Event) => events.push({ source: 'x509', event }),
    });
    const recording = recordingOf(events);
    expect(new Set(events.map(({ source }) => source))).toEqual(new Set(['rsa', 'x509']));
    expect(decodeRecording(encodeRecording(recording))).toEqual(recording);
  });

  it('events of any content come back', () => {
    const raw = fc.uint8Array({ maxLength: 40 });
    const number = fc.bigInt({ min: 0n, max: 2n ** 300n });
    const event: fc.Arbitrary<EngineEvent> = fc.oneof(
      fc.record({
        source: fc.constant('wire' as const),
        from: fc.constantFrom('client', 'server'),
        at: fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }),
        bytes: raw,
      }),
      fc.record({
        source: fc.constant('tls' as const),
        role: fc.constantFrom('client', 'server'),
        event: fc.oneof(
          fc.record({ kind: fc.constant('state' as const), from: fc.string({ unit: 'grapheme' }), to: fc.string() }),
          fc.record({
            kind: fc.constant('master-secret' as const),
            label: fc.constantFrom('master secret', 'extended master secret'),
            ...{ seed: raw, premasterSecret: raw, masterSecret: raw },
          }),
        ),
      }),
      fc.record({
        source: fc.constant('rsa' as const),
        event: fc.record({
          kind: fc.constant('candidate-refused' as const),
          prime: fc.constantFrom('p', 'q'),
          candidate: number,
          because: fc.oneof(
            fc.record({ test: fc.constant('miller-rabin' as const), base: number }),
            fc.record({ test: fc.constant('trial-division' as const), divisor: fc.nat() }),
          ),
        }),
      }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 5 }), (events) => {
        expect(decodeRecording(encodeRecording(recordingOf(events)))).toEqual(recordingOf(events));
      }),
    );
  });

  it('whatever a file holds, nothing but a RecordingError comes of it', async () => {
    const file = encodeRecording(await session({ fault: 'expired' }));
    const refusedOrRead = (raw: Uint8Array): void => {
      try {
        decodeRecording(raw);
      } catch (error) {
        expect(error).toBeInstanceOf(RecordingError);
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), refusedOrRead));
    fc.assert(fc.property(fc.json(), (json) => refusedOrRead(utf8ToBytes(json))));
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(255), (at, byte) => refusedOrRead(file.with(at, byte))),
      { numRuns: 30 },
    );
  });
});

describe('misuse', () => {
  const wire = '{"source":"wire","from":"client","at":"1970-01-01T00:00:00.000Z","bytes":"00"}';
  const head = text(recordingOf([]));
  const codeFor = (file: string, limits = {}): string => codeOf(() => decodeRecording(utf8ToBytes(file), limits));

  it('takes the smallest recording', () => expect(codeFor(`${head}${wire}\n`)).toBe('accepted'));

  it.each([
    ['', 'malformed-json'],
    ['null', 'malformed-value'],
    ['{"vitrine":"recording","version":2,"what":"ever"}', 'unknown-version'],
    [head.replace('"live"', '"dance"'), 'unknown-kind'],
    [head.replace('"client"', '"clown"'), 'malformed-value'],
    [`${head}{`, 'malformed-json'],
    [`${head}\n${wire}`, 'malformed-json'],
    [`${head}[]`, 'malformed-value'],
    [`${head}{"source":"constructor"}`, 'unknown-kind'],
    [`${head}${wire.replace('"from":"client",', '')}`, 'missing-field'],
    [`${head}${wire.replace('{', '{"more":1,')}`, 'unknown-field'],
    [`${head}${wire.replace('{', '{"__proto__":{"bytes":"00"},')}`, 'unknown-field'],
    [`${head}${wire.replace('"00"', '"0"')}`, 'malformed-value'],
    [`${head}${wire.replace('"00"', '0')}`, 'malformed-value'],
    [`${head}${wire.replace('.000Z', 'Z')}`, 'malformed-value'],
    [
      `${head}{"source":"tls","role":"client","event":{"kind":"message","direction":"sent","dialect":"tls12","bytes":"ff"}}`,
      'malformed-value',
    ],
  ])('%j: %s', (file, code) => expect(codeFor(file)).toBe(code));

  it('says where, and lets no name from a file become a property of anything', () => {
    const fault = `${head}${wire}\n${wire.replace('"bytes":"00"', '"bytes":"xx"')}`;
    try {
      decodeRecording(utf8ToBytes(fault));
      expect.unreachable();
    } catch (error) {
      expect((error as RecordingError).path).toEqual(['3', 'bytes']);
    }
    expect(Object.hasOwn(Object.prototype, 'bytes')).toBe(false);
  });

  it('has budgets', () => {
    expect(codeFor(`${head}${wire}`, { bytes: 10 })).toBe('too-large');
    expect(codeFor(`${head}${wire}\n${wire}\n`, { events: 1 })).toBe('too-many-events');
    expect(codeFor(`${head}${'['.repeat(1_000_000)}`)).toBe('malformed-json');
  });
});
