/** explainEcdsa, explainEcdh, explainX25519, explainEd25519: each against node:crypto, with RFC examples where there are. */
import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concat, hexToBytes, i2osp, systemRandom, utf8ToBytes } from '../../../src/bytes/index.ts';
import { ed25519, x25519 } from '../../../src/ec/index.ts';
import {
  type Exhibit,
  explainEcdh,
  explainEcdsa,
  explainEd25519,
  explainX25519,
  type PointGrid,
  renderHtml,
} from '../../../src/explain/index.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import {
  Curve25519PrivateKey,
  encodePrivateKey,
  generateKey,
  type PrivateKey,
  publicKeyOf,
} from '../../../src/keys/index.ts';
import { runsOf } from '../../property-runs.ts';
import { factOf, hiddenRenderings, partsOf, tableOf, widest } from './examples.ts';

const nodeKey = (key: PrivateKey): KeyObject =>
  createPrivateKey({ key: Buffer.from(encodePrivateKey(key, 'pkcs8')), format: 'der', type: 'pkcs8' });
const grids = ({ parts }: Exhibit): PointGrid[] =>
  partsOf(parts).filter((part): part is PointGrid => part.kind === 'points');
const CURVES = ['P-256', 'P-384', 'P-521'] as const;
const HASHES = { 'P-256': 'sha256', 'P-384': 'sha384', 'P-521': 'sha512' } as const;
const LENGTHS = { 'P-256': 32, 'P-384': 48, 'P-521': 66 } as const;
const message = utf8ToBytes('a message');

/** What hides nothing that it should: none of the texts is in either rendering. */
function expectHidden(exhibit: Exhibit, secrets: readonly (Uint8Array | bigint)[]): void {
  const hidden = hiddenRenderings(exhibit);
  const page = renderHtml(exhibit, { showSecrets: false }).replace(/\s/g, '');
  for (const secret of secrets) {
    const text = typeof secret === 'bigint' ? secret.toString(16) : bytesToHex(secret);
    expect(hidden).not.toContain(text);
    expect(page).not.toContain(text);
    if (typeof secret === 'bigint') expect(hidden).not.toContain(`${secret}`);
  }
}

describe('the small curves', () => {
  const exhibits = (): Exhibit[] => [
    explainEcdsa(generateKey({ type: 'ec', curve: 'P-256', random: seededRandom('small') }), message),
    explainEd25519(new Uint8Array(32), message),
    explainX25519({ privateKey: new Uint8Array(32), peerPublicKey: x25519.publicKey(new Uint8Array(32).fill(1)) }),
  ];
  const equations = [
    (x: number, y: number) => y * y - (x * x * x + 2 * x + 2),
    (x: number, y: number) => y * y - x * x - 1 - 6 * x * x * y * y,
    (u: number, v: number) => v * v - u * u * u - 8 * u * u - u,
  ];

  it('show every point of the equation, and lines that meet the curve in the points named P, Q and R, and in no other', () => {
    for (const [i, exhibit] of exhibits().entries()) {
      expect(grids(exhibit).length).toBe(i === 0 ? 2 : 1);
      for (const { points, lines, modulus } of grids(exhibit)) {
        const all = Array.from({ length: modulus ** 2 }, (_, n) => [n % modulus, Math.floor(n / modulus)]);
        const on = all.filter(([x, y]) => equations[i](x, y) % modulus === 0);
        expect(points.map(({ x, y }) => [x, y])).toEqual(on);
        for (const { x, y, slope } of lines) {
          const met = points.filter((point) => (slope! * (point.x - x) - (point.y - y)) % modulus === 0);
          const named = points.filter(({ label }) => label !== undefined && label !== 'S');
          expect(met).toEqual(named);
          // S is the mirror image of R.
          const [R, S] = ['R', 'S'].map((letter) => points.find(({ label }) => label === letter)!);
          expect([S.x, (S.y + R.y) % modulus]).toEqual([R.x, 0]);
        }
      }
    }
  });

  it('have as many multiples as the order says, the last of them neutral', () => {
    const rows = exhibits().map((exhibit) => tableOf(exhibit, /The multiples of/).rows);
    expect(rows.map(({ length }) => length)).toEqual([19, 5, 10]);
    expect(rows.map((table) => table.at(-1)![1])).toEqual(['infinity', '(0, 1)', 'infinity']);
  });
});

describe('properties of explainEcdsa', () => {
  it.each(CURVES)('%s: node:crypto takes the signature; within 100 columns; d and k hidden', (curve) => {
    const key = generateKey({ type: 'ec', curve, random: systemRandom });
    const exhibit = explainEcdsa(key, message);
    const { [curve]: length } = LENGTHS;
    const [r, s] = ['r', 's'].map((label) => factOf(exhibit, label).value as bigint);
    const raw = concat(i2osp(r, length), i2osp(s, length));
    const publicKey = createPublicKey(nodeKey(key));
    expect(verify(HASHES[curve], message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, raw)).toBe(true);
    const der = factOf(exhibit, 'in certificates and TLS').value as Uint8Array;
    expect(verify(HASHES[curve], message, publicKey, der)).toBe(true);
    expect(factOf(exhibit, "the engine's own result").value).toBe('valid');
    expect(factOf(exhibit, 'x of R modulo n is r').value).toBe('yes');
    expect(widest(exhibit)).toBeLessThanOrEqual(100);
    expectHidden(exhibit, [key.d, BigInt(`0x${bytesToHex(key.d)}`), factOf(exhibit, 'k').value as bigint]);
    expect(tableOf(exhibit, /R = k·G/).secret).toBe(true);
  });

  it('shows the k of RFC 6979 §A.2.5', () => {
    const d = hexToBytes('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721');
    const key = generateKey({ type: 'ec', curve: 'P-256', random: { source: 'RFC 6979', bytes: () => d } });
    const exhibit = explainEcdsa(key, utf8ToBytes('sample'));
    expect(factOf(exhibit, 'k').value).toBe(0xa6e3c57dd01abe90086538398355dd4c3b17aa873382b0f24d6129493d8aad60n);
    expect(factOf(exhibit, 'r').value).toBe(0xefd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716n);
  });
});

describe('properties of explainEcdh', () => {
  it.each(CURVES)('%s: the secret is node:crypto’s, from either end; within 100 columns; hidden', (curve) => {
    const [key, peer] = [0, 1].map(() => generateKey({ type: 'ec', curve, random: systemRandom }));
    const nodes = diffieHellman({ privateKey: nodeKey(key), publicKey: createPublicKey(nodeKey(peer)) });
    for (const exhibit of [explainEcdh({ key, peer }), explainEcdh({ key, peer: publicKeyOf(peer) })]) {
      expect(bytesToHex(factOf(exhibit, 'shared secret: x of d·Q').value as Uint8Array)).toBe(nodes.toString('hex'));
      expect(bytesToHex(factOf(exhibit, "the engine's own result").value as Uint8Array)).toBe(nodes.toString('hex'));
      expect(widest(exhibit)).toBeLessThanOrEqual(100);
      expectHidden(exhibit, [nodes, key.d, peer.d]);
    }
    expect(factOf(explainEcdh({ key, peer }), 'the same secret').value).toBe('yes');
  });

  it('refuses keys on two curves, and a point off the curve', () => {
    const [key, other] = (['P-256', 'P-384'] as const).map((curve) =>
      generateKey({ type: 'ec', curve, random: seededRandom('two') }),
    );
    expect(() => explainEcdh({ key, peer: other })).toThrow(expect.objectContaining({ code: 'out-of-range' }));
    const point = key.point;
    point[64] ^= 1;
    expect(() => explainEcdh({ key, peer: { type: 'ec', curve: 'P-256', point } })).toThrow(
      expect.objectContaining({ code: 'point-not-on-curve' }),
    );
  });
});

describe('properties of explainX25519', () => {
  it('shows the secret of RFC 7748 §6.1', () => {
    const exhibit = explainX25519({
      privateKey: hexToBytes('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a'),
      peerPublicKey: hexToBytes('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f'),
    });
    expect(bytesToHex(factOf(exhibit, 'own public key').value as Uint8Array)).toBe(
      '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a',
    );
    expect(bytesToHex(factOf(exhibit, 'shared secret').value as Uint8Array)).toBe(
      '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742',
    );
  });

  it('comes to what node:crypto comes to, within 100 columns, the secrets hidden', () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(bytes, bytes, (privateKey, other) => {
        const [key, peer] = [privateKey, other].map((one) => new Curve25519PrivateKey('x25519', one));
        const exhibit = explainX25519({ privateKey, peerPublicKey: peer.publicKey });
        const nodes = diffieHellman({ privateKey: nodeKey(key), publicKey: createPublicKey(nodeKey(peer)) });
        expect(bytesToHex(factOf(exhibit, 'shared secret').value as Uint8Array)).toBe(nodes.toString('hex'));
        expect(factOf(exhibit, 'own public key').value).toEqual(key.publicKey);
        expect(factOf(exhibit, "the engine's own result").value).toBe('the same');
        expect(widest(exhibit)).toBeLessThanOrEqual(100);
        expectHidden(exhibit, [privateKey, nodes]);
      }),
      runsOf(0.05),
    );
  });

  it('refuses a point of small order, whose secret would be zero', () => {
    const example = { privateKey: new Uint8Array(32).fill(7), peerPublicKey: new Uint8Array(32) };
    expect(() => explainX25519(example)).toThrow(expect.objectContaining({ code: 'small-order' }));
  });
});

describe('properties of explainEd25519', () => {
  it('signs as node:crypto does, within 100 columns, the seed and all made of it hidden', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array({ maxLength: 80 }), (seed, text) => {
        const exhibit = explainEd25519(seed, text);
        const signature = factOf(exhibit, 'signature').value as Uint8Array;
        const nodes = sign(null, text, nodeKey(new Curve25519PrivateKey('ed25519', seed)));
        expect(bytesToHex(signature)).toBe(nodes.toString('hex'));
        expect(factOf(exhibit, 'public key').value).toEqual(ed25519.publicKey(seed));
        expect(factOf(exhibit, 'the same point').value).toBe('yes');
        expect(factOf(exhibit, "the engine's own result").value).toBe('valid');
        expect(widest(exhibit)).toBeLessThanOrEqual(100);
        const secrets = ['h', 's', 'prefix', 'r'].map((label) => factOf(exhibit, label).value as Uint8Array | bigint);
        expectHidden(exhibit, [seed, ...secrets]);
        for (const title of [/A = s·B/, /R = r·B/]) expect(tableOf(exhibit, title).secret).toBe(true);
      }),
      runsOf(0.05),
    );
  });

  it.each([0, 31, 33])('refuses a private key of %i bytes', (length) => {
    expect(() => explainEd25519(new Uint8Array(length), message)).toThrow(
      expect.objectContaining({ code: 'out-of-range' }),
    );
  });
});
