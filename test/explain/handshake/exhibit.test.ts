import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concat } from '../../../src/bytes/index.ts';
import type { Span } from '../../../src/codec/index.ts';
import { type EngineEvent, type TlsLog, tlsLogOf } from '../../../src/explain/document/events.ts';
import type { Arrow, Exhibit, Part } from '../../../src/explain/document/exhibit.ts';
import { handshakeExhibit } from '../../../src/explain/handshake/exhibit.ts';
import { keyLogOf } from '../../../src/explain/handshake/key-derivation.ts';
import { FAULTS } from '../../../src/explain/handshake/parties.ts';
import { carriedIn } from '../../../src/explain/handshake/records.ts';
import * as explain from '../../../src/explain/index.ts';
import { decodeRecording, encodeRecording } from '../../../src/explain/recording/recording.ts';
import { type CipherSuiteName, RSA_CIPHER_SUITES } from '../../../src/tls/index.ts';
import { everyNth } from '../../property-runs.ts';
import { session, settings } from './session.ts';

const allParts = (parts: readonly Part[]): Part[] =>
  parts.flatMap((part) => {
    if (part.kind === 'section') return [part, ...allParts(part.parts)];
    return part.kind === 'sequence' ? [part, ...part.arrows.flatMap(({ detail }) => allParts(detail))] : [part];
  });
const arrowsOf = ({ parts }: Exhibit): readonly Arrow[] => {
  const sequence = parts.find((part) => part.kind === 'sequence');
  return sequence?.kind === 'sequence' ? sequence.arrows : [];
};
const arrowText = ({ from, label, protected: isProtected }: Arrow): string =>
  `${from === 0 ? '>' : '<'} ${label}${isProtected ? ' *' : ''}`;

const HELLO = ['> ClientHello', '< ServerHello', '< Certificate', '< CertificateRequest', '< ServerHelloDone'];
const KEYS = ['> ClientKeyExchange', '> CertificateVerify', '> ChangeCipherSpec', '> Finished *'];
const HANDSHAKE = [...HELLO, '> Certificate', ...KEYS, '< ChangeCipherSpec', '< Finished *'];
const DATA = ['> application data *', '< application data *'];
const GOODBYE = ['> Alert close_notify *', '< Alert close_notify *'];

describe('vectors', () => {
  it('shows each message of a session, in the order of the wire', async () => {
    const exhibit = handshakeExhibit(await session());
    expect(arrowsOf(exhibit).map(arrowText)).toEqual([...HANDSHAKE, ...DATA, ...GOODBYE]);
  });

  it.each([
    ['bad-ca', 'client', 'unknown_ca', 'trust-anchor', [...HELLO, '> Alert unknown_ca']],
    ['expired', 'client', 'certificate_expired', 'validity', [...HELLO, '> Alert certificate_expired']],
    ['wrong-name', 'client', 'bad_certificate', 'name', [...HELLO, '> Alert bad_certificate']],
    [
      'tampered',
      'server',
      'bad_record_mac',
      'could not be decrypted',
      [...HANDSHAKE, DATA[0], '< Alert bad_record_mac *'],
    ],
    // The client has sent its Finished by then, and keys are only in force in its own direction.
    [
      'no-client-cert',
      'server',
      'handshake_failure',
      'empty',
      [...HELLO, '> Certificate', KEYS[0], ...KEYS.slice(2), '< Alert handshake_failure'],
    ],
  ] as const)('%s: the %s ends it with %s, because of %s', async (fault, role, alert, why, arrows) => {
    const recording = await session({ fault });
    const ends = recording.events.filter((event) => event.source === 'end');
    expect(ends.find((end) => end.role === role)?.failure).toMatchObject({ alert, direction: 'sent' });
    expect(ends.find((end) => end.role !== role)?.failure).toMatchObject({ alert, direction: 'received' });
    const exhibit = handshakeExhibit(recording);
    expect(arrowsOf(exhibit).map(arrowText)).toEqual(arrows);
    const prose = exhibit.parts.flatMap((part) => (part.kind === 'prose' ? [part.text] : []));
    expect(prose.at(-1)).toContain(why);
  });

  it('blames nobody else for a fault of its own', async () => {
    const { run, events } = await session({ fault: 'tampered' });
    const failed = events.map((event) =>
      event.source === 'end' && event.failure?.direction === 'sent'
        ? { ...event, failure: { ...event.failure, alert: 'internal_error', code: 'internal' } as const }
        : event,
    );
    const text = explain.renderText(handshakeExhibit({ run, events: failed }), { showSecrets: false });
    expect(text).toContain('Why: a fault of this side’s own program');
  });

  it('shows which byte was changed on its way', async () => {
    const titles = async (fault: 'tampered' | undefined) =>
      handshakeExhibit(await session({ fault })).parts.flatMap((part) => (part.kind === 'facts' ? [part.title] : []));
    expect(await titles('tampered')).toContain('Changed in transit');
    expect(await titles(undefined)).not.toContain('Changed in transit');
  });

  it('shows the fields inside of the certificates', async () => {
    const [, , certificate] = arrowsOf(handshakeExhibit(await session()));
    const raw = certificate.detail.find((part) => part.kind === 'bytes');
    const names = (span: Span): string[] => [span.name, ...span.children.flatMap(names)];
    expect(raw?.kind === 'bytes' && names(raw.span)).toEqual(
      expect.arrayContaining(['tbsCertificate', 'serialNumber']),
    );
  });

  it('writes the key log as the engine does', async () => {
    const { events } = await session();
    const log = tlsLogOf(events, 'server')!;
    const { random } = log.message('client_hello', 'received').value;
    const { masterSecret } = log.first('master-secret');
    expect(keyLogOf(events)).toBe(`CLIENT_RANDOM ${bytesToHex(random)} ${bytesToHex(masterSecret)}\n`);
    expect(keyLogOf((await session({ fault: 'bad-ca' })).events)).toBe('');
  });
});

/** What nobody is to see, in pieces as small as a line of any layout holds. */
function secretsOf(log: TlsLog): string[] {
  const { block, parts } = log.first('key-block');
  const keys = [log.first('premaster-secret').premasterSecret, log.first('master-secret').masterSecret, block];
  const data = log.all('record').filter(({ type }) => type === 'application_data');
  return [
    ...[...keys, ...Object.values(parts)].flatMap((secret) => bytesToHex(secret).match(/.{8}/g) ?? []),
    // Longer ones of data: parts of its words are in the certificates too.
    ...data.flatMap(({ plaintext }) => bytesToHex(plaintext).match(/.{16}/g) ?? []),
  ];
}

type Renderer = (exhibit: Exhibit, showSecrets: boolean) => string;
const RENDERERS: Record<string, Renderer> = {
  text: (exhibit, showSecrets) => explain.renderText(exhibit, { showSecrets }),
  html: (exhibit, showSecrets) => explain.renderHtml(exhibit, { showSecrets }),
  json: (exhibit, showSecrets) => JSON.stringify(explain.renderJson(exhibit, { showSecrets })),
};

/** Without what a layout puts between digits. */
const digitsIn = (text: string): string => text.replace(/<[^>]*>|\s/g, '');

const WAYS = RSA_CIPHER_SUITES.flatMap((suite) => [true, false].map((on) => [suite, on] as [CipherSuiteName, boolean]));

describe('properties', () => {
  it.each(WAYS)('%s, extensions %s: spans tile, secrets are hidden unless asked for', async (suite, on) => {
    const recording = await session({ suite, extendedMasterSecret: on, encryptThenMac: on });
    const exhibit = handshakeExhibit(recording);
    for (const part of allParts(exhibit.parts)) {
      if (part.kind !== 'bytes') continue;
      expect([part.span.start, part.span.end]).toEqual([0, part.bytes.length]);
      expectTiled(part.span);
    }
    const secrets = secretsOf(tlsLogOf(recording.events, 'client')!);
    expect(secrets.length).toBeGreaterThan(40);
    for (const [name, render] of Object.entries(RENDERERS)) {
      const text = render(exhibit, false);
      expect(text, name).not.toContain('Host: kubernetes');
      const hidden = digitsIn(text);
      expect(
        secrets.filter((piece) => hidden.includes(piece)),
        name,
      ).toEqual([]);
      const master = bytesToHex(tlsLogOf(recording.events, 'client')!.first('master-secret').masterSecret);
      expect(digitsIn(render(exhibit, true)), name).toContain(master);
    }
  });

  it.each(everyNth(3, [undefined, ...FAULTS]))('a recording alone shows the same: %s', async (fault) => {
    const recording = await session({ fault });
    const again = decodeRecording(encodeRecording(recording));
    expect(explain.renderText(handshakeExhibit(again), { showSecrets: true })).toBe(
      explain.renderText(handshakeExhibit(recording), { showSecrets: true }),
    );
  });

  it.each(['client', 'server'] as const)('what one end saw shows the same messages: %s', async (role) => {
    const { events } = await session();
    const run = { command: 'live', role, peer: 'a peer', time: settings().time } as const;
    const one = handshakeExhibit({ run, events: onlyOf(events, role) });
    expect(arrowsOf(one).map(arrowText)).toEqual([...HANDSHAKE, ...DATA, ...GOODBYE]);
  });

  it('puts messages together however records cut them', async () => {
    const { events } = await session();
    const messages = tlsLogOf(events, 'client')!
      .all('message')
      .slice(0, 5)
      .map(({ bytes }) => bytes);
    const raw = concat(...messages);
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(raw.length - 1), { maxLength: 8 }), (cuts) => {
        const ends = [...cuts.filter((at) => at > 0).sort((a, b) => a - b), raw.length];
        const records = ends.map((end, sequence): EngineEvent => {
          const plaintext = raw.subarray(ends[sequence - 1] ?? 0, end);
          const record = { kind: 'record', type: 'handshake', bytes: plaintext, parts: undefined } as const;
          return { source: 'tls', role: 'client', event: { ...record, direction: 'received', sequence, plaintext } };
        });
        const carried = carriedIn(records);
        expect(carried.map(({ bytes }) => bytesToHex(bytes))).toEqual(messages.map(bytesToHex));
        for (const one of carried) {
          const around = bytesToHex(concat(...one.records.map(({ plaintext }) => plaintext)));
          expect(around).toContain(bytesToHex(one.bytes));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('shows whatever a recording holds: events left out, bytes changed', async () => {
    const { run, events } = await session({ fault: 'tampered' });
    const damaged = fc.array(fc.record({ at: fc.nat(events.length - 1), byte: fc.nat(300), drop: fc.boolean() }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(damaged, (faults) => {
        const kept = [...events] as (EngineEvent | undefined)[];
        for (const { at, byte, drop } of faults) kept[at] = drop ? undefined : changed(events[at], byte);
        const exhibit = handshakeExhibit({ run, events: kept.filter((event) => event !== undefined) });
        expect(explain.renderText(exhibit, { showSecrets: true })).toContain('A TLS');
      }),
      { numRuns: 30 },
    );
  });

  it('says how many records were not kept', async () => {
    const { events } = await session();
    const isData = (event: EngineEvent) =>
      event.source === 'tls' && event.event.kind === 'record' && event.event.type === 'application_data';
    const run = { command: 'live', role: 'client', peer: 'a peer', time: settings().time } as const;
    const exhibit = handshakeExhibit({ run, events: onlyOf(events, 'client').filter((event) => !isData(event)) });
    expect(
      arrowsOf(exhibit)
        .slice(-2)
        .map(({ note }) => note),
    ).toEqual(Array(2).fill('warning (after 1 records that were not recorded)'));
  });
});

/** A record with one byte of its plaintext changed; other events as they are. */
function changed(event: EngineEvent, at: number): EngineEvent {
  if (event.source !== 'tls' || event.event.kind !== 'record') return event;
  const { plaintext } = event.event;
  const other = plaintext.map((byte, i) => (i === at % plaintext.length ? byte ^ 0x15 : byte));
  return { ...event, event: { ...event.event, plaintext: other } };
}

const onlyOf = (events: readonly EngineEvent[], role: 'client' | 'server') =>
  events.filter((event) => event.source === 'tls' && event.role === role);

function expectTiled(span: Span): void {
  let at = span.start;
  for (const child of span.children) {
    expect(child.start, `${span.name}.${child.name}`).toBe(at);
    at = child.end;
    expectTiled(child);
  }
  if (span.children.length > 0) expect(at, span.name).toBe(span.end);
}

describe('misuse', () => {
  it('has something to say of a session of which nothing was seen', () => {
    const run = { command: 'live', role: 'client', peer: 'a peer', time: settings().time } as const;
    expect(handshakeExhibit({ run, events: [] }).parts).toEqual([]);
  });
});
