// This project, November 2026: a serial number of 64 kB hung the pages for half a minute.
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { integer, octetString, oid, utf8String } from '../../src/asn1/index.ts';
import { bytesToHex, concat, i2osp, utf8ToBytes, VitrineError } from '../../src/bytes/index.ts';
import { type AnyCodec, encode } from '../../src/codec/index.ts';
import { pemEncode } from '../../src/keys/index.ts';
import { encodedName, makeName } from '../../src/x509/index.ts';
import { draft } from '../fixtures/drafts.ts';
import { der, filled, inspected, renderings, tlv } from '../fixtures/renderings.ts';
import { everyNth, isWholeTable } from '../property-runs.ts';

const MILLION = 2 ** 20;

/** The bound is the test's own time limit: what was quadratic took longer than anybody waits. */
describe('R33: long values', () => {
  const FIELDS: readonly (readonly [string, AnyCodec, unknown])[] = [
    ['an INTEGER', integer, BigInt(`0x7${'a'.repeat(2 * MILLION - 1)}`)],
    ['a negative INTEGER', integer, -BigInt(`0x7${'a'.repeat(2 * MILLION - 1)}`)],
    ['an OCTET STRING', octetString, filled(MILLION, 0x9c)],
    ['an OCTET STRING of text', octetString, filled(MILLION, 0x2d)],
    // With one wrong bit each is the version of a private key, as in the reasons of a list of 10^5 revoked certificates.
    ['an OCTET STRING of versions', octetString, filled(MILLION, 1).map((one, i) => (i % 3 === 0 ? 0x0a : one))],
    ['a UTF8String', utf8String, 'é'.repeat(MILLION / 2)],
    ['a UTF8String of blanks', utf8String, ' '.repeat(MILLION)],
    ['a UTF8String of controls', utf8String, '\u0007'.repeat(MILLION)],
    ['an OBJECT IDENTIFIER', oid, `1.2${'.3'.repeat(MILLION)}`],
  ];

  it.each(everyNth(3, FIELDS))(
    'of %s of a megabyte: pages cut it and say by how much, JSON has it whole',
    (_, codec, value) => {
      const bytes = encode(codec, value);
      const [text, html, json] = renderings(inspected(bytes));
      expect(text).toMatch(/… \d+ bytes more/);
      expect(text.length).toBeLessThan(200_000);
      expect(html).toMatch(/… \d+ bytes more|the last \d+ bytes are left out/);
      expect(html.length).toBeLessThan(MILLION);
      expect(json).toContain(bytesToHex(bytes));
    },
  );

  it.runIf(isWholeTable)('of a certificate’s serial number and subject', () => {
    const serialNumber = BigInt(`0x7${'b'.repeat(2 * MILLION - 1)}`);
    const { der } = draft({
      subject: 'long',
      change: { serialNumber, subject: encodedName(makeName(['street', 'é'.repeat(MILLION / 2)])) },
    });
    const [text, html, json] = renderings(inspected(der));
    for (const page of [text, html]) expect(page).toMatch(/… \d+ bytes more/);
    // A number of more than 64 bytes is in hexadecimal: in decimal, this one would take seconds.
    expect(json).toContain(`"0x${bytesToHex(i2osp(serialNumber, MILLION))}"`);
  });

  it('of a label of a megabyte: its two ends are shown, wherever it is named', () => {
    const label = `${'A'.repeat(MILLION)} PRIVATE KEY`;
    const exhibit = inspected(utf8ToBytes(pemEncode(label, encode(integer, 5n))));
    for (const page of renderings(exhibit)) {
      expect(page).toContain(`${'A'.repeat(50)}…${'A'.repeat(38)} PRIVATE KEY`);
      expect(page.length).toBeLessThan(100_000);
    }
  });

  it('of a name of a megabyte: its beginning is at the head', () => {
    const subject = encodedName(makeName(['street', 'é'.repeat(MILLION / 2)]));
    const [facts] = inspected(draft({ subject: 'long', change: { subject } }).der).parts;
    const { value } = facts.kind === 'facts' ? facts.rows.find(({ label }) => label === 'Subject')! : { value: '' };
    expect(value).toMatch(/^street = é{1991}…$/);
  });

  it('of text, whatever it is made of', () => {
    for (const piece of [
      '-',
      ' ',
      '- ',
      '-a',
      'a: ',
      '.',
      '1.',
      'A',
      'LS0tLS1CRUdJTi',
      '\n',
      'x:\n',
      '"',
      "a: '",
      '=',
    ]) {
      for (const head of ['', 'a: ', '- a: LS0tLS1CRUdJTi', '0\u0082']) {
        const bytes = utf8ToBytes(head + piece.repeat(65_536 / piece.length));
        try {
          renderings(inspected(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(VitrineError);
        }
      }
    }
  });

  it('of many small ones in a string: it is not opened, which is said', () => {
    const content = tlv(
      0x30,
      new Uint8Array(40_000).map((_, i) => (i % 2 === 0 ? 0x05 : 0)),
    );
    const bytes = tlv(0x30, tlv(0x04, content), tlv(0x04, der('3003020107')));
    const [text, , json] = renderings(inspected(bytes));
    expect(text.replaceAll('\n', ' ')).toMatch(/not shown field by field \(code too-many-nodes\)/);
    // The small string after it is opened.
    expect(text).toMatch(/02 01 07 +0 = 7/);
    expect(json.length).toBeLessThan(10 * bytes.length);
  });

  it('of many blocks: the first thousand are shown, and how many more there are is said', () => {
    const text = pemEncode('X', Uint8Array.of(5, 0)).repeat(1200);
    const { parts } = inspected(utf8ToBytes(text));
    expect(parts).toHaveLength(1001);
    expect(parts.at(-1)).toMatchObject({
      kind: 'prose',
      text: expect.stringMatching(/^200 more blocks .*too-many-blocks/),
    });
  });

  it.runIf(isWholeTable)('of many small ones', () => {
    for (const [bytes, unit] of [
      [65_500, [0x30, 0]],
      [16_000, [0x05, 0]],
      [16_000, [0x02, 1, 1]],
      [16_000, [0x31, 2, 5, 0]],
      [16_000, [0x04, 2, 0x30, 0]],
      [16_000, [0x0c, 1, 0x1b]],
    ] as const) {
      const count = Math.floor(bytes / unit.length);
      const content = Uint8Array.from({ length: count * unit.length }, (_, i) => unit[i % unit.length]);
      renderings(inspected(concat(Uint8Array.of(0x30, 0x82, content.length >> 8, content.length & 0xff), content)));
    }
  });
});

/** What is read within a bounded heap. */
const READINGS = {
  listing: 'asn1parseText(new Uint8Array(2 ** 25)).fault.code',
  reading: 'codeOf(() => decode(list(derNode), new Uint8Array(2 ** 25)))',
  blocks: `codeOf(() => pemDecode('-----BEGIN A-----\\n-----END A-----\\n'.repeat(60e6 / 34)))`,
} as const;

/** The readings as a program, bundled once. */
async function readingsProgram(): Promise<string> {
  const rows = Object.entries(READINGS).map(([name, expression]) => `${name}: () => ${expression}`);
  const contents = `
    import { asn1parseText } from './src/explain/index.ts';
    import { derNode } from './src/asn1/index.ts';
    import { decode, list } from './src/codec/index.ts';
    import { pemDecode } from './src/keys/index.ts';
    import { parentPort, workerData } from 'node:worker_threads';
    const codeOf = (run) => { try { run(); } catch (error) { return error.code; } };
    parentPort.postMessage({ ${rows.join(', ')} }[workerData]());`;
  const options = { bundle: true, write: false, format: 'cjs', platform: 'node' } as const;
  const { outputFiles } = await build({ ...options, stdin: { contents, resolveDir: `${import.meta.dirname}/../..` } });
  return outputFiles[0].text;
}

describe('R33: memory', () => {
  let program: string;
  beforeAll(async () => {
    program = await readingsProgram();
  });

  /** Reads in a heap that has so many megabytes to keep things in. @returns the code of the fault.
   * @throws ERR_WORKER_OUT_OF_MEMORY where they do not suffice. */
  const within = (megabytes: number, reading: keyof typeof READINGS): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const resourceLimits = { maxOldGenerationSizeMb: megabytes };
      const worker = new Worker(program, { eval: true, workerData: reading, resourceLimits });
      worker.once('message', resolve).once('error', reject);
    });

  it('a listing of 32 MB of zeros ends at its budget, in a few times as much', async () => {
    expect(await within(192, 'listing')).toBe('too-many-nodes');
  });

  it.runIf(isWholeTable)('so does reading them, though a fault is looked for twice', async () => {
    expect(await within(256, 'reading')).toBe('too-many-nodes');
  });

  it.runIf(isWholeTable)('60 MB of empty PEM blocks end at a bound', async () => {
    expect(await within(192, 'blocks')).toBe('pem-too-many-blocks');
  });
});
