import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { integer, sequenceOf } from '../../../src/asn1/index.ts';
import { base64ToBytes, bytesToBase64, concat, hexToBytes, utf8ToBytes } from '../../../src/bytes/index.ts';
import { encode, type Span } from '../../../src/codec/index.ts';
import { type Exhibit, InspectError } from '../../../src/explain/index.ts';
import { VIEWED_EXTENSIONS } from '../../../src/explain/inspect/extensions.ts';
import { MODULES, PARAMETERS, PRIVATE_KEYS, PUBLIC_KEYS } from '../../../src/explain/inspect/modules.ts';
import { edited } from '../../../src/explorer/index.ts';
import { SAMPLES } from '../../../src/explorer/samples/embedded.ts';
import { pemDecode, pemEncode } from '../../../src/keys/index.ts';
import { arbitraryOf } from '../../../src/testing/index.ts';
import { expectRoundTrip } from '../../codec/laws.ts';
import { everyNth, runsOf } from '../../property-runs.ts';
import { hasOpenssl30 } from '../openssl-text/openssl.ts';
import { bytesOf, expectNamed, show, termOf, textOf } from './shown.ts';
import { unusualCertificates, unusualOthers } from './unusual.ts';

/** What `inspect` calls a text that holds no structure; undefined for what it shows. */
const refusal = (bytes: Uint8Array): string | undefined => {
  try {
    show(bytes);
  } catch (error) {
    if (error instanceof InspectError) return error.code;
    throw error;
  }
  return undefined;
};

/** The values of all fields, a line each behind the names around it. */
function said(of: string | Uint8Array): string {
  const lines = (span: Span, path: string): string[] =>
    span.children.length === 0
      ? [`${path} ${span.type} = ${[span.value].flat().map(termOf).join(', ')}`]
      : span.children.flatMap((child) => lines(child, `${path}.${child.name}`));
  return bytesOf(show(of).exhibit.parts)
    .flatMap(({ span }) => lines(span, span.type))
    .join('\n');
}

describe.skipIf(!hasOpenssl30)('vectors: what OpenSSL makes', () => {
  const certificates = hasOpenssl30 ? unusualCertificates() : new Map<string, string>();
  const others = hasOpenssl30 ? unusualOthers() : new Map<string, string>();

  it('has twenty certificates', () => expect(certificates.size).toBeGreaterThanOrEqual(20));

  it.each([...certificates])('certificate with %s', (_, pem) => {
    const { exhibit, fault } = show(pem);
    expect(fault).toBeUndefined();
    const [{ title, bytes }] = expectNamed(exhibit);
    expect(title).toBe('Certificate');
    // Without its label it is recognised too.
    expect(bytesOf(show(bytes).exhibit.parts)[0].title).toBe('Certificate');
  });

  it.each([...others])('%s', (_, pem) => {
    const { exhibit, fault } = show(pem);
    expect(fault).toBeUndefined();
    const [{ title, bytes, span }] = expectNamed(exhibit);
    if (span.type !== 'ciphertext') expect(bytesOf(show(bytes).exhibit.parts)[0].span.type).toBe(span.type);
    expect(title).not.toBe('');
  });

  it.each<[name: string, ...texts: string[]]>([
    [
      'names of every kind',
      '*.b.example',
      '2001:db8::1',
      '1.3.6.1.4.1.311.20.2.3',
      'TeletexString = "teletex"',
      '-128',
    ],
    ['name constraints', '10.0.0.0/255.0.0.0', 'excludedSubtrees', 'rfc822Name.value IA5String = "evil.example"'],
    ['policies', 'cPSuri.value IA5String = "http://x', '"believe it or not"', 'inhibitPolicyMapping.value INTEGER = 0'],
    ['where to ask', 'CA Issuers', 'cACompromise', 'nameRelativeToCRLIssuer', 'http://x.example/delta'],
    ['key identifiers', 'digitalSignature'],
    ['DER in DER in DER', '"deep"', 'TLS Web Server Authentication'],
    ['arcs without bound', '2.999.18446744073709551616', 'NULL = null'],
    ['certificate timestamps', 'logID', 'timestamp uint64 = 1649267441664'],
    ['an EC key', 'prime256v1', 'ECPoint'],
    ['RSASSA-PSS', 'saltLength', 'mgf1', 'INTEGER = 32'],
    ['a negative serial number', 'serialNumber.value INTEGER = -129'],
    ['GeneralizedTime', 'notAfter.generalizedTime.value GeneralizedTime = 20'],
    ['string_mask pkix', 'BMPString = "日本語"'],
    ['string_mask nombstr', 'TeletexString = "Größe"'],
  ])('in the field’s own terms: %s', (name, ...texts) => {
    const text = said(certificates.get(name)!);
    for (const one of texts) expect(text).toContain(one);
  });

  it('opens what is in keys and lists', () => {
    expect(said(others.get('revocation list')!)).toContain('onlyContainsUserCerts.value BOOLEAN = true');
    expect(said(others.get('encrypted private key')!)).toContain('iterationCount.value INTEGER = 2048');
    expect(said(others.get('request')!)).toContain('"wish"');
    expect(said(others.get('PKCS #7')!)).toContain('"ca"');
  });

  it.each(['EC private key', 'EC private key in PKCS #8', 'Ed25519 private key'])(
    'hides the secret of an %s',
    (name) => {
      const pem = others.get(name)!;
      const [{ bytes }] = pemDecode(pem).filter(({ label }) => label.endsWith('PRIVATE KEY'));
      for (const form of [pem, bytes]) {
        const { exhibit } = show(form);
        expect(textOf(exhibit)).toContain('(hidden)');
        expect(textOf(exhibit, true)).not.toContain('(hidden)');
      }
    },
  );
});

describe('vectors: in this repository', () => {
  const folder = resolve(import.meta.dirname, '../../../vectors');
  const stringsIn = (value: unknown): string[] => {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
  };
  const isHex = (text: string): boolean => /^([0-9a-f]{2})+$/.test(text);

  const isBase64Der = (text: string): boolean => /^MI[A-Za-z0-9+/]{8,}={0,2}$/.test(text) && text.length % 4 === 0;

  it.each(
    everyNth(
      3,
      readdirSync(folder).filter((file) => file.endsWith('.json')),
    ),
  )('%s', (file) => {
    const strings = [...new Set(stringsIn(JSON.parse(readFileSync(join(folder, file), 'utf8'))))];
    for (const text of strings) {
      if (text.startsWith('-----BEGIN ')) expectNamed(show(text).exhibit);
      else if (isHex(text) && refusal(hexToBytes(text)) === undefined) expectNamed(show(hexToBytes(text)).exhibit);
      else if (isBase64Der(text)) expectNamed(show(base64ToBytes(text)).exhibit);
    }
  });
});

describe('properties', () => {
  const viewed = [...VIEWED_EXTENSIONS, ...PARAMETERS, ...PUBLIC_KEYS, ...PRIVATE_KEYS];

  it.each(MODULES)('$title: every byte named', ({ title, labels, codec }) => {
    fc.assert(
      fc.property(arbitraryOf(codec), (value) => {
        const { exhibit, fault } = show(pemEncode(labels[0], encode(codec, value)));
        expect(fault).toBeUndefined();
        expect(expectNamed(exhibit)[0].title).toBe(title);
      }),
      runsOf(0.1),
    );
  });

  it.each(viewed)('the description of what is in %s obeys the laws', (_, codec) => {
    fc.assert(
      fc.property(arbitraryOf(codec), (value) => {
        expectRoundTrip(codec, value);
      }),
      runsOf(0.2),
    );
  });

  const mutant = fc
    .tuple(
      fc.oneof(...MODULES.slice(1).map(({ codec }) => arbitraryOf(codec).map((value) => encode(codec, value)))),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
      fc.nat(),
    )
    .map(([bytes, changes, cut]) => {
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      return bytes.subarray(0, cut % 4 === 0 ? cut % bytes.length : bytes.length);
    });
  it('whatever the bytes are, it names every one; a fault is said', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), mutant), (bytes) => {
        fc.pre(refusal(bytes) === undefined);
        const { exhibit, fault } = show(bytes, true);
        const [raw] = expectNamed(exhibit);
        expect(raw.fault?.at).toBe(fault?.at);
        textOf(exhibit);
      }),
      runsOf(1),
    );
  });
});

describe('misuse', () => {
  const key = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../vectors/keys.json'), 'utf8')).cases[0]
    .pkcs8;
  const [{ bytes: der }] = pemDecode(key);

  it('of several blocks, shows each in a section; of a kubeconfig too', () => {
    const sections = ({ exhibit }: { exhibit: Exhibit }): string[] =>
      exhibit.parts.map((part) => (part.kind === 'section' ? part.title : ''));
    expect(sections(show(key + key))).toEqual([
      'PRIVATE KEY, line 1',
      expect.stringMatching(/^PRIVATE KEY, line \d\d$/),
    ]);
    const yaml = `users:\n- user:\n    client-key-data: ${btoa(key)}\n    x-data: ${btoa(key)}\n`;
    expect(sections(show(yaml))).toEqual(['PRIVATE KEY, in client-key-data, line 1', 'PRIVATE KEY, in x-data, line 1']);
  });

  it('shows a broken structure up to the fault, which it tells', () => {
    const broken = der.map((byte, i) => (i === 7 ? byte ^ 1 : byte));
    const { exhibit, fault } = show(pemEncode('PRIVATE KEY', broken));
    expect(fault).toMatchObject({ at: 7, code: 'unexpected-tag' });
    expect(textOf(exhibit)).toContain('bytes that were not decoded');
    expect(textOf(exhibit)).toContain('✗ byte ');
  });

  it('never shows what may be secret of a key that is broken, or has no description', () => {
    const secret = der.subarray(300, 310);
    const hex = [...secret].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const shows = (bytes: Uint8Array): boolean =>
      textOf(show(bytes).exhibit)
        .replace(/\s+\S*\n[0-9a-f]{6} {2}/g, ' ')
        .includes(hex);
    expect(shows(der)).toBe(false);
    for (let length = 8; length < der.length; length += 7) expect(shows(der.subarray(0, length))).toBe(false);
    for (let at = 0; at < 30; at++) expect(shows(der.map((byte, i) => (i === at ? byte ^ 1 : byte)))).toBe(false);
    const dsa = encode(sequenceOf(integer), [0n, 23n, 11n, 4n, 8n, 0xabcdefabcdefn]);
    expect(textOf(show(dsa).exhibit)).not.toContain('ab cd ef');
  });

  it('hides the first numbers of an RSA key, with and without its version', () => {
    const [n, e, long] = [2n ** 1023n + 1n, 65537n, BigInt(`0x7${'abcdef'.repeat(40)}`)];
    const shows = (...parts: bigint[]): boolean =>
      /ab ?cd ?ef/.test(textOf(show(encode(sequenceOf(integer), parts)).exhibit));
    for (const parts of [
      [0n, n, e, long],
      [0n, n, e, long, long],
      [n, e, long],
      [n, e, long, long],
      [0n, n, long, long],
    ])
      expect(shows(...parts), `${parts.length} numbers`).toBe(false);
    // A signature is shown. The parameters of DSA look alike, and are hidden too.
    for (const parts of [
      [1n, long],
      [n, 2n ** 159n + 1n, long],
    ])
      expect(shows(...parts)).toBe(parts.length === 2);
  });

  it('shows DER that is valid as what it is, where only numbers fit a structure', () => {
    for (const hex of ['3003020105', '3009020101020102020103', '3006020101020102', '3006020100020102']) {
      const { exhibit, fault } = show(hexToBytes(hex));
      expect(fault, hex).toBeUndefined();
      expect(textOf(exhibit), hex).toContain('ASN.1 of an unknown structure');
      expect(textOf(exhibit), hex).not.toContain('(hidden)');
    }
    // A key with a broken length is told as one; so is a structure without its last field, by its algorithm.
    const rsa = encode(sequenceOf(integer), [0n, ...Array.from({ length: 8 }, () => 2n ** 250n + 1n)]);
    expect(textOf(show(rsa.map((byte, i) => (i === 76 ? 0xff : byte))).exhibit)).toContain('RSA private key (PKCS #1)');
    const [{ bytes: whole }] = pemDecode(SAMPLES.server);
    const { exhibit, fault } = show(
      edited(whole, { start: 0x18a, end: 0x196, bytes: new Uint8Array(), block: 0, mends: true }),
    );
    expect([fault?.code, textOf(exhibit).includes('TBSCertificate')]).toEqual(['unexpected-tag', true]);
  });

  it('names the version of a certificate, and the numbers of an ECDSA signature', () => {
    const text = textOf(show(SAMPLES.server).exhibit);
    expect(text).toMatch(/value = v3 \(2\)/);
    expect(text).toMatch(/bytes: Ecdsa-Sig-Value[\s\S]* r {2}[\s\S]* s {2}/);
  });

  it('tells what it refuses with the input as the subject', () => {
    const refused = [
      '',
      'some words',
      'A'.repeat(60),
      'ssh-ed25519 AAAA',
      '{"format":"vitrine recording","version":1}\n',
    ];
    for (const text of [...refused.map((one) => utf8ToBytes(one)), hexToBytes('a1b2c3d400020004')])
      expect(() => show(text)).toThrow(/^the input is /);
  });

  it('lists deviations, and what only the description refuses', () => {
    const table = (bytes: Uint8Array) => show(bytes, true).exhibit.parts.find(({ kind }) => kind === 'table');
    expect(table(hexToBytes('3003010101'))).toMatchObject({
      rows: [['4', 'boolean-not-canonical', 'X.690 §11.1', 'SEQUENCE › 0 BOOLEAN', expect.any(String)]],
    });
    const deep = hexToBytes('3009300730053003010101');
    expect(table(deep)).toMatchObject({ rows: [expect.arrayContaining(['… › 0 SEQUENCE › 0 SEQUENCE › 0 BOOLEAN'])] });
    expect(table(hexToBytes('04053003010101'))).toMatchObject({
      rows: [['6', 'boolean-not-canonical', expect.anything(), expect.anything(), expect.anything()]],
    });
    expect(table(concat(der, hexToBytes('00')))).toMatchObject({
      rows: [[`${der.length}`, 'trailing', expect.anything(), '', expect.anything()]],
    });
    expect(textOf(show(der, true).exhibit)).toContain('No deviation from DER.');
  });

  it('says that NULL is there', () => {
    const text = textOf(show(hexToBytes('300d06092a864886f70d01010b0500')).exhibit);
    expect(text).toContain(' = NULL');
  });

  it.each([
    ['empty-file', new Uint8Array(0)],
    ['plain-text', utf8ToBytes('subject=CN = Ä\n')],
    ['plain-text', utf8ToBytes(`{"kty":"RSA","n":"${'Ä'.repeat(5000)}"}`)],
    ['plain-text', utf8ToBytes('a: b\nc:\n  - d\n')],
    ['ssh-key', utf8ToBytes('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== jane@example')],
    ['ssh-key', utf8ToBytes('\necdsa-sha2-nistp256 AAAAE2Vj jane@example\n')],
    ['ssh-key', utf8ToBytes('---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n')],
    ['ssh-key', utf8ToBytes('PuTTY-User-Key-File-3: ssh-rsa\n')],
    ['plain-text', utf8ToBytes(Buffer.from(der).toString('hex').replace(/.{60}/g, '$&\n'))],
    ['plain-text', hexToBytes('fffe68006900')],
    ['capture', hexToBytes('a1b2c3d400020004')],
    ['capture', hexToBytes('d4c3b2a102000400')],
    ['capture', hexToBytes('4d3cb2a102000400')],
    ['capture', hexToBytes('0a0d0d0a6c0000004d3c2b1a')],
    ['capture', hexToBytes('0a0d0d0a0000006c1a2b3c4d')],
    ['recording', utf8ToBytes('{"vitrine":"recording","version":1}\n')],
    [
      'base64-without-label',
      utf8ToBytes(`${bytesToBase64(der.subarray(0, 90))}\n${bytesToBase64(der.subarray(90))}\n`),
    ],
  ])('says what a file is that holds no structure: %s', (code, bytes) => expect(refusal(bytes)).toBe(code));

  it('does not take DER for text', () => {
    for (const hex of ['0c0141', '04024142', '3003020105', '16036162630a', '30800000']) {
      expect(refusal(hexToBytes(hex)), hex).toBeUndefined();
    }
  });

  it('reads PEM behind a byte order mark, and in base64 on lines of its own', () => {
    const pem = pemEncode('PRIVATE KEY', der);
    const [exhibit] = [show(pem).exhibit];
    expect(show(concat(hexToBytes('efbbbf'), utf8ToBytes(pem))).exhibit).toEqual(exhibit);
    const lines = bytesToBase64(utf8ToBytes(pem)).match(/.{1,76}/g)!;
    // As kubectl get secret -o jsonpath='{.data.tls\.key}' prints it, and base64 with its lines.
    for (const text of [lines.join(''), `${lines.join('\n')}\n`]) expect(show(text).exhibit).toEqual(exhibit);
    const block = (opener: string): string =>
      `users:\n- name: x\n  client-key-data: ${opener}\n    ${lines.join('\n    ')}\n- name: y\n`;
    for (const opener of ['|', '>-', '']) expect(show(block(opener)).exhibit).toEqual(exhibit);
    expect(show(`client-key-data: "${lines.join('')}"\r\n`).exhibit).toEqual(exhibit);
    // Whatever else kubectl reads: escapes in double quotes, lines of a quoted value, tags, comments, mappings in one line, JSON.
    const value = { user: { 'client-key-data': `${lines.join('\n')}\n`, token: 'x' } };
    for (const text of [
      `client-key-data: "${lines.join('\\n')}\\n"\n`,
      `client-key-data: "${lines.join('\\r\\n')}" # mine\n`,
      `client-key-data: "${lines.join('\\n\\\n  ')}"\n`,
      `client-key-data: '${lines.join('\n\n  ')}'\n`,
      `client-key-data: |2-\n    ${lines.join('\n    ')}\n`,
      `client-key-data: !!str &key ${lines.join('')} # mine\n`,
      `user: { token: x, client-key-data: "${lines.join('\\n')}" }\n`,
      JSON.stringify(value),
      JSON.stringify(value, null, 2),
    ]) {
      expect([text, show(text).exhibit]).toEqual([text, exhibit]);
    }
    expect(() => show(`client-key-data: ${lines.join('')}A`)).toThrow(
      expect.objectContaining({ code: 'invalid-base64' }),
    );
  });

  it('shows two numbers under a label of parameters as no RSA key', () => {
    const numbers = hexToBytes(`3027022100${'f1'.repeat(32)}020102`.replace('3027', '3026'));
    const titles = (input: string | Uint8Array) => textOf(show(input).exhibit);
    expect(titles(numbers)).toContain('RSA public key');
    for (const label of ['DH PARAMETERS', 'X9.42 DH PARAMETERS', 'DSA PARAMETERS']) {
      expect(titles(pemEncode(label, numbers))).not.toContain('RSA');
    }
  });

  it('hides a key of OpenSSH, and says how to read it', () => {
    const { exhibit } = show(pemEncode('OPENSSH PRIVATE KEY', utf8ToBytes('openssh-key-v1\0 and so on')));
    // ssh-keygen leaves a key of Ed25519 as it is, without a word.
    expect(textOf(exhibit)).toMatch(/ssh-keygen -p -m PKCS8 .*, except for Ed25519/);
    expect(textOf(exhibit)).toContain('(hidden)');
  });

  it('refuses broken PEM', () => {
    expect(() => show('-----BEGIN X-----\n')).toThrow(expect.objectContaining({ code: 'pem-unfinished' }));
  });

  it('opens strings in strings up to a bound', () => {
    let bytes = hexToBytes('3000');
    for (let i = 0; i < 3000; i++) {
      const raw = [...(bytes.length < 0x80 ? [bytes.length] : [0x82, bytes.length >> 8, bytes.length & 0xff])];
      const string = concat(new Uint8Array([0x04, ...raw]), bytes);
      const length = string.length < 0x80 ? [string.length] : [0x82, string.length >> 8, string.length & 0xff];
      if (string.length > 0x7f && string.length < 0x100) length.splice(0, 3, 0x81, string.length);
      bytes = concat(new Uint8Array([0x30, ...length]), string);
    }
    expectNamed(show(bytes).exhibit);
  });
});
