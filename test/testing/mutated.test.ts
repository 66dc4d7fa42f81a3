import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DerNode, derNode, sequence, setOf, smallInteger, withDefault } from '../../src/asn1/index.ts';
import { bytesToHex, hexToBytes } from '../../src/bytes/index.ts';
import { type AnyCodec, DecodeError, decode, encode, list, struct, uint8, vector } from '../../src/codec/index.ts';
import { privateKeyInfo } from '../../src/keys/index.ts';
import { type FaultLabel, faultyEncodings, mutated } from '../../src/testing/index.ts';
import { clientHello } from '../../src/tls/index.ts';
import { certificationRequest, tbsCertificate } from '../../src/x509/index.ts';
import { runsOf } from '../property-runs.ts';

const faultsOf = (codec: AnyCodec, hex: string): string[] =>
  faultyEncodings(codec, hexToBytes(hex)).map(
    ({ bytes, fault: { label, at } }) => `${label} ${at} ${bytesToHex(bytes)}`,
  );

const pair = sequence('Pair', 'an example', {
  version: withDefault(smallInteger(0, 9), 0),
  items: setOf(smallInteger(0, 9)),
});

describe('vectors', () => {
  it('every fault of a small structure', () => {
    expect(faultsOf(pair, '30083106020101020102').toSorted()).toEqual(
      [
        'constructed-bit-wrong 0 10083106020101020102',
        'constructed-bit-wrong 2 30081106020101020102',
        'constructed-bit-wrong 4 30083106220101020102',
        'constructed-bit-wrong 7 30083106020101220102',
        'default-encoded 2 300b0201003106020101020102',
        'extended 0 3009310602010102010200',
        'extended 2 3009310702010102010200',
        'integer-empty 6 300731050200020102',
        'integer-empty 9 300731050201010200',
        'integer-not-minimal 6 3009310702020001020102',
        'integer-not-minimal 9 3009310702010102020002',
        'length-indefinite 0 3080310602010102010200 00',
        'length-indefinite 2 300a31800201010201020000',
        'length-not-minimal 1 3081083106020101020102',
        'length-not-minimal 3 300931810602 0101020102',
        'length-not-minimal 5 30093107 0281010102 0102',
        'length-not-minimal 8 30093107 0201010281 0102',
        'length-one-less 1 30073106020101020102',
        'length-one-less 3 30083105020101020102',
        'length-one-less 8 30083106020101020002',
        'length-one-more 1 30093106020101020102',
        'length-one-more 3 30083107020101020102',
        'length-one-more 8 30083106020101020202',
        'set-not-sorted 2 30083106020102020101',
        'tag-changed 0 fe083106020101020102',
        'tag-changed 2 3008fe06020101020102',
        'tag-changed 4 30083106de0101020102',
        'tag-changed 7 30083106020101de0102',
        'trailing 10 3008310602010102010200',
        'truncated 0 ',
        'truncated 5 3008310602',
        'truncated 9 300831060201010201',
      ]
        .map((line) => line.replace(/^(\S+ \d+) (.*)$/, (_, head, hex) => `${head} ${hex.replaceAll(' ', '')}`))
        .toSorted(),
    );
  });

  it('a vector of TLS: its length, and its least', () => {
    const suites = struct('Suites', 'an example', { suites: vector(8, 2, 8, list(uint8, 2)), version: uint8 });
    expect(faultsOf(suites, '02aabbcc')).toEqual([
      'vector-too-short 0 00cc',
      'trailing 4 02aabbcc00',
      'truncated 3 02aabb',
      'truncated 2 02aa',
      'truncated 0 ',
    ]);
    expect(faultsOf(vector(8, 0, 8, list(uint8)), '01aa')[0]).toBe('length-one-more 0 02aa');
  });
});

describe('properties', () => {
  it('meets every label in a few structures', () => {
    const seen = new Set<FaultLabel>();
    const known: Readonly<Record<FaultLabel, true>> = {
      'bit-string-trailing-zeros': true,
      'boolean-not-canonical': true,
      'constant-changed': true,
      'constructed-bit-wrong': true,
      'default-encoded': true,
      extended: true,
      'integer-empty': true,
      'integer-not-minimal': true,
      'length-indefinite': true,
      'length-not-minimal': true,
      'length-one-less': true,
      'length-one-more': true,
      'oid-not-minimal': true,
      'oid-truncated': true,
      'set-not-sorted': true,
      'string-character': true,
      'tag-changed': true,
      'time-with-offset': true,
      trailing: true,
      truncated: true,
      'unused-bits-not-zero': true,
      'unused-bits-too-many': true,
      'vector-too-short': true,
    };
    for (const codec of [tbsCertificate, certificationRequest, privateKeyInfo, clientHello] as AnyCodec[]) {
      fc.assert(
        fc.property(mutated(codec), ({ fault }) => void seen.add(fault.label)),
        { numRuns: 200, seed: 4 },
      );
    }
    expect([...seen].sort()).toEqual(Object.keys(known).sort());
  });

  it('leaves the rest well-formed: what is wrong with contents only is no fault to a reader of any DER', () => {
    const structural: readonly FaultLabel[] = ['constructed-bit-wrong', 'extended', 'trailing', 'truncated'];
    fc.assert(
      fc.property(mutated(tbsCertificate), ({ bytes, fault: { label } }) => {
        fc.pre(!label.startsWith('length-') && !structural.includes(label));
        expect(bytesToHex(encode(derNode, decode(derNode, bytes) as DerNode))).toBe(bytesToHex(bytes));
      }),
      runsOf(0.5),
    );
  });

  it('puts the fault where it says', () => {
    fc.assert(
      fc.property(mutated(tbsCertificate), ({ value, bytes, fault: { label, at, path } }) => {
        const good = encode(tbsCertificate, value);
        expect(path[0]).toBe('TBSCertificate');
        expect(at).toBeLessThanOrEqual(bytes.length);
        expect(bytes).not.toEqual(good);
        // Where no length moved, the first byte that differs is not before the fault.
        if (bytes.length === good.length) {
          expect(
            bytes.findIndex((byte, i) => byte !== good[i]),
            label,
          ).toBeGreaterThanOrEqual(at);
        }
      }),
      runsOf(0.5),
    );
  });
});

describe('misuse', () => {
  it('refuses bytes that are faulty already', () => {
    expect(() => faultyEncodings(pair, hexToBytes('3000'))).toThrowError(DecodeError);
  });
});
