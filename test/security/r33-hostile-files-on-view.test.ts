// This project, November 2026: a serial number of 64 kB hung the pages for half a minute, and a private key under another label was shown.
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { integer, octetString, oid, utf8String } from '../../src/asn1/index.ts';
import {
  type Bytes,
  bitLength,
  bytesToBase64,
  bytesToHex,
  concat,
  hexToBytes,
  i2osp,
  utf8ToBytes,
  VitrineError,
} from '../../src/bytes/index.ts';
import { type AnyCodec, encode } from '../../src/codec/index.ts';
import { type Exhibit, inspect, renderHtml, renderJson, renderText } from '../../src/explain/index.ts';
import { encodePrivateKey, pemEncode } from '../../src/keys/index.ts';
import { encodedName, makeName } from '../../src/x509/index.ts';
import { draft, root } from '../fixtures/drafts.ts';
import { opensslKey } from '../fixtures/rsa-vectors.ts';
import { everyNth, isWholeTable, runsOf } from '../property-runs.ts';

const HIDDEN = { showSecrets: false };
const renderings = (exhibit: Exhibit): readonly [text: string, html: string, json: string] => [
  renderText(exhibit, HIDDEN),
  renderHtml(exhibit, HIDDEN),
  JSON.stringify(renderJson(exhibit, HIDDEN)),
];
const inspected = (bytes: Uint8Array): Exhibit => inspect(bytes, { title: 'test', diagnose: true }).exhibit;

const MILLION = 2 ** 20;
const filled = (length: number, byte: number): Bytes => new Uint8Array(length).fill(byte);

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

  it.each(everyNth(2, FIELDS))(
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

const SECRET_32 = hexToBytes('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721');
const P256 = '06082a8648ce3d030107';
const POINT = `034200 04 ${'5a'.repeat(64)}`;
const EC_KEY = `3077 020101 0420 ${bytesToHex(SECRET_32)} a00a ${P256} a144 ${POINT}`;
const der = (hex: string): Bytes => hexToBytes(hex.replaceAll(' ', ''));

/** An element with its length in as few bytes as can be. */
function tlv(tag: number, ...parts: readonly Uint8Array[]): Bytes {
  const content = concat(...parts);
  const { length } = content;
  const long =
    length < 0x100
      ? [0x81, length]
      : length < 0x10000
        ? [0x82, length >> 8, length & 0xff]
        : [0x83, length >> 16, (length >> 8) & 0xff, length & 0xff];
  return concat(Uint8Array.of(tag, ...(length < 0x80 ? [length] : long)), content);
}

/** A name whose one value is an OCTET STRING. */
const octetName = (value: Bytes) => encodedName([[{ type: '2.5.4.3', value: { kind: 'octetString', value } }]]);

interface Sample {
  readonly bytes: Bytes;
  /** The parts that must not be shown. */
  readonly secrets: readonly Bytes[];
}

/** RFC 3279 §2.3.2, §2.3.3: a private key whose parameters, of so many bytes, make its algorithm longer than 127 bytes. */
function ofNumbers(oid: string, lengths: readonly number[]): Bytes {
  const parameters = lengths.map((length) => tlv(0x02, filled(length, 0x5a)));
  const algorithm = tlv(0x30, tlv(0x06, hexToBytes(oid)), tlv(0x30, ...parameters));
  return tlv(0x30, der('020100'), algorithm, tlv(0x04, tlv(0x02, concat(Uint8Array.of(0), SECRET_32))));
}

function samples(): Readonly<Record<string, Sample>> {
  const key = opensslKey(2048);
  const { privateExponent, prime1, prime2, exponent1, exponent2, coefficient } = key.components();
  const numbers = [privateExponent, prime1, prime2, exponent1, exponent2, coefficient];
  const rsa = numbers.map((number) => i2osp(number, Math.ceil(bitLength(number) / 8)));
  const ec = [SECRET_32];
  return {
    'PKCS #1': { bytes: encodePrivateKey(key, 'pkcs1'), secrets: rsa },
    'PKCS #8': { bytes: encodePrivateKey(key, 'pkcs8'), secrets: rsa },
    'SEC 1': { bytes: der(EC_KEY), secrets: ec },
    'PKCS #8 of a curve': {
      bytes: der(
        `308187 020100 3013 06072a8648ce3d0201 ${P256} 046d ${EC_KEY.replace('3077', '306b').replace(`a00a ${P256}`, '')}`,
      ),
      secrets: ec,
    },
    'PKCS #8 of DSA': { bytes: ofNumbers('2a8648ce380401', [0x81, 0x15, 0x81]), secrets: ec },
    'PKCS #8 of DH': { bytes: ofNumbers('2a864886f70d010301', [0x81, 1]), secrets: ec },
    'PKCS #8 of Ed25519': { bytes: der(`302e 020100 3005 06032b6570 0422 0420 ${bytesToHex(SECRET_32)}`), secrets: ec },
  };
}

/** Bytes in a row that are shown for sure if so many of a secret are. */
const WINDOW = 5;

/** Whether a rendering shows a few bytes in a row of a secret, in whatever groups. */
function shows(rendering: string, secrets: readonly Bytes[]): boolean {
  const windows = new Set(
    secrets.flatMap((secret) =>
      Array.from({ length: secret.length - WINDOW + 1 }, (_, i) => bytesToHex(secret.subarray(i, i + WINDOW))),
    ),
  );
  const bare = rendering.replace(/<[^>]*>/g, '');
  return [...bare.matchAll(/[0-9a-f]{2}(?: ?[0-9a-f]{2}){4,}/g)].some(([run]) => {
    const digits = run.replaceAll(' ', '');
    for (let i = 0; i + 2 * WINDOW <= digits.length; i++) {
      if (windows.has(digits.slice(i, i + 2 * WINDOW))) return true;
    }
    return false;
  });
}

describe('R33: private keys under any label', () => {
  const LABELS = [
    ...['CERTIFICATE', 'CERTIFICATE REQUEST', 'X509 CRL', 'PUBLIC KEY', 'RSA PUBLIC KEY', 'ENCRYPTED PRIVATE KEY'],
    ...['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY', 'SOMETHING ELSE', undefined],
  ];
  const all = samples();
  const pages = (bytes: Uint8Array, label: string | undefined): readonly string[] =>
    renderings(inspected(label === undefined ? bytes : utf8ToBytes(pemEncode(label, bytes))));

  it('sees a secret where one is shown', () => {
    for (const { bytes, secrets } of Object.values(all)) {
      const { exhibit } = inspect(bytes, { title: 'test' });
      const shown = { showSecrets: true };
      expect(shows(renderText(exhibit, shown), secrets)).toBe(true);
      expect(shows(renderHtml(exhibit, shown), secrets)).toBe(true);
      expect(shows(JSON.stringify(renderJson(exhibit, shown)), secrets)).toBe(true);
    }
  });

  it.each(Object.keys(all))('%s is never shown, whatever its label says', (name) => {
    const { bytes, secrets } = all[name];
    for (const label of LABELS) for (const page of pages(bytes, label)) expect(shows(page, secrets), label).toBe(false);
  });

  it.each(['PKCS #8 of DSA', 'PKCS #8 of DH'])('%s is not shown, with any bit of its first headers damaged', (name) => {
    const { bytes, secrets } = all[name];
    for (let i = 0; i < 64; i++) {
      const changed = bytes.map((byte, k) => (k === i >> 3 ? byte ^ (1 << (i & 7)) : byte));
      const exhibit = inspected(utf8ToBytes(pemEncode('CERTIFICATE', changed)));
      expect(shows(renderText(exhibit, HIDDEN), secrets), `bit ${i}`).toBe(false);
    }
  });

  it.each([
    ['a JWK', `{"kty":"EC","crv":"P-256","d":"SECRET"}`],
    ['a damaged JWK', ` {"kuy":"EC","crv":"P-256","d":"SECRET"}`],
    ['PEM', '-----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----'],
    ['the binary form of OpenSSH', 'openssh-key-v1\0SECRET'],
  ])('nor is %s in the base64 of another label', (_, text) => {
    const secret = utf8ToBytes('SECRET');
    // Without a label it is text, which is refused.
    for (const label of LABELS.filter((one) => one !== undefined)) {
      for (const page of pages(utf8ToBytes(text), label)) {
        expect(shows(page, [secret]), label).toBe(false);
        expect(page).not.toContain('SECRET');
      }
    }
  });

  const nested = (...parts: readonly Uint8Array[]): Bytes => tlv(0x30, ...parts);
  const key = all['PKCS #8 of Ed25519'].bytes;
  const withoutVersion = nested(key.slice(5));
  const damagedInside = key.map((byte, i) => (i === 12 ? byte ^ 8 : byte));
  const inName = draft({ subject: 'x', change: { subject: octetName(key) } }).der;
  it.each<[what: string, raw: Uint8Array]>([
    ['in two strings', nested(tlv(4, key.slice(0, 20)), tlv(4, key.slice(20)))],
    ['in a string in segments (BER)', nested(tlv(0x24, tlv(4, key.slice(0, 20)), tlv(4, key.slice(20))))],
    ['as base64 in a string', nested(tlv(4, utf8ToBytes(bytesToBase64(key))))],
    ['as hexadecimal in a string', nested(tlv(4, utf8ToBytes(bytesToHex(key))))],
    ['in a name', inName],
    ['without its version', withoutVersion],
    ['with a wrong tag, in another structure', nested(tlv(0xa0, damagedInside))],
    [
      'under a header that says it is encrypted',
      utf8ToBytes(pemEncode('PRIVATE KEY', key).replace('KEY-----\n', 'KEY-----\nProc-Type: 4,ENCRYPTED\n\n')),
    ],
  ])('nor is a key %s', (_, raw) => {
    for (const page of renderings(inspected(raw))) {
      expect(shows(page, [SECRET_32])).toBe(false);
      expect(page.replaceAll(/\s/g, '')).not.toContain(bytesToBase64(SECRET_32.slice(2, 14)));
    }
  });

  it('nor a private member of a JWK in a string, nor JSON after white space under a label', () => {
    const jwk = utf8ToBytes('\n {"x":"AAAA","d":"SECRET"}');
    for (const raw of [nested(tlv(0x0c, jwk)), utf8ToBytes(pemEncode('CERTIFICATE', jwk))]) {
      for (const page of renderings(inspected(raw))) {
        expect(shows(page, [utf8ToBytes('SECRET')])).toBe(false);
        expect(page).not.toContain('SECRET');
      }
    }
  });

  it.each(Object.keys(all))('%s is never shown, with any bit of it damaged, or cut', (name) => {
    const { bytes, secrets } = all[name];
    // Where the structure is, a bit does most.
    const at = fc.oneof(fc.nat(Math.min(40, bytes.length - 1)), fc.nat(bytes.length - 1));
    const damaged = fc
      .tuple(at, fc.nat(7))
      .map(([i, bit]) => bytes.map((byte, k) => (k === i ? byte ^ (1 << bit) : byte)));
    const cut = fc.integer({ min: 12, max: bytes.length }).map((length) => bytes.slice(0, length));
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: damaged }, cut), fc.constantFrom(...LABELS), (changed, label) => {
        for (const page of pages(changed, label)) expect(shows(page, secrets)).toBe(false);
      }),
      runsOf(1),
    );
  });

  it('a key of a kind that is not known is not shown inside of another structure', () => {
    // RFC 3279 §2.3.2: a DSA private key in PKCS #8, here in an OCTET STRING of a SEQUENCE.
    const secret = hexToBytes('186f426602b25c8bd01dfb1498ed8201f8137f3bebdbcaea5b25bfb6');
    const dsa = tlv(0x30, der('06072a8648ce380401'), tlv(0x30, der('020107')));
    const bytes = tlv(0x30, tlv(0x04, tlv(0x30, der('020100'), dsa, tlv(0x04, tlv(0x02, secret)))));
    expect(shows(renderText(inspected(bytes), { showSecrets: true }), [secret])).toBe(true);
    for (const page of pages(bytes, undefined)) expect(shows(page, [secret])).toBe(false);
  });

  it('a key in clear in a PKCS #12 file is not shown, with any bit of the file damaged', () => {
    const data = (content: Bytes) => tlv(0x30, der('06092a864886f70d010701'), tlv(0xa0, tlv(0x04, content)));
    const { bytes: key, secrets } = all['PKCS #8 of a curve'];
    const bag = tlv(0x30, der('060b2a864886f70d010c0a0101'), tlv(0xa0, key));
    const file = tlv(0x30, der('020103'), data(tlv(0x30, data(tlv(0x30, bag)))));
    expect(shows(renderText(inspected(file), { showSecrets: true }), secrets)).toBe(true);
    const labels = fc.constantFrom('PKCS12', 'CERTIFICATE', undefined);
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(7), labels, (i, bit, label) => {
        const changed = file.map((byte, k) => (k === i ? byte ^ (1 << bit) : byte));
        for (const page of pages(changed, label)) expect(shows(page, secrets)).toBe(false);
      }),
      runsOf(1),
    );
  });

  it('what is public stays visible, up to its fault and after it', () => {
    const certificate = root.der;
    const last = bytesToHex(certificate.slice(-2)).replace(/../g, '$& ').trim();
    for (const at of [20, 60, certificate.length - 300]) {
      const broken = certificate.map((byte, i) => (i === at ? byte ^ 0x80 : byte));
      const [text] = pages(broken, 'CERTIFICATE');
      expect(text).toContain(last);
      expect(text).not.toContain('(hidden)');
    }
    expect(pages(certificate.slice(0, 300), 'CERTIFICATE')[0]).not.toContain('(hidden)');
  });

  it('what is under a wrong label is shown as what it is', () => {
    const [text] = pages(all['PKCS #8'].bytes, 'RSA PRIVATE KEY');
    expect(text).toContain('Private key (PKCS #8)');
    expect(text).toMatch(/The label RSA PRIVATE KEY is wrong/);
    expect(pages(root.der, 'X509 CRL')[0]).toContain('Certificate, under the label X509 CRL');
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
