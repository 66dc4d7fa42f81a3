/** Name constraints of every form, by certificates that have nothing but names. */
import { describe, expect, it } from 'vitest';
import { ia5String, utf8String } from '../../../../src/asn1/index.ts';
import { encode } from '../../../../src/codec/index.ts';
import {
  type AttributeText,
  type Certificate,
  type Extension,
  encodedName,
  type GeneralName,
  makeExtension,
  makeName,
  type NameConstraints,
  nameConstraints,
  parseIpAddress,
} from '../../../../src/x509/index.ts';
import { judgeNameConstraints } from '../../../../src/x509/validate/name-constraints/judge.ts';
import { unsigned } from '../../../fixtures/unsigned.ts';

const dns = (value: string): GeneralName => ({ kind: 'dNSName', value });
const email = (value: string): GeneralName => ({ kind: 'rfc822Name', value });
const uri = (value: string): GeneralName => ({ kind: 'uniformResourceIdentifier', value });
const ip = (text: string): GeneralName => {
  const [address, bits] = text.split('/');
  const bytes = parseIpAddress(address)!;
  if (bits === undefined) return { kind: 'iPAddress', value: bytes };
  const mask = bytes.map((_, i) => 0xff00 >> Math.min(8, Math.max(0, Number(bits) - 8 * i)));
  return { kind: 'iPAddress', value: new Uint8Array([...bytes, ...mask]) };
};
const directory = (...rdns: (AttributeText | AttributeText[])[]): GeneralName => ({
  kind: 'directoryName',
  value: makeName(...rdns),
});
const other = (typeId: string): GeneralName => ({
  kind: 'otherName',
  value: { typeId, value: encode(utf8String, 'x') },
});

const raw = (extnID: string, value: Uint8Array): Extension => ({
  extnID,
  critical: false,
  extnValue: { kind: 'other', value },
});
const constraining = (value: NameConstraints): Extension => raw('2.5.29.30', encode(nameConstraints, value));
type Bases = readonly GeneralName[];
const subtrees = (bases: Bases) => bases.map((base) => ({ base, minimum: 0n }));
const permit = (...bases: Bases): Extension => constraining({ permittedSubtrees: subtrees(bases) });
const exclude = (...bases: Bases): Extension => constraining({ excludedSubtrees: subtrees(bases) });

const ca = (...extensions: Extension[]): Certificate => unsigned({ subject: 'ca', issuer: outside, extensions });
const outside = unsigned({ subject: 'outside' });
const leaf = (names: Bases, subject = makeName()): Certificate =>
  unsigned({
    subject: 'leaf',
    issuer: outside,
    extensions: names.length === 0 ? [] : [makeExtension('subjectAltName', false, [...names])],
    change: { subject: encodedName(subject) },
  });
const codes = (path: readonly Certificate[], left = 1000): (string | undefined)[] =>
  judgeNameConstraints(path[0], path.slice(1), { left }).map(({ outcome, code }) =>
    outcome === 'pass' ? undefined : code,
  );
const judge = (constraint: Extension, ...names: Bases): string | undefined => codes([ca(constraint), leaf(names)])[0];
const FAULT = 'name-constraints';

describe('vectors: one permitted and one excluded subtree', () => {
  /** base; name; whether a permitted subtree takes it; whether an excluded one refuses it. */
  it.each<[GeneralName, GeneralName, boolean, boolean]>([
    [dns('a.example'), dns('a.example'), true, true],
    [dns('a.example'), dns('b.A.Example'), true, true],
    [dns('A.example'), dns('c.b.a.example'), true, true],
    [dns('a.example'), dns('ba.example'), false, false],
    [dns('a.example'), dns('example'), false, false],
    [dns('localhost'), dns('test.localhost'), true, true],
    [dns('localhost'), dns('localhost'), true, true],
    [dns(''), dns('b.example'), true, true],
    [dns(''), dns('*.b.example'), true, true],
    [dns('xn--bcher-kva.example'), dns('a.XN--BCHER-KVA.example'), true, true],
    // A wildcard is permitted where all it stands for is, and excluded where any is.
    [dns('example'), dns('*.a.example'), true, true],
    [dns('a.example'), dns('*.a.example'), true, true],
    [dns('b.a.example'), dns('*.a.example'), false, true],
    [dns('c.b.a.example'), dns('*.a.example'), false, false],
    [dns('b.a.example'), dns('*.example'), false, false],
    [dns('a.example'), dns('*.example'), false, true],
    [dns('b.example'), dns('*.a.example'), false, false],
    [ip('192.0.2.0/24'), ip('192.0.2.255'), true, true],
    [ip('192.0.2.0/24'), ip('192.0.3.0'), false, false],
    [ip('192.0.2.7/25'), ip('192.0.2.1'), true, true],
    [ip('192.0.2.128/25'), ip('192.0.2.1'), false, false],
    [ip('0.0.0.0/0'), ip('10.0.0.1'), true, true],
    [ip('0.0.0.0/0'), ip('2001:db8::1'), false, false],
    [ip('2001:db8::/33'), ip('2001:db8:7fff::1'), true, true],
    [ip('2001:db8::/33'), ip('2001:db8:8000::1'), false, false],
    [ip('::/0'), ip('::ffff:10.0.0.1'), true, true],
    [email('a@mail.example'), email('a@Mail.example'), true, true],
    [email('a@mail.example'), email('A@mail.example'), false, false],
    [email('a@mail.example'), email('"a"@mail.example'), true, true],
    [email('mail.example'), email('b@mail.example'), true, true],
    [email('mail.example'), email('b@x.mail.example'), false, false],
    [email('.mail.example'), email('b@x.mail.example'), true, true],
    [email('.mail.example'), email('b@mail.example'), false, false],
    [email(''), email('b@mail.example'), true, true],
    [email('mail.example'), email('"a@other.example"@mail.example'), true, true],
    [uri('host.example'), uri('https://host.example/a'), true, true],
    [uri('host.example'), uri('https://u:p@HOST.example:8443?x'), true, true],
    [uri('host.example'), uri('https://a.host.example/'), false, false],
    [uri('.host.example'), uri('https://b.a.host.example/'), true, true],
    [uri('.host.example'), uri('https://host.example/'), false, false],
    [uri('host.example'), uri('https://evil.example/@host.example'), false, false],
    [directory(['C', 'SE']), directory(['C', 'SE'], ['CN', 'x']), true, true],
    [directory(['C', 'SE']), directory(['C', 'SE']), true, true],
    [directory(['O', 'A  b']), directory(['O', ' a B ']), true, true],
    [directory(['C', 'SE'], ['O', 'a']), directory(['C', 'SE']), false, false],
    [directory(['O', 'a']), directory(['C', 'SE'], ['O', 'a']), false, false],
    [directory(), directory(['C', 'SE']), true, true],
    [
      directory([
        ['O', 'a'],
        ['OU', 'b'],
      ]),
      directory(
        [
          ['OU', 'b'],
          ['O', 'a'],
        ],
        ['CN', 'x'],
      ),
      true,
      true,
    ],
    [
      directory([
        ['O', 'a'],
        ['OU', 'b'],
      ]),
      directory(['O', 'a'], ['OU', 'b']),
      false,
      false,
    ],
    [directory(['O', 'a/OU=b']), directory(['O', 'a'], ['OU', 'b']), false, false],
  ])('%o, %o', (base, name, permitted, excluded) => {
    expect([judge(permit(base), name), judge(exclude(base), name)]).toEqual([
      permitted ? undefined : FAULT,
      excluded ? FAULT : undefined,
    ]);
  });
});

describe('vectors', () => {
  it('restricts only the forms of names that are there', () => {
    expect(judge(permit(ip('192.0.2.0/24'), email('a@b.example'), directory(['C', 'SE'])), dns('a.example'))).toBe(
      undefined,
    );
    expect(judge(exclude(other('1.2.3')), dns('a.example'))).toBe(undefined);
    expect(judge(permit(dns('a.example')))).toBe(undefined);
  });

  it('lets no permitted name outweigh an excluded one, nor one good name a bad one', () => {
    const both = constraining({
      permittedSubtrees: subtrees([dns('a.example')]),
      excludedSubtrees: subtrees([dns('b.a.example')]),
    });
    expect(judge(both, dns('a.example'))).toBe(undefined);
    expect(judge(both, dns('b.a.example'))).toBe(FAULT);
    expect(judge(both, dns('a.example'), dns('c.example'))).toBe(FAULT);
  });

  it('intersects what the CAs of a path permit, and adds up what they exclude', () => {
    const path = (...extensions: readonly Extension[]) => [
      ...extensions.map((one) => ca(one)),
      leaf([dns('a.example')]),
    ];
    expect(codes(path(permit(dns('a.example'), dns('b.example')), permit(dns('b.example'))))).toEqual([
      undefined,
      FAULT,
    ]);
    expect(codes(path(permit(dns('b.example')), permit(dns('a.example'))))).toEqual([undefined, FAULT]);
    expect(codes(path(exclude(dns('a.example')), exclude(dns('b.example'))))).toEqual([undefined, FAULT]);
    expect(codes(path(permit(dns('example')), permit(dns('a.example'))))).toEqual([undefined, undefined]);
  });

  it('does not apply constraints to the certificate that carries them, but to every other below', () => {
    const self = unsigned({
      subject: 'ca',
      issuer: outside,
      extensions: [permit(dns('a.example')), makeExtension('subjectAltName', false, [dns('c.example')])],
    });
    expect(codes([outside, self, leaf([dns('a.example')])])).toEqual([undefined]);
    expect(codes([ca(permit(dns('a.example'))), self, leaf([dns('a.example')])])).toEqual([FAULT, undefined]);
    expect(judgeNameConstraints(undefined, [leaf([dns('a.example')])], { left: 0 })).toEqual([]);
  });

  it('passes over self-issued certificates, but for the last', () => {
    const selfIssued = unsigned({
      subject: 'same',
      extensions: [makeExtension('subjectAltName', false, [dns('c.example')])],
    });
    const anchor = ca(permit(dns('a.example')));
    expect(codes([anchor, selfIssued, leaf([dns('a.example')])])).toEqual([undefined]);
    expect(codes([anchor, selfIssued])).toEqual([FAULT]);
  });

  it('applies directoryName to the subject', () => {
    const anchor = ca(permit(directory(['C', 'SE'])));
    expect(codes([anchor, leaf([], makeName(['C', 'SE'], ['CN', 'x']))])).toEqual([undefined]);
    expect(codes([anchor, leaf([], makeName(['C', 'NO']))])).toEqual([FAULT]);
    expect(codes([anchor, leaf([directory(['C', 'SE'])], makeName(['C', 'NO']))])).toEqual([FAULT]);
  });

  it('applies rfc822Name to emailAddress in the subject where there is no rfc822Name', () => {
    const anchor = ca(permit(email('good.example')));
    const subject = makeName(['CN', 'x'], ['emailAddress', 'a@bad.example']);
    expect(codes([anchor, leaf([], subject)])).toEqual([FAULT]);
    expect(codes([anchor, leaf([dns('a.example')], subject)])).toEqual([FAULT]);
    expect(codes([anchor, leaf([email('a@good.example')], subject)])).toEqual([undefined]);
    expect(codes([anchor, leaf([], makeName(['emailAddress', 'a@good.example']))])).toEqual([undefined]);
  });

  it('never takes a common name for a DNS name', () => {
    expect(codes([ca(permit(dns('a.example'))), leaf([], makeName(['CN', 'b.example']))])).toEqual([undefined]);
  });
});

describe('misuse: what cannot be judged', () => {
  it.each<[string, GeneralName, GeneralName]>([
    ['a leading dot', dns('.a.example'), dns('b.a.example')],
    ['a trailing dot', dns('a.example.'), dns('a.example')],
    ['a wildcard', dns('*.a.example'), dns('b.a.example')],
    ['an empty label', dns('a..example'), dns('a.example')],
    ['a mask with a hole', { kind: 'iPAddress', value: new Uint8Array([10, 0, 0, 0, 255, 0, 255, 0]) }, ip('10.0.0.1')],
    ['two @', email('a@b@c.example'), email('a@c.example')],
    ['a mailbox without a local part', email('@c.example'), email('a@c.example')],
    ['two dots before a domain', email('..c.example'), email('a@b.c.example')],
    ['a URI in place of its host', uri('https://a.example'), uri('https://a.example')],
    ['an address in place of a host', uri('192.0.2.1'), uri('https://a.example')],
    ['a port', uri('a.example:443'), uri('https://a.example')],
  ])('a malformed constraint: %s', (_, base, name) => {
    expect(judge(permit(base), name)).toBe('name-constraints-malformed');
    expect(judge(exclude(base), name)).toBe('name-constraints-malformed');
    expect(judge(exclude(base), directory(['C', 'SE']))).toBe(undefined);
  });

  it.each<[string, GeneralName, GeneralName]>([
    ['a leading dot', dns('example'), dns('.a.example')],
    ['a trailing dot', dns('example'), dns('a.example.')],
    ['a wildcard alone', dns('example'), dns('*')],
    ['a wildcard within a label', dns('example'), dns('a*.example')],
    ['a wildcard within', dns('example'), dns('a.*.example')],
    ['nothing', dns('example'), dns('')],
    ['a null character', dns('example'), dns('evil.test\0.example')],
    ['two @', email('a.example'), email('b@c@a.example')],
    ['no @', email('a.example'), email('a.example')],
    ['a name before the address', email('a.example'), email('B <b@a.example>')],
    ['a URI without an authority', uri('a.example'), uri('urn:x')],
    ['a URI with an address', uri('a.example'), uri('https://192.0.2.1/')],
    ['a URI with an IPv6 address', uri('a.example'), uri('https://[::1]/')],
    ['a URI without a host', uri('a.example'), uri('file:///etc/passwd')],
    ['a URI with an escape in its host', uri('a.example'), uri('https://%61.example/')],
    ['a URI with a backslash', uri('a.example'), uri('https://evil.test\\.a.example/')],
    ['a URI with a backslash before the @', uri('a.example'), uri('https://evil.test\\@a.example/')],
    ['a URI with a null character', uri('.example'), uri('https://evil.test\0@a.example/')],
    ['a URI with a newline', uri('.example'), uri('https://evil.test\n@a.example/')],
    ['a URI with a space', uri('.example'), uri('https://evil.test @a.example/')],
    ['a SIP URI, which has no authority', uri('a.example'), uri('sip:a.example')],
  ])('a malformed name: %s', (_, base, name) => {
    expect(judge(permit(base), name)).toBe(FAULT);
    expect(judge(exclude(base), name)).toBe(FAULT);
  });

  it('refuses forms that are not processed, where such a name is there', () => {
    expect(judge(exclude(other('1.2.3')), other('1.2.3'))).toBe('name-constraints-unsupported');
    expect(judge(permit(other('1.2.3')), other('1.2.3'))).toBe('name-constraints-unsupported');
    expect(judge(exclude(other('1.2.3')), other('1.2.4'))).toBe(undefined);
    const registered: GeneralName = { kind: 'registeredID', value: '1.2.3' };
    expect(judge(permit(registered), registered)).toBe('name-constraints-unsupported');
    const mailbox = other('1.3.6.1.5.5.7.8.9');
    expect(judge(permit(email('a.example')), mailbox)).toBe('name-constraints-unsupported');
    expect(judge(permit(dns('a.example')), mailbox)).toBe(undefined);
  });

  it.each([{ minimum: 1n }, { minimum: 0n, maximum: 0n }, { minimum: 0n, maximum: 5n }])('refuses %o', (range) => {
    const constraint = constraining({ permittedSubtrees: [{ base: dns('a.example'), ...range }] });
    expect(judge(constraint, dns('a.example'))).toBe('nc-minimum-maximum');
    expect(judge(constraint, ip('10.0.0.1'))).toBe(undefined);
  });

  it.each<[string, Uint8Array]>([
    ['not a sequence', encode(ia5String, 'x')],
    ['an address without a mask', new Uint8Array([48, 10, 160, 8, 48, 6, 135, 4, 10, 0, 0, 0])],
    ['an empty list', new Uint8Array([48, 2, 160, 0])],
  ])('refuses a malformed value whatever names are there: %s', (_, value) => {
    expect(judge(raw('2.5.29.30', value))).toBe('name-constraints-malformed');
  });

  it('refuses constraints without any', () => expect(judge(constraining({}))).toBe('nc-empty'));

  it('blames the CA for its constraints, and the certificate for its names', () => {
    const path = [ca(permit(dns('.a'))), leaf([dns('a')])] as const;
    expect(judgeNameConstraints(path[0], [path[1]], { left: 9 })[0].certificate).toBe(path[0]);
    const other = [ca(permit(dns('a'))), leaf([dns('b')])] as const;
    expect(judgeNameConstraints(other[0], [other[1]], { left: 9 })[0].certificate).toBe(other[1]);
  });

  it('compares no more than the budget allows, and counts it over all certificates', () => {
    const anchor = ca(permit(...Array.from({ length: 10 }, (_, i) => dns(`a${i}`))));
    const names = Array.from({ length: 10 }, () => dns('a9'));
    expect(codes([anchor, leaf(names)], 100)).toEqual([undefined]);
    expect(codes([anchor, leaf(names)], 99)).toEqual(['comparison-limit']);
    const middle = unsigned({
      subject: 'm',
      issuer: outside,
      extensions: [makeExtension('subjectAltName', false, names)],
    });
    expect(codes([anchor, middle, leaf(names)], 199)).toEqual([undefined, 'comparison-limit']);
  });
});

it('says what of emailAddress the RFC asks, and what is beyond it', () => {
  const path = (names: Bases) => [
    ca(permit(email('good.example'))),
    leaf(names, makeName(['emailAddress', 'a@bad.example'])),
  ];
  const rule = ([anchor, below]: readonly Certificate[]) => judgeNameConstraints(anchor, [below], { left: 9 })[0].rule;
  expect(rule(path([]))).toBe('RFC 5280 §6.1.3 (b)');
  expect(rule(path([dns('a.example')]))).toMatch(/^Not in RFC 5280/);
});
