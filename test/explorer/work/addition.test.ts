/** An extension that is added by its name stands in the structure, and leaves it readable. */
import { describe, expect, it } from 'vitest';
import { bytesToHex, concat, hexToBytes, utf8ToBytes } from '../../../src/bytes/index.ts';
import { ADDITIONS, extensible } from '../../../src/explorer/edit/additions.ts';
import { edited, headerAt } from '../../../src/explorer/edit/edit.ts';
import { SAMPLES, type SampleName } from '../../../src/explorer/samples/embedded.ts';
import { additionJob } from '../../../src/explorer/work/addition.ts';
import { inspectJob } from '../../../src/explorer/work/inspect.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import { generateKey } from '../../../src/keys/index.ts';
import { usualSchemeFor } from '../../../src/signatures/index.ts';
import {
  createRequest,
  decodeCertificate,
  decodeRequest,
  makeExtension,
  makeName,
  selfSign,
} from '../../../src/x509/index.ts';

const blocksOf = async (name: SampleName) =>
  (
    await inspectJob({
      ...{ source: utf8ToBytes(SAMPLES[name]), edits: [], block: 0, showSecrets: false, language: 'en' },
    })
  ).blocks;

async function added(blocks: readonly { title: string; bytes: Uint8Array }[], name: string, block = 0) {
  const edits = await additionJob({ blocks, block, name });
  return { edits, bytes: edits.reduce<Uint8Array>(edited, blocks[block].bytes) };
}

const idsOf = (title: string, bytes: Uint8Array): readonly string[] =>
  (extensible(title) === 'request'
    ? decodeRequest(bytes).requestedExtensions
    : decodeCertificate(bytes).extensions
  ).map(({ extnID }) => extnID);

const random = seededRandom('additions');
const key = generateKey({ type: 'ec', curve: 'P-256', random });
const common = { key, scheme: usualSchemeFor(key), subject: makeName(['CN', 'x']), random };

describe('properties', () => {
  it.each([
    ['server', 'certificate'],
    ['ca', 'certificate'],
    ['request', 'request'],
  ] as const)('%s: each extension of the list', async (sample, kind) => {
    const blocks = await blocksOf(sample);
    const [{ title, bytes: before }] = blocks;
    expect(extensible(title)).toBe(kind);
    const ids = new Set<string>();
    for (const name of ADDITIONS[kind]) {
      const { edits, bytes } = await added(blocks, name);
      const [own, ...others] = idsOf(title, bytes);
      expect(others, name).toEqual(idsOf(title, before));
      expect(edits).toHaveLength(1);
      ids.add(own);
    }
    expect(ids.size).toBe(ADDITIONS[kind].length);
  });

  it('a certificate of version 1 gets version 3 too, a request without attributes one', async () => {
    const validity = { notBefore: new Date(0), notAfter: new Date(1e12) };
    const whole = selfSign({ ...common, validity, extensions: [] }).der;
    // Without its version, and without the [3] that `selfSign` makes.
    const bytes = ['a003020102', 'a342304030'].reduce((from: Uint8Array, begins) => {
      const start = bytesToHex(from).indexOf(begins) / 2;
      const end = headerAt(from, start, from.length)!.contentEnd;
      return edited(from, { block: 0, start, end, bytes: new Uint8Array(), mends: true });
    }, whole);
    expect(decodeCertificate(bytes)).toMatchObject({ version: 1, extensions: [] });
    const certificate = await added([{ title: 'Certificate', bytes }], 'keyUsage');
    expect(certificate.edits).toHaveLength(2);
    expect(decodeCertificate(certificate.bytes)).toMatchObject({ version: 3, keyUsage: ['digitalSignature'] });
    const request = createRequest({ ...common, extensions: [] }).der;
    const { bytes: asked } = await added([{ title: 'Certificate request', bytes: request }], 'keyUsage');
    expect(idsOf('Certificate request', asked)).toEqual(['2.5.29.15']);
  });

  it('a set of attributes stays in order', async () => {
    // A short challengePassword and a long one, between which extensionRequest has its place.
    const attributes = [2, 99].map((length) => ({
      ...{ type: '1.2.840.113549.1.9.7' },
      values: {
        kind: 'other',
        value: [concat(new Uint8Array([0x0c, length]), new Uint8Array(length).fill(0x61))],
      } as const,
    }));
    for (const some of [attributes, attributes.slice(0, 1), attributes.slice(1)]) {
      const { der } = createRequest({ ...common, extensions: [], attributes: some });
      const { bytes } = await added([{ title: 'Certificate request', bytes: der }], 'subjectAltName');
      // The decoder refuses another order.
      expect(idsOf('Certificate request', bytes)).toEqual(['2.5.29.17']);
    }
  });
});

describe('a set of attributes that another order would break (X.690 §11.6)', () => {
  const challenge = (length: number) => ({
    ...{ type: '1.2.840.113549.1.9.7' },
    values: {
      kind: 'other',
      value: [concat(new Uint8Array([0x0c, length]), new Uint8Array(length).fill(0x61))],
    } as const,
  });
  const asked = [makeExtension('keyUsage', true, ['digitalSignature'])];
  const title = 'Certificate request';

  it('the attribute that grows goes behind those that it outgrows', async () => {
    const { der } = createRequest({ ...common, extensions: asked, attributes: [challenge(40)] });
    const { edits, bytes } = await added([{ title, bytes: der }], 'subjectAltName');
    expect(idsOf(title, bytes)).toEqual(['2.5.29.17', '2.5.29.15']);
    // What is shown then: the bytes that the last change ends with.
    expect(edits).toHaveLength(2);
    expect(bytesToHex(edits[1].bytes)).toContain(bytesToHex(utf8ToBytes('museum.test')));
  });

  it.each([[asked], [[]]])('those that came in another order are put into the order of DER', async (extensions) => {
    const [short, long] = [challenge(2), challenge(99)];
    const { der } = createRequest({ ...common, extensions, attributes: [short, long] });
    const hex = bytesToHex(der);
    const [first, last] = [short, long].map(({ values }) => {
      const start = hex.indexOf(bytesToHex(values.value[0])) / 2 - 15;
      return { start, end: start + 15 + values.value[0].length };
    });
    // The whole set, with the short one at its end.
    const set = der.subarray(first.start, last.end);
    const size = first.end - first.start;
    const swapped = edited(der, {
      block: 0,
      start: first.start,
      end: last.end,
      bytes: concat(set.subarray(size), set.subarray(0, size)),
      mends: true,
    });
    expect(() => decodeRequest(swapped)).toThrow();
    const { bytes } = await added([{ title, bytes: swapped }], 'subjectAltName');
    expect(idsOf(title, bytes)[0]).toBe('2.5.29.17');
  });
});

describe('vectors', () => {
  it('the identifiers are those of the keys in the input', async () => {
    const blocks = await blocksOf('server');
    const ca = decodeCertificate(blocks[1].bytes);
    expect(ca.subjectKeyIdentifier).toBeDefined();
    const own = await added(blocks, 'subjectKeyIdentifier', 1);
    expect(decodeCertificate(own.bytes).subjectKeyIdentifier).toEqual(ca.subjectKeyIdentifier);
    const id = bytesToHex(ca.subjectKeyIdentifier!);
    expect(bytesToHex((await added(blocks, 'authorityKeyIdentifier')).edits[0].bytes)).toContain(id);
    expect(bytesToHex((await added(blocks.slice(0, 1), 'authorityKeyIdentifier')).edits[0].bytes)).not.toContain(id);
  });
});

describe('misuse', () => {
  it('nothing is added to what is no such structure, is broken, or by another name', async () => {
    const [{ bytes }] = await blocksOf('server');
    for (const [title, raw, name] of [
      ['Certificate revocation list', bytes, 'keyUsage'],
      ['Certificate', new Uint8Array(), 'keyUsage'],
      ['Certificate', bytes.subarray(0, 3), 'keyUsage'],
      ['Certificate', hexToBytes('30023000'), 'keyUsage'],
      ['Certificate', bytes, 'toString'],
    ] as const)
      expect(await additionJob({ blocks: [{ title, bytes: raw }], block: 0, name })).toEqual([]);
  });
});
