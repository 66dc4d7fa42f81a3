import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../src/bytes/index.ts';
import {
  formatGeneralName,
  formatIpAddress,
  matchesName,
  parseGeneralNames,
  parseIpAddress,
} from '../../../src/x509/index.ts';
import { codeOf } from '../../fixtures/key-vectors.ts';
import { runsOf } from '../../property-runs.ts';

describe('vectors', () => {
  it('reads the list of the command line', () => {
    expect(parseGeneralNames('IP:10.96.0.1, DNS:kubernetes,URI:spiffe://x/y,email:a@b,RID:1.2.3')).toEqual([
      { kind: 'iPAddress', value: new Uint8Array([10, 96, 0, 1]) },
      { kind: 'dNSName', value: 'kubernetes' },
      { kind: 'uniformResourceIdentifier', value: 'spiffe://x/y' },
      { kind: 'rfc822Name', value: 'a@b' },
      { kind: 'registeredID', value: '1.2.3' },
    ]);
  });

  it.each([
    ['::', '00000000000000000000000000000000', '::'],
    ['::1', '00000000000000000000000000000001', '::1'],
    ['1::', '00010000000000000000000000000000', '1::'],
    ['2001:DB8:0:0:1:0:0:1', '20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '20010000000000010000000000000001', '2001:0:0:1::1'],
    ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201', '::ffff:c000:201'],
    ['1:2:3:4:5:6:192.0.2.1', '000100020003000400050006c0000201', '1:2:3:4:5:6:c000:201'],
    ['1:2:3:4:5:6:7::', '00010002000300040005000600070000', '1:2:3:4:5:6:7:0'],
    ['192.0.2.1', 'c0000201', '192.0.2.1'],
  ])('reads the address %s', (text, bytes, shown) => {
    const address = parseIpAddress(text)!;
    expect(bytesToHex(address)).toBe(bytes);
    expect(formatIpAddress(address)).toBe(shown);
  });

  it.each([
    ['a.example', 'a.example', true],
    ['A.Example.', 'a.EXAMPLE', true],
    ['a.example', 'a.example.', false],
    ['a.b.example', '*.b.example', true],
    ['b.example', '*.b.example', false],
    ['x.a.b.example', '*.b.example', false],
    ['foo.example.com', 'f*.example.com', false],
    ['foo.example.com', '*foo.example.com', false],
    ['a.b.example', 'a.*.example', false],
    ['a.example', '*.example', false],
    ['a.example', '*', false],
    ['kubernetes', '*', false],
    ['kubernetes', 'kubernetes', true],
    ['a.example', 'a.example\0.evil', false],
    ['a.example', ' a.example', false],
    ['a.example', '', false],
    ['xn--bcher-kva.example.com', '*.example.com', true],
    ['xn--bcher-kva.example', 'XN--BCHER-KVA.example', true],
    ['bücher.example', 'xn--bcher-kva.example', true],
    ['BÜCHER.Example.', 'xn--bcher-kva.example', true],
    ['faß.example', 'xn--fa-hia.example', true],
    ['faß.example', 'fass.example', false],
    ['bücher.example', '*.example', false],
    ['bücher.a.example', '*.a.example', true],
  ])('%s against %s: %s', (wanted, presented, expected) => {
    expect(matchesName({ dns: wanted }, [{ kind: 'dNSName', value: presented }])).toBe(expected);
  });
});

describe('properties', () => {
  const address = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
  );
  const sparse = address.chain((bytes) =>
    fc.array(fc.nat(1), { minLength: 16, maxLength: 16 }).map((mask) => bytes.map((byte, i) => byte * mask[i >> 1])),
  );

  it('addresses come back as they went', () => {
    fc.assert(
      fc.property(fc.oneof(address, sparse), (bytes) => {
        const text = formatIpAddress(bytes);
        expect(isIP(text)).toBe(bytes.length === 4 ? 4 : 6);
        expect(bytesToHex(parseIpAddress(text)!)).toBe(bytesToHex(bytes));
        const [parsed] = parseGeneralNames(formatGeneralName({ kind: 'iPAddress', value: bytes }));
        expect(parsed.kind).toBe('iPAddress');
      }),
    );
  });

  it('takes for an address what Node takes for one', () => {
    const piece = fc.constantFrom(':', '::', '0', '1', 'ffff', '12345', '.', '192.0.2.1', '256.1.1.1', '01', 'g');
    const text = fc.oneof(
      fc.array(piece, { maxLength: 17 }).map((pieces) => pieces.join('')),
      fc.ipV4(),
      fc.ipV6(),
    );
    fc.assert(
      fc.property(text, (one) => {
        expect(parseIpAddress(one) !== undefined).toBe(isIP(one) !== 0);
      }),
      runsOf(10),
    );
  });
});

describe('misuse', () => {
  it('refuses other texts', () => {
    for (const bad of [
      '',
      'kubernetes',
      'DNS',
      'DNS:',
      'dns:a',
      'IP:a',
      'IP:1.2.3',
      'IP:1.2.3.04',
      'IP:fe80::1%eth0',
      'DNS:a,',
    ]) {
      expect(
        codeOf(() => parseGeneralNames(bad)),
        bad,
      ).toBe('general-name-syntax');
    }
    expect(codeOf(() => parseGeneralNames('DNS:å'))).toBe('string-character');
    expect(codeOf(() => parseGeneralNames('RID:x'))).toBe('oid-syntax');
    expect(codeOf(() => formatIpAddress(new Uint8Array(5)))).toBe('out-of-range');
  });

  it('refuses to look for what is no name', () => {
    for (const dns of [
      '',
      '.',
      'a..b',
      '-a',
      'a-',
      '10.0.0.1',
      '*.a.example',
      'å..example',
      'å.example/x',
      'å@b.example',
      'å%2eexample',
      'å.example:443',
      'å.example?',
      '①②⑦.0.0.1',
      'xn--å.example',
      'a'.repeat(64),
      `${'a.'.repeat(127)}a`,
    ]) {
      expect(
        codeOf(() => matchesName({ dns }, [])),
        dns,
      ).toBe('out-of-range');
    }
    for (const ip of ['', 'a.example', '1.2.3'])
      expect(
        codeOf(() => matchesName({ ip }, [])),
        ip,
      ).toBe('out-of-range');
  });
});

describe('regressions', () => {
  it('takes no text without a colon for a name, whatever it begins with', () => {
    for (const text of ['DNSx', 'emailx', 'URIx', 'RID1.2.3', 'IP1']) {
      expect(
        codeOf(() => parseGeneralNames(text)),
        text,
      ).toBe('general-name-syntax');
    }
  });

  it('expects one name, of one kind', () => {
    for (const wanted of [undefined, null, 5, 'a.example', {}, { dns: 5 }, { ip: 5 }, { dns: undefined }]) {
      expect(codeOf(() => matchesName(wanted as never, []))).toBe('wrong-type');
    }
    expect(codeOf(() => matchesName({ dns: 'a.example', ip: '10.0.0.1' } as never, []))).toBe('unknown-option');
    expect(codeOf(() => matchesName(Object.create({ dns: 'a.example' }), []))).toBe('unknown-option');
    expect(codeOf(() => matchesName({ dns: '10.0.0.1.' }, []))).toBe('out-of-range');
    for (const f of [parseGeneralNames, parseIpAddress, formatIpAddress]) {
      expect(codeOf(() => f(undefined as never))).toBe('wrong-type');
    }
  });
});
