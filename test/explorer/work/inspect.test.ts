/** What the worker finds in an input, and what a change leads to. */
import { describe, expect, it } from 'vitest';
import { generalizedTime, utcTime } from '../../../src/asn1/index.ts';
import { concat, hexToBytes, i2osp, utf8ToBytes, VitrineError } from '../../../src/bytes/index.ts';
import { encode } from '../../../src/codec/index.ts';
import { encodeRecording, recordHandshake } from '../../../src/explain/index.ts';
import type { Edit } from '../../../src/explorer/index.ts';
import { SAMPLES, type SampleName } from '../../../src/explorer/samples/embedded.ts';
import { consequencesJob } from '../../../src/explorer/work/consequences.ts';
import { inspectJob, MOST_BLOCKS } from '../../../src/explorer/work/inspect.ts';

const SETTINGS = { edits: [] as Edit[], block: 0, showSecrets: false, language: 'en' } as const;
const look = (source: Uint8Array, more: Partial<Parameters<typeof inspectJob>[0]> = {}) =>
  inspectJob({ ...SETTINGS, ...more, source });
const sample = (name: SampleName, more = {}) => look(utf8ToBytes(SAMPLES[name]), more);
const TIME = new Date('2026-06-01T12:00:00Z');

async function judged(name: SampleName, edits: readonly Edit[] = [], block = 0, time = TIME) {
  const { blocks } = await sample(name, { edits });
  const { path, ...found } = await consequencesJob({ blocks, block, time, language: 'en' });
  const [lack, judgedPath] = typeof path === 'string' ? [path, undefined] : [undefined, path];
  return { ...found, path: judgedPath, lack, decoder: blocks[block].fault };
}

/** A change of what stands in the first structure of a sample. */
async function changeOf(name: SampleName, from: Uint8Array, to: Uint8Array): Promise<Edit> {
  const { bytes } = (await sample(name)).blocks[0];
  const start = bytes.findIndex((_, i) => from.every((byte, j) => bytes[i + j] === byte));
  expect(start).toBeGreaterThan(0);
  return { block: 0, start, end: start + from.length, bytes: to, mends: true };
}

describe('the field of an address', () => {
  const hex = (text: string) => hexToBytes(text.replaceAll(' ', ''));

  it('is found in the tree before a change that cannot be decoded', async () => {
    // Version v4 is none. The next change is to the same field, and makes it longer.
    const first = await changeOf('server', hex('a003 020102'), hex('a003 020103'));
    const { start } = first;
    const second: Edit = { block: 0, start: start + 4, end: start + 5, bytes: hex('00 04'), mends: true };
    const version = { path: ['Certificate', 'tbsCertificate', 'version'], start, contentStart: start + 2 };
    const field = async (edits: readonly Edit[], end: number) =>
      (await sample('server', { edits, field: { start, end } })).field;
    expect(await field([first], start + 5)).toMatchObject({ ...version, end: start + 5 });
    expect(await field([first, second], start + 6)).toMatchObject({ ...version, end: start + 6 });
    expect(await field([first, second], start + 7)).toBeUndefined();
    // Another field, which no change was made to.
    expect(
      (await sample('server', { edits: [first], field: { start: start + 5, end: start + 9 } })).field,
    ).toBeUndefined();
  });

  it('is left to the tree that has it', async () => {
    const edit = await changeOf('server', utf8ToBytes('kube-apiserver'), utf8ToBytes('kube-apiserves'));
    const { field } = await sample('server', { edits: [edit], field: { start: edit.start - 2, end: edit.end } });
    expect(field).toBeUndefined();
  });
});

describe('vectors', () => {
  it('says of each sample what it is', async () => {
    const titles = async (name: SampleName) => (await sample(name)).blocks.map(({ title }) => title);
    expect(await titles('server')).toEqual(['Certificate', 'Certificate']);
    expect(await titles('request')).toEqual(['Certificate request']);
    expect(await titles('crl')).toEqual(['Certificate revocation list', 'Certificate']);
    expect(await titles('ocsp')).toEqual(['OCSP response', 'Certificate']);
    expect(await titles('key')).toEqual(['Private key (PKCS #8)']);
    expect(await titles('kubeconfig')).toEqual(['Certificate', 'Certificate', 'Private key (PKCS #8)']);
  });

  it('finds every sample sound, and its signature made by the CA', async () => {
    for (const name of ['server', 'ca', 'crl', 'ocsp', 'request', 'kubeconfig'] as const) {
      const { signature, lint, path } = await judged(name);
      expect(signature.status, name).toBe('valid');
      expect(lint?.findings.filter(({ severity }) => severity === 'error') ?? [], name).toEqual([]);
      expect(path?.ok ?? true, name).toBe(true);
    }
    expect((await judged('key')).signature.status).toBe('none');
  });

  it('a bit of the name: it is read, and the signature does not fit any more', async () => {
    const edit = await changeOf('server', utf8ToBytes('kube-apiserver'), utf8ToBytes('kube-apiserves'));
    const { signature, path, decoder } = await judged('server', [edit]);
    expect(decoder).toBeUndefined();
    expect(signature).toEqual({ status: 'invalid', signer: 'CN = kubernetes' });
    expect(path).toMatchObject({ ok: false, broken: expect.arrayContaining(['signature']) });
  });

  it('a date: rules of issuers and verifiers say so', async () => {
    const from = encode(utcTime, new Date('2027-01-01T00:00:00Z'));
    const edit = await changeOf('server', from, encode(generalizedTime, new Date('2020-01-01T00:00:00Z')));
    const { lint, path } = await judged('server', [edit]);
    expect(lint!.findings.length).toBeGreaterThan(0);
    // A rule is kept or has a finding: each is told once, with what it looks for and its source.
    const broken = new Set(lint!.findings.map(({ code }) => code));
    expect(lint!.kept.length + broken.size).toBe(lint!.rules);
    expect(lint!.kept.filter(({ code }) => broken.has(code))).toEqual([]);
    expect(lint!.kept.every(({ what, source }) => what !== '' && source !== '')).toBe(true);
    expect(lint!.kept.map(({ code }) => code)).toContain('san-empty');
    expect(path!.broken).toContain('validity');
    expect((await judged('server', [], 0, new Date('2030-01-01T00:00:00Z'))).path!.broken).toContain('validity');
  });

  it('a length: the decoder stops there', async () => {
    const { bytes } = (await sample('server')).blocks[0];
    const edit: Edit = { block: 0, start: 3, end: 4, bytes: new Uint8Array([bytes[3] + 1]), mends: false };
    const { decoder, signature, path, lack, period } = await judged('server', [edit]);
    expect(decoder).toMatchObject({ at: expect.any(Number), code: expect.any(String) });
    expect({ signature, path }).toEqual({ signature: { status: 'unreadable', signer: '' }, path: undefined });
    expect([lack, period]).toEqual(['unreadable', undefined]);
    // Without a label too it stays what it was before the change.
    const { bytes: der } = (await sample('server')).blocks[0];
    const serial: Edit = { block: 0, start: 13, end: 35, bytes: new Uint8Array(), mends: true };
    const { blocks } = await look(der, { edits: [serial] });
    expect([blocks[0].title, blocks[0].fault?.at]).toEqual(['Certificate', 13]);
  });

  it('what states a period is judged by it, with a root in the input or without', async () => {
    const late = new Date('2099-01-01T00:00:00Z');
    for (const name of ['server', 'crl', 'ocsp'] as const) {
      expect((await judged(name)).period?.status, name).toBe('current');
      expect((await judged(name, [], 0, late)).period?.status, name).toBe('late');
      expect((await judged(name, [], 0, new Date('2020-01-01T00:00:00Z'))).period?.status, name).toBe('early');
    }
    const { blocks } = await sample('server');
    const alone = await consequencesJob({ blocks: blocks.slice(0, 1), block: 0, time: late, language: 'en' });
    expect([alone.path, alone.period]).toEqual([
      'no-root',
      { kind: 'certificate', status: 'late', from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' },
    ]);
    const { period, path, lack } = await judged('request');
    expect([period, path, lack]).toEqual([undefined, undefined, undefined]);
  });

  it('the status in an OCSP response is told before its bytes, in the language of the page', async () => {
    const hex = (text: string) => hexToBytes(text.replaceAll(' ', ''));
    const told = async (language: 'en' | 'zh', status?: string) => {
      const edits = status === undefined ? [] : [await changeOf('ocsp', hex('8000 180f'), hex(`${status} 180f`))];
      const { html } = await sample('ocsp', { language, edits });
      const facts = /<dl[\s\S]*?<\/dl>/.exec(html)?.[0].replace(/<\/?d[dt]\b[^>]*>/g, ' ') ?? '';
      // The glossary marks its words.
      return facts.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ');
    };
    const time = '180f 3230323630353031303030303030 5a';
    expect(await told('en')).toMatch(/Response status successful .*Certificate status good/);
    expect(await told('en', '8200')).toMatch(/Certificate status unknown/);
    expect(await told('en', `a111 ${time}`)).toMatch(/Certificate status revoked on 2026-05-01T00:00:00.000Z/);
    const withReason = `a116 ${time} a003 0a0101`;
    expect(await told('en', withReason)).toMatch(/ revoked on 2026-05-01T00:00:00.000Z \(keyCompromise\)/);
    expect(await told('zh', withReason)).toMatch(/证书状态 已于 2026-05-01T00:00:00.000Z 吊销（keyCompromise）/);
    expect(await told('zh')).toMatch(/响应状态 successful .*证书状态 没有被吊销（good）/);
    expect((await look(hex('3003 0a0103'))).html).toMatch(/Response status[\s\S]{0,80}tryLater/);
  });

  it('the signer of an OCSP response is told by its name, or by its key', async () => {
    expect((await judged('ocsp')).signature).toEqual({ status: 'valid', signer: 'CN = kubernetes' });
    const { blocks } = await sample('ocsp');
    const alone = await consequencesJob({ blocks: blocks.slice(0, 1), block: 0, time: TIME, language: 'en' });
    expect(alone.signature).toMatchObject({
      status: 'unknown',
      signer: '',
      signerKey: expect.stringMatching(/^515c252c/),
    });
  });

  it('a signer that is not there is said to be missing', async () => {
    const { blocks } = await sample('server');
    const alone = await consequencesJob({ blocks: blocks.slice(0, 1), block: 0, time: TIME, language: 'en' });
    expect(alone.signature).toEqual({ status: 'unknown', signer: 'CN = kubernetes' });
    expect(alone.path).toBe('no-root');
  });

  it('an algorithm or a key that cannot be used is told as unsupported', async () => {
    // An OID of no algorithm; an uncompressed point begins with 05.
    const weak = await changeOf('request', hexToBytes('06082a8648ce3d040302'), hexToBytes('06082a8648ce3d040305'));
    expect((await judged('request', [weak])).signature.status).toBe('unsupported');
    const off = await changeOf('request', hexToBytes('03420004'), hexToBytes('03420005'));
    expect((await judged('request', [off])).signature.status).toBe('unsupported');
  });

  it('covers private numbers until it is asked', async () => {
    const digits = /d5|[0-9a-f]{2}( [0-9a-f]{2}){31}/;
    const covered = await sample('key');
    expect(covered.isSecret).toBe(true);
    expect(covered.html).toContain('·· ·· ·· ··');
    const shown = await sample('key', { showSecrets: true });
    expect(shown.html).not.toContain('·· ·· ·· ··');
    expect(shown.html).toMatch(digits);
  });

  it('tells what is covered in the structure that is shown, and nothing where nothing is', async () => {
    const of = async (source: Uint8Array, block = 0) => (await look(source, { block })).covered;
    const hex = (digits: string) => of(hexToBytes(digits));
    expect([await of(utf8ToBytes(SAMPLES.key)), await of(utf8ToBytes(SAMPLES.server))]).toEqual(['private', 'nothing']);
    // The certificates of a kubeconfig, and its key.
    const kubeconfig = utf8ToBytes(SAMPLES.kubeconfig);
    expect([await of(kubeconfig), await of(kubeconfig, 2)]).toEqual(['nothing', 'private']);
    // Cut at the end; rubbish; a key that is cut.
    expect([await hex('3003'), await hex('00'), await hex('deadbeef')]).toEqual(['nothing', 'nothing', 'unread']);
    // The key inside of PKCS #8, alone.
    expect(await hex(`0420${'a5'.repeat(32)}`)).toBe('unread');
    expect(await of((await sample('key')).blocks[0].bytes.subarray(0, 60))).toBe('private');
    expect(await of(utf8ToBytes('-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----'))).toBe(
      'private',
    );
  });

  it('tells each field’s sentence, in the language of the page', async () => {
    expect((await sample('server')).html).toContain('What the fields are for');
    expect((await sample('server', { language: 'zh' })).html).toContain('各字段的用途');
  });

  it('labels what it shows in Chinese, and leaves what comes from the input', async () => {
    const to = utf8ToBytes('server');
    const edit = await changeOf('server', utf8ToBytes('kube-apiserver'), to);
    const { html } = await sample('server', { language: 'zh', edits: [edit] });
    for (const label of ['>证书<', '>主体<', '>起始时间<', '指向字节或字段']) expect(html).toContain(label);
    expect(html).not.toContain('Not before');
    expect(html).toMatch(/"value">[^<]*server[^<]*</);
    expect((await look(hexToBytes('3003'), { language: 'zh' })).html).toContain('结构未知的 ASN.1');
    expect((await look(hexToBytes('3003'))).html).toContain('ASN.1 of an unknown structure');
  });

  it('shows a recording', async () => {
    const recording = await recordHandshake({
      ...{ suite: 'TLS_AES_128_GCM_SHA256', certificate: 'ecdsa', extendedMasterSecret: true, encryptThenMac: true },
      ...{ fault: undefined, seed: 'explorer', time: TIME },
    });
    const { form, html } = await look(encodeRecording(recording));
    expect(form).toBe('recording');
    expect(html).toContain('ClientHello');
  });
});

describe('misuse', () => {
  it('a time that is none is told, not taken for a lack of roots', async () => {
    await expect(judged('server', [], 0, new Date(Number.NaN))).rejects.toMatchObject({ argument: 'time' });
  });

  it('what is none of the forms is refused by name', async () => {
    for (const text of ['', 'hello', '-----BEGIN CERTIFICATE-----\nAAAA']) {
      await expect(look(utf8ToBytes(text))).rejects.toThrow(VitrineError);
    }
  });

  it('a capture in a format that cannot be shown says which, and what to do', async () => {
    const refused = look(hexToBytes('0a0d0d0a6c0000004d3c2b1a'));
    await expect(refused).rejects.toMatchObject({
      code: 'capture',
      message: expect.stringContaining('editcap -F pcap'),
    });
  });

  it('a fault of a recording names the line, and a rule that a reader knows', async () => {
    const refused = look(utf8ToBytes('{"vitrine":"recording","version":1'));
    const rule = expect.stringMatching(/^the form of a recording: a line of JSON/);
    await expect(refused).rejects.toMatchObject({ message: 'line 1 of the recording: is no JSON', rule });
  });

  it('bombs of nested and of many elements end at a bound', async () => {
    const deep = new Uint8Array(20_000).map((_, i) => [0x30, 0x84, 0xff, 0xff, 0xff, 0xff][i % 6]);
    expect((await look(deep)).blocks[0].fault).toBeDefined();
    // A SEQUENCE of NULLs.
    const wide = new Uint8Array(100_005).map((_, i) => (i % 2 === 0 ? 0 : 5));
    wide.set(hexToBytes('308301' + '86a0'));
    expect((await look(wide)).blocks[0].fault?.code).toBe('too-many-nodes');
  });
});

describe('hostile inputs', () => {
  it('are bounded: many structures, many elements, depth', async () => {
    const pem = '-----BEGIN X-----\nMAA=\n-----END X-----\n';
    const done: number[] = [];
    const input = { ...SETTINGS, source: utf8ToBytes(pem.repeat(MOST_BLOCKS + 7)) };
    const many = await inspectJob(input, {
      now: () => 0,
      loadParts: async () => undefined,
      demandsSoFar: () => 0,
      onProgress: (part) => done.push(part),
    });
    expect([many.blocks.length, many.leftOut]).toEqual([MOST_BLOCKS, 7]);
    expect(done.length).toBeGreaterThan(10);
    // A SEQUENCE of NULLs, and SEQUENCES in each other.
    const flat = concat(
      hexToBytes('3084000f0000'),
      new Uint8Array(0xf0000).map((_, i) => (i % 2 === 0 ? 5 : 0)),
    );
    const deep = concat(
      ...Array.from({ length: 20_000 }, (_, i) => concat(hexToBytes('3084'), i2osp(BigInt(6 * (19_999 - i)), 4))),
    );
    for (const source of [flat, deep]) {
      const { html, blocks } = await look(source);
      expect(html.length).toBeLessThan(1_000_000);
      expect(blocks).toHaveLength(1);
    }
  });

  it('PEM that begins and never is any is refused as the text that it is', async () => {
    await expect(look(utf8ToBytes('-----BEGIN '.repeat(3)))).rejects.toMatchObject({ code: 'plain-text' });
  });

  it('a name that would turn a sentence round does not', async () => {
    const edit = await changeOf('server', utf8ToBytes('kubernetes'), utf8ToBytes('\u202eubernet'));
    const { signature } = await judged('server', [edit]);
    expect(signature).toEqual({ status: 'unknown', signer: 'CN = \\E2\\80\\AEubernet' });
  });
});
