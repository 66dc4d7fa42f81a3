/** What the lab shows of a running attack. */
import { describe, expect, it } from 'vitest';
import { ATTACKS_CHINESE } from '../../../src/explorer/page/rooms/lab/chinese.ts';
import { courseLine, type Standings, withStanding } from '../../../src/explorer/page/rooms/lab/standings.ts';
import { labJob } from '../../../src/explorer/work/lab.ts';
import type { Standing } from '../../../src/explorer/work/standing.ts';
import { ATTACKS } from '../../../src/lab/index.ts';

const standing = (count: number, value: number): Standing => ({
  ...{ target: 'broken', count, unit: 'questions', note: '' },
  gauge: { kind: 'open-bits', value, whole: 128 },
});

describe('the course of an attack', () => {
  it('is a falling line, whatever the number of reports', () => {
    let standings: Standings = {};
    for (let i = 0; i <= 5000; i++) standings = withStanding(standings, standing(i, 128 - i / 50));
    const { course, last } = standings.broken!;
    expect(course.length).toBeLessThanOrEqual(401);
    expect(course[0]).toEqual([0, 128]);
    expect(course.at(-1)).toEqual([5000, 28]);
    expect(last.count).toBe(5000);
    expect(courseLine(standings.broken!, 300, 48)).toMatch(/^M0\.0 0\.0L.*L300\.0 48\.0$/);
  });

  it('reaches the ground at the value that it must fall to', () => {
    const at = (count: number, value: number): Standing => ({
      ...standing(count, value),
      gauge: { kind: 'row-bits', value, whole: 511, goal: 479 },
    });
    const { broken } = withStanding(withStanding({}, at(0, 511)), at(100, 495));
    expect(courseLine(broken!, 300, 48)).toBe('M0.0 0.0L300.0 24.0');
  });

  it('has no line without a gauge', () => {
    const { broken } = withStanding({}, { target: 'broken', count: 2, unit: 'messages', note: 'seen' });
    expect([broken!.course, courseLine(broken!, 300, 48)]).toEqual([[], '']);
  });

  it('is told several times a second, and at the end whether the attacker has won', async () => {
    const told: Standing[] = [];
    const onProgress = (_: number, __?: string, one?: Standing) => void (one && told.push(one));
    const { html } = await labJob(
      { name: 'early-return', seed: 'lab', language: 'zh' },
      { onProgress, loadParts: async () => undefined },
    );
    const broken = told.filter(({ target }) => target === 'broken');
    expect(broken.length).toBeGreaterThan(16);
    expect(broken.at(-1)).toMatchObject({ won: true, gauge: { kind: 'open-bytes', value: 0, whole: 16 } });
    const engine = told.filter(({ target }) => target === 'engine');
    expect(engine.at(-1)).toMatchObject({ won: false, gauge: { value: 16, whole: 16 } });
    for (const act of ['1. 坏在哪里', '2. 攻击怎样进行', '3. 赢得了什么', '4. 什么挡住了它', '本引擎，src/'])
      expect(html).toContain(act);
    expect(html).toContain('<pre class="listing"');
    expect(html).toContain('碰到第一个不同就停');
    // In another language it is told again, and nothing is run.
    const before = told.length;
    const english = { name: 'early-return', seed: 'lab', language: 'en', isRetold: true } as const;
    const again = await labJob(english, { onProgress, loadParts: async () => undefined });
    expect(again.html).toContain('stops at the first difference');
    expect([again.language, told.length]).toEqual(['en', before]);
  });
});

describe('an attack that was run', () => {
  it('runs once more when it is asked for again in the same language', async () => {
    let told = 0;
    const tools = { onProgress: () => void told++, loadParts: async () => undefined };
    const input = { name: 'early-return', seed: 'twice', language: 'en', isRetold: false } as const;
    const first = await labJob(input, tools);
    const before = told;
    expect(await labJob(input, tools)).toEqual(first);
    expect(told).toBe(2 * before);
  });
});

describe('a seed', () => {
  it('that is too long is refused by its name', async () => {
    const input = { name: 'gcm-nonce', seed: 'x'.repeat(5000), language: 'en' } as const;
    const tools = { onProgress: () => undefined, loadParts: async () => undefined };
    await expect(labJob(input, tools)).rejects.toMatchObject({ argument: 'seed', fault: 'characters' });
  });
});

describe('the texts', () => {
  it('every attack has its Chinese', () => {
    expect(Object.keys(ATTACKS_CHINESE)).toEqual(ATTACKS.map(({ name }) => name));
    for (const { title, summary, usualName, unit } of Object.values(ATTACKS_CHINESE))
      for (const text of [title, summary, usualName, unit]) expect(text).not.toMatch(/^$|。$/);
  });
});
