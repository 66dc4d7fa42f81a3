/** Lessons: what they state is computed, their exercises take their own answers, and both languages have the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lessons } from '../../scripts/explorer/lessons.ts';
import { parseAddress } from '../../src/explorer/address.ts';
import { LESSON_FACTS } from '../../src/explorer/lessons/facts.ts';
import { ATTACKS } from '../../src/lab/index.ts';

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
    // FIPS 180-2 appendix B.1; the digest of the empty message is NIST's, too.
    expect(LESSON_FACTS['hash.abc']).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(LESSON_FACTS['hash.zeros3.digest']).toMatch(/^000/);
    expect(LESSON_FACTS).toMatchObject({ 'certificate.valid': 'yes', 'certificate.forged': 'no', 'server.isCA': 'no' });
    // FIPS 180-2 appendix B.1, H(0), the variables after t = 63, and H(1); RFC 8446 §6.
    expect(LESSON_FACTS).toMatchObject({
      ...{ 'hash.startA': '6a09e667', 'hash.lastA': '506e3058', 'hash.sumA': 'ba7816bf' },
      ...{ 'session.dialled': 'kubernetes', 'session.expired': 'certificate_expired' },
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

  it('name attacks of the lab that there are', () => {
    for (const [name, source] of sources)
      for (const [, attack] of source.matchAll(/`vitrine lab ([a-z0-9-]+)`/g))
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
      for (const [, answers] of html.matchAll(/data-answers="([^"]+)"/g)) expect(answers.length).toBeGreaterThan(0);
    }
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
