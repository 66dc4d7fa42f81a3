/** Arguments that are built by hand: what is wrong inside of them is named by its place. */
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/bytes/index.ts';
import {
  type Exhibit,
  encodeRecording,
  handshakeExhibit,
  type Recording,
  recordHandshake,
  renderHtml,
  renderHtmlFragment,
  renderJson,
  renderText,
  replayHandshake,
  secretNames,
  unfoldSecret,
} from '../../src/explain/index.ts';

const place = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof UsageError) return error.argument;
    throw error;
  }
  return 'accepted';
};

describe('a recording built by hand', async () => {
  const sound = await recordHandshake({
    ...{ suite: 'TLS_AES_128_GCM_SHA256', extendedMasterSecret: true, encryptThenMac: true, fault: undefined },
    ...{ seed: 'nested', time: new Date('2026-01-01') },
  });
  const at = (source: string, kind?: string): number =>
    sound.events.findIndex(
      (one) =>
        one.source === source && (kind === undefined || (one as { event: { kind: string } }).event.kind === kind),
    );
  const withEvent = (i: number, change: object): unknown => ({
    ...sound,
    events: sound.events.map((one, k) => (k === i ? { ...one, ...change } : one)),
  });
  const inner = (i: number, change: object): unknown =>
    withEvent(i, { event: { ...(sound.events[i] as { event: object }).event, ...change } });
  const message = at('tls', 'message');
  const secret = at('tls', 'secret');
  const certificates = at('tls', 'peer-certificates');

  const cases: readonly (readonly [unknown, string])[] = [
    [{ ...sound, run: null }, 'recording.run'],
    [{ ...sound, run: {} }, 'recording.run.command'],
    [{ ...sound, run: { ...sound.run, time: '2026-01-01' } }, 'recording.run.time'],
    [{ ...sound, events: 'none' }, 'recording.events'],
    [{ ...sound, events: [null] }, 'recording.events[0]'],
    [withEvent(message, { source: 'tsl' }), `recording.events[${message}].source`],
    [withEvent(message, { role: 'peer' }), `recording.events[${message}].role`],
    [withEvent(message, { event: null }), `recording.events[${message}].event`],
    [inner(message, { kind: 'mesage' }), `recording.events[${message}].event.kind`],
    [inner(message, { bytes: [1] }), `recording.events[${message}].event.bytes`],
    [inner(message, { message: undefined }), `recording.events[${message}].event.message`],
    [inner(secret, { secret: 'abc' }), `recording.events[${secret}].event.secret`],
    [inner(certificates, { certificates: [{}] }), `recording.events[${certificates}].event.certificates[0]`],
  ];

  it.each(cases.map(([value, argument]) => ({ value, argument })))('is refused at $argument', ({ value, argument }) => {
    const wrong = value as Recording;
    for (const use of [encodeRecording, handshakeExhibit, secretNames, (one: Recording) => unfoldSecret(one, 'x')]) {
      expect(place(() => use(wrong))).toBe(argument);
    }
  });

  it('is taken as it was recorded', () => {
    expect(encodeRecording(sound).length).toBeGreaterThan(0);
    expect(handshakeExhibit(sound).parts.length).toBeGreaterThan(0);
  });

  it('is refused before it is replayed', async () => {
    await expect(replayHandshake({ ...sound, events: [null] } as never)).rejects.toThrow('recording.events[0]');
  });
});

describe('an exhibit built by hand', () => {
  const part = (one: object): Exhibit => ({ title: 't', parts: [one as Exhibit['parts'][number]] });
  const span = { name: 'n', type: 't', start: 0, end: 1, rule: '', children: [] };
  const title = 't';
  const rule = '';
  const cases: readonly (readonly [unknown, string])[] = [
    [{ title: 5, parts: [] }, 'exhibit.title'],
    [{ title, parts: {} }, 'exhibit.parts'],
    [part({ kind: 'fact' }), 'exhibit.parts[0].kind'],
    [part({ kind: Object.create(null) }), 'exhibit.parts[0].kind'],
    [part({ kind: Symbol('x') }), 'exhibit.parts[0].kind'],
    [part({ kind: 'prose' }), 'exhibit.parts[0]'],
    [part({ kind: 'prose', text: 1 }), 'exhibit.parts[0].text'],
    [part({ kind: 'facts', title }), 'exhibit.parts[0]'],
    [part({ kind: 'facts', title, rows: [{ label: null, value: 'x', rule }] }), 'exhibit.parts[0].rows[0].label'],
    [part({ kind: 'facts', title, rows: [{ label: 'a', value: true, rule }] }), 'exhibit.parts[0].rows[0].value'],
    [part({ kind: 'bytes', title, bytes: 'x', span }), 'exhibit.parts[0].bytes'],
    [
      part({ kind: 'bytes', title, bytes: new Uint8Array(1), span: { ...span, children: [{}] } }),
      'exhibit.parts[0].span',
    ],
    [part({ kind: 'table', title, rule, columns: ['a'], rows: [null] }), 'exhibit.parts[0].rows[0]'],
    [part({ kind: 'table', title, rule, columns: ['a'], rows: [[1]] }), 'exhibit.parts[0].rows[0]'],
    [part({ kind: 'checks', title, checks: [null], chosen: true }), 'exhibit.parts[0].checks[0]'],
    [part({ kind: 'sequence', title, actors: ['a', 'b'], arrows: [{ label: 'x' }] }), 'exhibit.parts[0].arrows[0]'],
    [
      part({
        kind: 'sequence',
        title,
        actors: ['a', 'b'],
        arrows: [{ from: 0, label: 'x', note: '', detail: [{ kind: 'prose' }] }],
      }),
      'exhibit.parts[0].arrows[0].detail[0]',
    ],
    [part({ kind: 'search', title, start: 1, marks: [] }), 'exhibit.parts[0].start'],
    [part({ kind: 'points', title, rule, modulus: 7, points: [{ x: 1 }], lines: [] }), 'exhibit.parts[0].points[0]'],
    [part({ kind: 'section', title, parts: [{ kind: 'prose', text: 'x' }, null] }), 'exhibit.parts[0].parts[1]'],
  ];

  it.each(cases.map(([value, argument], i) => ({ i, value, argument })))(
    '$i is refused at $argument',
    ({ value, argument }) => {
      const wrong = value as Exhibit;
      const uses = [
        () => renderText(wrong, { showSecrets: false }),
        () => renderJson(wrong, { showSecrets: false }),
        () => renderHtml(wrong, { showSecrets: false }),
        () => renderHtmlFragment(wrong, { showSecrets: false, level: 2, ids: 'x-', language: 'en' }),
      ];
      expect(uses.map(place)).toEqual(uses.map(() => argument));
    },
  );
});
