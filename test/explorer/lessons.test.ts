/** Lessons: what they state is computed, their exercises take their own answers, and both languages have the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lessons } from '../../scripts/explorer/lessons.ts';
import { handshakeExhibit, recordHandshake } from '../../src/explain/index.ts';
import { isRightAnswer } from '../../src/explorer/lessons/answers.ts';
import { LESSON_FACTS, lessonFact } from '../../src/explorer/lessons/facts.ts';
import { partsInChinese } from '../../src/explorer/lessons/labels.ts';
import { parseAddress } from '../../src/explorer/read-address.ts';
import { SAMPLES } from '../../src/explorer/samples/embedded.ts';
import { handshakeSettings } from '../../src/explorer/work/handshake.ts';
import { ATTACKS } from '../../src/lab/index.ts';
import { extensionValue, readCertificatesPem } from '../../src/x509/index.ts';
import { clientOptions, Pair, serverOptions } from '../tls/parties.ts';

const FOLDER = resolve(import.meta.dirname, '../../src/explorer/lessons');
const sources = new Map(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.md'))
    .map((name) => [name.replace(/\.md$/, ''), readFileSync(join(FOLDER, name), 'utf8')]),
);
const rendered = await lessons();
const factsIn = (text: string): string[] => [...text.matchAll(/\{\{([\w.]+)\}\}/g)].map(([, name]) => name);

describe('lessons', () => {
  it('state what the engine computes', () => {
    // FIPS 180-2 appendix B.1.
    expect(LESSON_FACTS['hash.abc']).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    // SP 800-38D §7.1 steps 3 and 6: the text begins at inc32(J0), the tag is masked by J0.
    expect(LESSON_FACTS).toMatchObject({ 'secret.textCounters': '2, 3, 4', 'secret.maskCounter': '1' });
    expect(LESSON_FACTS).toMatchObject({ 'certificate.valid': 'yes', 'certificate.forged': 'no', 'server.isCA': 'no' });
    expect(LESSON_FACTS['certificate.spoiled']).toBe('no');
    // FIPS 180-2 appendix B.1, H(0), the variables after t = 63, and H(1).
    expect(LESSON_FACTS).toMatchObject({
      ...{ 'hash.startA': '6a09e667', 'hash.lastA': '506e3058', 'hash.sumA': 'ba7816bf' },
      ...{ 'hash.startB': 'bb67ae85', 'hash.lastB': 'd39a2165', 'hash.sumB': '8f01cfea' },
      'hash.sixty.blocks': '2',
      ...{ 'hash.preimage': '2²⁵⁶', 'hash.collision': '2¹²⁸', 'hash.pairs': '2²⁵⁵' },
    });
    for (const [name, source] of sources) {
      // No digest, date or name of the samples is written by hand.
      expect(source, name).not.toMatch(/[0-9a-f]{16}|\b20(26|27|36)-\d\d/);
      expect(factsIn(source).length, name).toBeGreaterThan(3);
    }
  });

  it('compute with small numbers as textbooks do', () => {
    // RFC 4231 §4.3; FIPS 197 §5; y² = x³ + 2x + 2 modulo 17, where 2·(5, 1) = (6, 3).
    expect(LESSON_FACTS).toMatchObject({
      'secret.hmacStart': '5bdcc146bf60754e',
      'secret.aes128Rounds': '10',
      'secret.aes192Rounds': '12',
      'secret.aes256Rounds': '14',
      'rsa.n': '3233',
      'rsa.verified': '65',
      'rsa.digits2048': '617',
      'agreement.twoGx': '6',
      'agreement.twoGy': '3',
      'agreement.ladderSteps': '255',
      'agreement.orderBitsPower': '2²⁵⁶',
      'attack.factor': '53',
    });
  });

  it('tell which bytes of a certificate are signed', () => {
    const [server, ca] = readCertificatesPem(SAMPLES.server);
    const [start, ...more] = [...server.der.keys()].filter((at) =>
      server.signedBytes.every((byte, i) => server.der[at + i] === byte),
    );
    // Before them stand the outermost tag and length; after them the algorithm and the signature.
    expect([start, more]).toEqual([4, []]);
    expect(LESSON_FACTS['certificate.unsigned']).toBe(`${server.der.length - server.signedBytes.length}`);
    expect(extensionValue(ca.extensions, 'keyUsage')).toEqual(['keyCertSign', 'cRLSign']);
    expect(extensionValue(server.extensions, 'keyUsage')).toEqual(['digitalSignature']);
    expect(extensionValue(server.extensions, 'extKeyUsage')).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(LESSON_FACTS['certificate.broken']).toBe('validity');
  });

  it('tell who says what in a session, and what travels in clear', () => {
    expect(LESSON_FACTS).toMatchObject({
      'session.count': '16',
      'session.turn1': '1 ClientHello',
      'session.turn2':
        '2 ServerHello, 3 ChangeCipherSpec, 4 EncryptedExtensions, 5 CertificateRequest, 6 Certificate, 7 CertificateVerify, 8 Finished',
      'session.turn3': '9 ChangeCipherSpec, 10 Certificate, 11 CertificateVerify, 12 Finished, 13 application data',
      'session.turn4': '14 application data',
      'session.handshakeEnd': '12',
      'session.clear': '1, 2, 3, 9',
      'session.dialled': 'kubernetes',
    });
    expect(LESSON_FACTS).not.toHaveProperty('session.turn7');
  });

  it.each([
    ['bad-ca', 'session.otherCa', 'unknown_ca', 'client'],
    ['expired', 'session.expired', 'certificate_expired', 'client'],
    ['tampered', 'session.tampered', 'bad_record_mac', 'server'],
    ['no-client-cert', 'session.noCertificate', 'certificate_required', 'server'],
  ])('tell who ends a session with the fault %s, and how', async (fault, fact, alert, sender) => {
    expect(LESSON_FACTS[fact]).toBe(alert);
    const { parts } = handshakeExhibit(await recordHandshake(handshakeSettings({ fault })));
    const [sequence] = parts.filter((part) => part.kind === 'sequence');
    const last = sequence.arrows.at(-1)!;
    expect([sequence.actors[last.from], last.label]).toEqual([sender, `Alert ${alert}`]);
    const sent = sequence.arrows.filter(({ from }) => sequence.actors[from] === 'client').map(({ label }) => label);
    // A client that refuses the server has sent neither its certificate nor the request.
    if (sender === 'client') expect(sent).toEqual(['ClientHello', `Alert ${alert}`]);
    // One without a certificate sends an empty message and no signature; the alert comes before it sends the request.
    if (fault === 'no-client-cert')
      expect(sent).toEqual(['ClientHello', 'ChangeCipherSpec', 'Certificate', 'Finished']);
    if (fault === 'tampered') expect(sent.at(-1)).toBe('application data');
  });

  it('a client whose ClientHello was changed on the way cannot open the first encrypted message', () => {
    const suites = { ciphers: ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'] } as const;
    let isFirst = true;
    const pair = new Pair(clientOptions(suites), serverOptions(suites), (bytes, from) => {
      if (from === 'server' || !isFirst) return [bytes];
      isFirst = false;
      const changed = Uint8Array.from(bytes);
      // RFC 8446 §4.1.2: the random value begins after the headers of record and message, and the version.
      changed[5 + 4 + 2] ^= 1;
      return [changed];
    }).handshake();
    expect(pair.client.error).toMatchObject({ code: 'bad-record-mac' });
    expect(pair.server.error).toMatchObject({ alert: 'bad_record_mac' });
  });

  it('answer yes or no in the language of the reader', () => {
    expect(lessonFact('certificate.valid', 'zh')).toBe('是的');
    expect(lessonFact('certificate.forged', 'zh')).toBe('不是');
    expect([lessonFact('ca.isCA', 'zh'), lessonFact('server.isCA', 'zh')]).toEqual(['可以', '不可以']);
    expect(lessonFact('ca.self', 'en')).toBe('yes');
    expect(() => lessonFact('toString', 'en')).toThrow('no fact');
  });

  it('name attacks of the lab that there are', () => {
    for (const [name, source] of sources)
      for (const [, attack] of source.matchAll(/(?:`vitrine lab |#\/lab\?attack=)([a-z0-9-]+)/g))
        expect(
          ATTACKS.map((row) => row.name),
          name,
        ).toContain(attack);
  });

  it('have the same facts, exhibits and numbers of exercises in both languages', () => {
    const names = [...sources.keys()].filter((name) => name.endsWith('.en'));
    expect(names).toHaveLength(8);
    for (const name of names) {
      const [english, chinese] = [sources.get(name)!, sources.get(name.replace('.en', '.zh-CN'))!];
      const exhibits = (text: string): string[] => text.match(/^```exhibit .*$/gm) ?? [];
      expect(exhibits(chinese), name).toEqual(exhibits(english));
      expect(new Set(factsIn(chinese)), name).toEqual(new Set(factsIn(english)));
      expect(chinese.match(/^```exercise$/gm), name).toHaveLength(english.match(/^```exercise$/gm)!.length);
    }
  });

  it('read without JavaScript: every value, exhibit and answer is in the HTML', () => {
    for (const { name, html } of rendered) {
      expect(html, name).not.toMatch(/\{\{|```|undefined/);
      expect(html.match(/class="exercise"/g)!.length, name).toBeGreaterThan(2);
      expect(html, name).toContain('class="live"');
      for (const [, text] of html.matchAll(/data-answers="([^"]+)"/g)) {
        const answers = text.replaceAll('&#39;', "'").split('|');
        expect(answers.filter((one) => !isRightAnswer(` ${one.toUpperCase()}. `, answers))).toEqual([]);
        // Of two words that a question offers, one is wrong.
        for (const pair of [
          ['yes', 'no'],
          ['能', '不能'],
          ['要', '不要'],
          ['相同', '不同'],
          ['是', '不是'],
        ])
          expect(
            pair.every((one) => isRightAnswer(one, answers)),
            `${pair}: ${answers}`,
          ).toBe(false);
      }
    }
  });

  it('in Chinese have their exhibits in Chinese, but for the names that the standards give', () => {
    for (const { name, html } of rendered.filter(({ language }) => language === 'zh')) {
      const texts = [
        ...html.matchAll(/<(h\d|dt|th|td|span class="(?:note|name|summary)"|b|output|li|small)\b[^>]*>([^<]+)</g),
      ];
      // Four words of small letters are a sentence; the names in standards are shorter.
      const english = texts.map(([, , text]) => text).filter((text) => /(?:\b[a-z’]+ ){3}[a-z’]+/.test(text));
      expect(english, name).toEqual([]);
    }
  });

  it('in Chinese tell in Chinese what the script adds to a row', () => {
    expect(rendered.find(({ name }) => name === '01-hash.zh-CN')!.html).toContain(
      'data-fresh="新算的" data-moved="原来的"',
    );
  });

  it('in Chinese keep the names of messages, in tables too', async () => {
    const parts = partsInChinese(handshakeExhibit(await recordHandshake(handshakeSettings({}))).parts, true);
    const cells = parts.flatMap((part) => (part.kind === 'table' ? part.rows.flat() : []));
    expect(cells).toContain('Certificate');
    expect(cells).not.toContain('证书');
  });

  it('link to rooms that are there', () => {
    for (const [name, source] of sources) {
      for (const [, address] of source.matchAll(/\]\((#[^)]+)\)/g)) {
        const { room, settings } = parseAddress(address);
        expect(address, name).toContain(`#/${room}`);
        if (room === 'lessons') expect([...sources.keys()]).toContain(`${settings['lesson']}.en`);
      }
    }
  });
});
