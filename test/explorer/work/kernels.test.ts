/** The kernels room with a person's own input. */
import { describe, expect, it } from 'vitest';
import { renderText } from '../../../src/explain/index.ts';
import { KERNEL_NAMES, type KernelName } from '../../../src/explorer/kernels.ts';
import { SettingError } from '../../../src/explorer/setting-error.ts';
import { kernelExhibit } from '../../../src/explorer/work/kernels.ts';

const OWN_PRIMES = {
  ownp: '0xd81edc6f9cf9e0be4731065bfcd16735f3646b6882c6a36e0fc7b5701a4115ce3c881f498b7f41fd6734eaa180903eab8e411d54f78d2b7457518d2bb23db41d',
  ownq: '0xc4c2882100e933b275753f0f458b8364dbf0c33df4f99892456cf493c98b4ffa7a6ba1f5490b585b68fd3d2bfb9e996e9aa4ee629980ea3b8c1424cf6caea955',
};

/** All digits of an exhibit, without the spaces between them. */
const shown = (name: KernelName, settings: Readonly<Record<string, string>>): string =>
  renderText(kernelExhibit(name, settings), { showSecrets: true }).replace(/\s+/g, '');

describe('vectors', () => {
  it('X25519: RFC 7748 §5.2', () => {
    for (const [hexscalar, hexu, result] of [
      [
        'a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4',
        'e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c',
        'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552',
      ],
      [
        '4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d',
        'e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493',
        '95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957',
      ],
    ]) {
      expect(shown('x25519', { hexscalar, hexu })).toContain(result);
    }
  });

  it('ECDSA: RFC 6979 §A.2.5, with its k derived and entered', () => {
    const d = { hexd: 'C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721', message: 'sample' };
    const hexk = 'A6E3C57DD01ABE90086538398355DD4C3B17AA873382B0F24D6129493D8AAD60';
    for (const settings of [d, { ...d, hexk }, { ...d, message: '', hexmessage: '73616d706c65' }]) {
      const text = shown('ecdsa', settings);
      expect(text).toContain('efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716');
      expect(text).toContain('f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8');
    }
  });

  it('Ed25519: RFC 8032 §7.1, the empty message and that of one byte', () => {
    const first = { hexprivate: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', message: '' };
    expect(shown('ed25519', first)).toContain('e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155');
    const second = '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb';
    expect(shown('ed25519', { hexprivate: second, hexmessage: '72' })).toContain(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da',
    );
  });

  it('ECDH: d = 2 with the base point is twice the base point', () => {
    const hexpeer = '036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296';
    expect(shown('ecdh', { hexd: '02', hexpeer })).toContain(
      '7cf27b188d034f7e8a52380304b51ac3c08969e277f21b35a60b48fc47669978',
    );
  });

  it('RSA with the numbers of the textbooks', () => {
    const text = renderText(kernelExhibit('rsa', {}), { showSecrets: true });
    // 17 · 413 = 9 · 780 + 1.
    for (const told of ['3233', '413', '2790', '780 17 45 15 1']) expect(text.replace(/ +/g, ' ')).toContain(told);
  });

  it('PSS and OAEP with a salt, a seed and a key of one’s own', () => {
    const pss = { hexsalt: 'c0ffee', ...OWN_PRIMES };
    expect(shown('pss', pss)).toContain('saltc0ffee');
    const hexoaepseed = 'c0ffee'.padEnd(64, '0');
    expect(shown('oaep', { hexoaepseed })).toContain(`seed${hexoaepseed}`);
    // The key is that of the primes, whatever the seed and the bits are.
    const n = (BigInt(OWN_PRIMES.ownp) * BigInt(OWN_PRIMES.ownq)).toString(16);
    for (const name of ['pss', 'oaep', 'rsa-sign', 'rsa-encrypt'] as const) {
      expect(shown(name, { ...OWN_PRIMES, seed: 'x', bits: '2048' }), name).toContain(n);
      expect(shown(name, { bits: '1024' }), name).not.toContain(n);
    }
    expect(shown('rsa-sign', { ...OWN_PRIMES, e: '17' })).not.toBe(shown('rsa-sign', OWN_PRIMES));
    expect(shown('rsa-sign', { bits: '512', e: '17' })).not.toBe(shown('rsa-sign', { bits: '512' }));
  });

  it('a curve of one’s own', () => {
    const text = renderText(
      kernelExhibit('curve', { prime: '23', a: '1', b: '1', px: '3', py: '10', qx: '9', qy: '7' }),
      { showSecrets: false },
    ).replace(/\s+/g, ' ');
    // Certicom's tutorial: (3, 10) + (9, 7) = (17, 20), on a curve of 28 points.
    for (const told of ['S = (17, 20)', '28']) expect(text).toContain(told);
    const vertical = kernelExhibit('curve', { prime: '23', a: '1', b: '1', px: '3', py: '10', qx: '3', qy: '13' });
    expect(renderText(vertical, { showSecrets: false }).replace(/\s+/g, ' ')).toContain(
      'P + Q is the point at infinity',
    );
  });
});

describe('misuse', () => {
  it('what is refused is refused by its field, with a reason', () => {
    for (const [name, settings, field, why] of [
      ['curve', { prime: '15' }, 'prime', 'must be a prime'],
      ['curve', { a: '0', b: '0' }, 'b', 'singular'],
      ['curve', { py: '2' }, 'px', 'not on the curve: y² is 4, and x³ + 2x + 2 is 1 modulo 17'],
      ['curve', { qx: '26' }, 'qx', 'coordinates are from 0 to 16'],
      ['montgomery', { modulus: '15' }, 'modulus', 'must be a prime'],
      ['montgomery', { A: '2' }, 'A', 'singular'],
      ['montgomery', { v1: '4' }, 'u1', 'not on the curve: v² is 16, and u³ + 8u² + u is 9 modulo 17'],
      ['montgomery', { u2: '26' }, 'u2', 'coordinates are from 0 to 16'],
      ['edwards', { modulus: '23' }, 'modulus', 'must leave 1 when divided by 4'],
      ['edwards', { d: '4' }, 'd', 'must be no square modulo 17'],
      ['edwards', { y2: '8' }, 'x2', 'not on the curve'],
      ['rsa', { p: '15' }, 'p', 'must be an odd prime'],
      ['rsa', { q: '61' }, 'q', 'another prime'],
      ['rsa', { e: '15' }, 'e', '15 is one'],
      ['rsa', { m: '3233' }, 'm', 'below n'],
      ['rsa', { m: 'abc' }, 'm', 'whole number'],
      ['rsa-sign', { ownp: '15', ownq: '7' }, 'ownp', 'must be an odd prime'],
      ['rsa-sign', { ownp: '61' }, 'ownq', 'prime'],
      ['rsa-sign', { ownp: '61', ownq: '53', e: '17' }, 'ownp', ''],
      ['rsa-sign', { ...OWN_PRIMES, e: '4' }, 'e', ''],
      ['rsa-sign', { e: '4' }, 'e', 'must be odd'],
      ['rsa-encrypt', { bits: '512', message: 'x'.repeat(60) }, 'message', ''],
      ['pss', { hexsalt: '00'.repeat(200) }, 'bits', ''],
      ['oaep', { hexoaepseed: '00' }, 'hexoaepseed', 'must have 32 bytes'],
      ['rsa-keygen', { bits: '65' }, 'bits', 'must be even'],
      ['ecdsa', { hexd: '00' }, 'hexd', 'private key'],
      ['ecdsa', { hexk: '00' }, 'hexk', 'must be in 1…n − 1'],
      ['ecdh', { hexpeer: '02ff' }, 'hexpeer', ''],
      ['x25519', { hexscalar: 'zz' }, 'hexscalar', '“z” is no digit'],
      ['x25519', { hexu: '00'.repeat(32) }, 'hexu', ''],
      ['gcm', { nonce: '00' }, 'nonce', 'must have 12 bytes, not 1'],
      ['gcm', { key: '0' }, 'key', 'even number'],
    ] as const) {
      let error: unknown;
      try {
        kernelExhibit(name, settings);
      } catch (one) {
        error = one;
      }
      expect(error, `${name} ${field}`).toBeInstanceOf(SettingError);
      expect((error as SettingError).argument).toBe(field);
      expect((error as SettingError).message).toContain(why);
    }
  });

  it('every algorithm takes its own defaults', () => {
    for (const name of KERNEL_NAMES)
      expect(kernelExhibit(name, { iterations: '10', bits: '1024' }).parts.length).toBeGreaterThan(1);
  });
});
