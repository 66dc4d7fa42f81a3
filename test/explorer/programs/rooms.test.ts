/** The programs of the kernels and the handshake room print what the rooms show. */
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/bytes/index.ts';
import { handshakeExhibit, recordHandshake, renderText } from '../../../src/explain/index.ts';
import { SUITES } from '../../../src/explorer/handshakes.ts';
import { KERNEL_NAMES, KERNELS, type KernelName } from '../../../src/explorer/kernels.ts';
import { handshakeProgram } from '../../../src/explorer/programs/handshake.ts';
import { kernelProgram } from '../../../src/explorer/programs/kernels.ts';
import { labProgram } from '../../../src/explorer/programs/lab.ts';
import { handshakeSettings } from '../../../src/explorer/work/handshake.ts';
import { kernelExhibit, kernelJob } from '../../../src/explorer/work/kernels.ts';
import { labJob } from '../../../src/explorer/work/lab.ts';
import { printedBy, programFolder } from '../../docs/blocks.ts';
import { everyNth } from '../../property-runs.ts';

const folder = programFolder();
/** What would end a literal, or be run in one. */
const HOSTILE = '\'"`$\u007bprocess.exit(7)}\\\n\r\u2028*/ 张 \ud800';
const SMALL = { iterations: '50' };

const OWN_PRIMES = {
  ownp: '0xd81edc6f9cf9e0be4731065bfcd16735f3646b6882c6a36e0fc7b5701a4115ce3c881f498b7f41fd6734eaa180903eab8e411d54f78d2b7457518d2bb23db41d',
  ownq: '0xc4c2882100e933b275753f0f458b8364dbf0c33df4f99892456cf493c98b4ffa7a6ba1f5490b585b68fd3d2bfb9e996e9aa4ee629980ea3b8c1424cf6caea955',
};
/** What a person may enter in place of what the seed gives. */
const OWN: Partial<Record<KernelName, Readonly<Record<string, string>>>> = {
  gcm: { hexmessage: '00 ff' },
  cbc: { hexmessage: 'FF' },
  chacha20: { hexmessage: '00' },
  sha1: { hexmessage: '80' },
  pss: { hexmessage: '80', bits: '1024', hexsalt: 'ab' },
  oaep: { bits: '1024', hexoaepseed: '66'.repeat(32), ...OWN_PRIMES },
  'rsa-sign': { ...OWN_PRIMES, e: '0x10001' },
  rsa: { p: '0x3b', q: ' 47', e: '17', m: '66' },
  curve: { prime: '23', a: '1', b: '1', px: '3', py: '10', qx: '3', qy: '13', k: '27' },
  montgomery: { modulus: '29', A: '3', u1: '2', v1: '14', u2: '3', v2: '12', k: '20' },
  edwards: { modulus: '29', d: '2', x1: '3', y1: '5', x2: '4', y2: '8', k: '27' },
  ecdsa: { hexd: '1234', hexk: '05', hexmessage: '80' },
  ecdh: { hexd: '02', hexpeer: '036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' },
  x25519: { hexscalar: '11'.repeat(32), hexu: '09'.padEnd(64, '0') },
  ed25519: { hexprivate: '22'.repeat(32) },
  'ml-kem': { hexseedd: '33'.repeat(32), hexseedz: '44'.repeat(32), hexm: '55'.repeat(32) },
};

describe('vectors', () => {
  it.each(everyNth(3, KERNEL_NAMES))('%s', async (name) => {
    const texts = KERNELS[name].filter(({ kind }) => kind === 'text').map((field) => [field.name, HOSTILE]);
    const small = { ...SMALL, bits: name === 'pss' || name === 'oaep' ? '1024' : '512' };
    const own = { ...small, ...OWN[name] };
    for (const [i, settings] of [small, { ...small, ...Object.fromEntries(texts) }, own].entries()) {
      const printed = await printedBy(kernelProgram(name, settings), folder.path, `${name}-${i}.ts`);
      expect(printed).toEqual([renderText(kernelExhibit(name, settings), { showSecrets: true })]);
    }
  });

  it('a handshake, whose settings are made to fit', async () => {
    const settings = handshakeSettings({
      suite: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
      group: 'X25519MLKEM768',
      certificate: 'rsa',
      retry: 'yes',
      seed: HOSTILE,
    });
    expect(settings).toMatchObject({ certificate: 'ecdsa', retry: false, group: 'x25519' });
    expect(handshakeSettings({ suite: 'TLS_RSA_WITH_AES_128_GCM_SHA256' })).not.toHaveProperty('group');
    const printed = await printedBy(handshakeProgram(settings), folder.path, 'handshake.ts');
    expect(printed).toEqual([renderText(handshakeExhibit(await recordHandshake(settings)), { showSecrets: true })]);
    // One side's lists are in the program as they are in the session; it is not run again.
    const lists = handshakeSettings({ serverSuites: SUITES[1], serverGroups: 'secp256r1,x25519' });
    expect(handshakeProgram(lists)).toContain(
      `\n  offers: { server: { suites: ['${SUITES[1]}'], groups: ['secp256r1', 'x25519'] } },\n`,
    );
  });

  it('an attack, in four acts', async () => {
    const [printed] = await printedBy(labProgram('cbc-bit-flipping', HOSTILE), folder.path, 'lab.ts');
    const notes: string[] = [];
    const tools = { onProgress: (_: number, note = '') => notes.push(note), loadParts: async () => undefined };
    const { html } = await labJob({ name: 'zero-x25519', seed: HOSTILE, language: 'en' }, tools);
    for (const act of ['1. What is broken', '2. The attack', '3. What it won', '4. What stops it']) {
      expect(printed).toContain(act);
      expect(html).toContain(act);
    }
    // Each run tells where it stands, and then how it ended.
    expect(notes).toHaveLength(4);
  });

  it('shows each round of SHA-256 with its numbers, and AES as squares', async () => {
    const { html } = await kernelJob({ name: 'sha256', settings: {}, language: 'en' });
    // FIPS 180-2 appendix B.1: after the first round.
    expect(html).toContain(
      'new e = d + T1 = a54ff53a + 54da50e8 = fa2a4622; new a = T1 + T2 = 54da50e8 + 08909ae5 = 5d6aebcd',
    );
    const aes = (await kernelJob({ name: 'aes', settings: {}, language: 'zh' })).html;
    expect(aes).toContain('data-squares="2"');
    expect(aes).toContain('输入与输出');
    expect(aes).toContain('3925841d02dc09fbdc118597196a0b32'); // FIPS 197 appendix B
  });
});

describe('misuse', () => {
  it('settings out of their bounds are refused by name', async () => {
    for (const [name, set] of [
      ['aes', { key: '00' }],
      ['aes', { direction: 'sideways' }],
      ['rsa-keygen', { bits: '1e3' }],
      ['pbkdf2', { iterations: '999999' }],
      ['sha256', { message: 'x'.repeat(5000) }],
    ] as const) {
      expect(() => kernelExhibit(name, set), name).toThrow(UsageError);
    }
    const unknown = labJob(
      { name: 'heartbleed', seed: '', language: 'en' },
      { onProgress: () => undefined, loadParts: async () => undefined },
    );
    await expect(unknown).rejects.toThrow(UsageError);
    expect(() => handshakeSettings({ suite: 'TLS_NULL_WITH_NULL_NULL' })).toThrow(UsageError);
  });
});
