/** Reference identifiers other than hosts (RFC 9525 §6; hosts are in names/general-name.test.ts). */
import { describe, expect, it } from 'vitest';
import { ia5String, utf8String } from '../../../src/asn1/index.ts';
import { encode } from '../../../src/codec/index.ts';
import { asciiDnsName, type GeneralName, matchesName, type ReferenceIdentifier } from '../../../src/x509/index.ts';
import { codeOf } from '../../fixtures/key-vectors.ts';

const uri = (value: string): GeneralName => ({ kind: 'uniformResourceIdentifier', value });
const email = (value: string): GeneralName => ({ kind: 'rfc822Name', value });
const other = (typeId: string, value: Uint8Array): GeneralName => ({ kind: 'otherName', value: { typeId, value } });
const srv = (value: string): GeneralName => other('1.3.6.1.5.5.7.8.7', encode(ia5String, value));

describe('vectors', () => {
  it.each<[ReferenceIdentifier, GeneralName, boolean]>([
    [{ uri: 'sips://voice.example.edu' }, uri('sips://voice.example.edu'), true],
    [{ uri: 'SIPS://voice.example.edu/a' }, uri('sips://Voice.Example.edu:5061/b'), true],
    [{ uri: 'sip://voice.example.edu' }, uri('sips://voice.example.edu'), false],
    [{ uri: 'sips://voice.example.edu' }, uri('sips://*.example.edu'), false],
    [{ uri: 'sips://voice.example.edu' }, { kind: 'dNSName', value: 'voice.example.edu' }, false],
    [{ uri: 'https://a.example' }, uri('https://a.example@evil.example/'), false],
    [{ uri: 'https://a.example' }, uri('https://evil.example/https://a.example'), false],
    [{ uri: 'https://a.example' }, uri('https://a.example\\.evil.example'), false],
    [{ uri: 'https://a.example' }, uri('https://evil.example\\@a.example'), false],
    [{ uri: 'https://a.example' }, uri('https://evil.example\0@a.example'), false],
    [{ uri: 'https://a.example' }, uri('https://x y@a.example'), false],
    [{ uri: 'https://a.example' }, uri('https://me:%20@a.example:8443/b?c'), true],
    // RFC 9525 §6 has this reference identifier; RFC 3261 §25.1 says which part is the host.
    [{ uri: 'sip:voice.college.example' }, uri('sip:voice.college.example'), true],
    [{ uri: 'sip:voice.college.example' }, uri('SIP:alice;day=1@Voice.College.example:5060;transport=tcp?a=b'), true],
    [{ uri: 'sip:voice.college.example' }, uri('sip:alice@evil.example;x=@voice.college.example'), false],
    [{ uri: 'sip:voice.college.example' }, uri('sips:voice.college.example'), false],
    [{ srv: '_imaps.mail.example' }, srv('_IMAPS.mail.Example'), true],
    [{ srv: '_imaps.mail.example' }, srv('_imap.mail.example'), false],
    [{ srv: '_imaps.mail.example' }, srv('_imaps.*.example'), false],
    [{ srv: '_imaps.mail.example' }, other('1.3.6.1.5.5.7.8.7', encode(utf8String, '_imaps.mail.example')), false],
    [{ srv: '_imaps.mail.example' }, other('1.2.3', encode(ia5String, '_imaps.mail.example')), false],
    [{ srv: '_imaps.mail.example' }, { kind: 'dNSName', value: '_imaps.mail.example' }, false],
    [{ email: 'a.b@mail.example' }, email('a.b@MAIL.example'), true],
    [{ email: 'a.b@mail.example' }, email('A.b@mail.example'), false],
    [{ email: 'a.b@mail.example' }, email('"a.b"@mail.example'), true],
    [{ email: 'a.b@mail.example' }, email('mail.example'), false],
    [{ email: 'a.b@mail.example' }, email('<a.b@mail.example>'), false],
    [{ email: 'a.b@mail.example' }, email('x@a.b@mail.example'), false],
    [{ dns: 'a.example' }, uri('https://a.example'), false],
    [{ ip: '192.0.2.1' }, { kind: 'dNSName', value: '192.0.2.1' }, false],
    [{ ip: '192.0.2.1' }, { kind: 'iPAddress', value: new Uint8Array([192, 0, 2, 1]) }, true],
  ])('%o against %o: %s', (wanted, presented, expected) => {
    expect(matchesName(wanted, [presented])).toBe(expected);
  });
});

describe('misuse', () => {
  it.each<ReferenceIdentifier>([
    { uri: 'urn:uuid:1' },
    { uri: 'sip:192.0.2.1' },
    { uri: 'mailto:voice.example.edu' },
    { uri: 'https://192.0.2.1/' },
    { uri: 'https://[::1]/' },
    { uri: 'https:///x' },
    { srv: 'imaps.mail.example' },
    { srv: '_imaps' },
    { email: 'mail.example' },
    { email: '@mail.example' },
    { email: 'a@[192.0.2.1]' },
    { email: 'möller@mail.example' },
    { email: `${'a'.repeat(65)}@mail.example` },
    { email: '"a@mail.example' },
  ])('refuses %o', (wanted) => expect(codeOf(() => matchesName(wanted, []))).toBe('out-of-range'));

  // The platform's URL would take only a part of each text for the host.
  it.each([
    ...[
      'ü@a.example',
      'ü:x@a.example',
      'a.example/ü',
      'a.example?ü',
      'a.example#ü',
      'a.example\\ü',
      'a.ex\tample。',
      'a%2eexample。',
    ],
    // Characters that UTS #46 drops.
    `${'\u00ad'.repeat(253)}a.example`,
  ])('takes no DNS name from %o', (text) => {
    expect(asciiDnsName(text)).toBeUndefined();
    expect(codeOf(() => matchesName({ dns: text }, []))).toBe('out-of-range');
  });

  it('takes one with U-labels', () => expect(asciiDnsName('ü.example。')).toBe('xn--tda.example'));

  it('wants one kind of name', () => {
    expect(codeOf(() => matchesName({ dns: 'a.example', email: 'a@a.example' } as never, []))).toBe('unknown-option');
  });
});
