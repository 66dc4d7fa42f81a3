/** Each attack wins against its broken variant, and loses against the engine. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXCERPTS_FILE, excerptsModule } from '../../scripts/lab/excerpts.ts';
import { type Part, renderHtml, renderJson, renderText } from '../../src/explain/index.ts';
import { chinese } from '../../src/explorer/lessons/labels.ts';
import { attackText } from '../../src/explorer/work/attacks-in-chinese.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { stricterAnswers } from '../../src/lab/attacks/bleichenbacher-1998.ts';
import { ATTACKS, type AttackProgress, attackExhibit, runAttack, TARGETS, type Target } from '../../src/lab/index.ts';

/** The size at which an attack is tested, where it is not its own: small here; the whole table (`INTEROP=all`) has the long ones. */
const QUICK: Readonly<Record<string, number>> = {
  'bleichenbacher-1998': 512,
  'ecdsa-nonce-biased': 64,
  fermat: 1024,
  'rsa-crt-fault': 1024,
  'shared-primes': 12,
};
const LONG: Readonly<Record<string, number>> = { 'bleichenbacher-1998': 1024, 'ecdsa-nonce-biased': 16 };

const isWhole = process.env['INTEROP'] === 'all';
/** A seed for which Bleichenbacher's attack needs about 3,000 questions. Half of the others take more than 30,000: see docs/lab.md. */
const SEED = 'lab';
/** One for which it needs 2,000 at the small size. */
const SMALL_SEED = 'lab 4';
const seedOf = (name: string): string => (name === 'bleichenbacher-1998' && !isWhole ? SMALL_SEED : SEED);
/** What wins at the long size wins by what the engine has not at any: against it the small size tells as much. */
const sizesOf = (target: Target) => (isWhole && target === 'broken' ? { ...QUICK, ...LONG } : QUICK);

/** What of an attack has no Chinese: sentences, in a page where it can run. */
function inEnglish(part: Part): string[] {
  const isEnglish = (text: unknown): text is string =>
    typeof text === 'string' && /[a-z]{2,} [a-z]{2,} [a-z]{2,}/.test(attackText(chinese(text)));
  switch (part.kind) {
    case 'prose':
      return [part.text].filter(isEnglish);
    case 'section':
      return [part.title].filter(isEnglish).concat(part.parts.flatMap(inEnglish));
    case 'facts':
      return [part.title, ...part.rows.map(({ label }) => label)].filter(isEnglish);
    case 'table':
      return [part.title, ...part.columns].filter(isEnglish);
    default:
      return [];
  }
}
it('gcm-nonce wins whatever the seed: zeros that are not H are told from it', async () => {
  const { load } = ATTACKS.find(({ name }) => name === 'gcm-nonce')!;
  const attack = await load();
  // The polynomials of these seeds have several zeros.
  for (const seed of ['lab 1', 'lab 2', 'lab 4']) {
    const given = { target: 'broken', random: seededRandom(seed) } as const;
    expect((await runAttack(attack, given, { onProgress: () => undefined })).won, seed).toBe(true);
  }
});

const isLive = (name: string): boolean => ATTACKS.some((row) => row.name === name && row.live);

const run = async (name: string, target: Target, seed = seedOf(name)) => {
  const attack = await ATTACKS.find((row) => row.name === name)!.load();
  return runAttack(attack, { target, random: seededRandom(seed), size: sizesOf(target)[name] });
};

/** Without the one that takes seconds: a hundred thousand records. */
const CHOSEN = ATTACKS.map(({ name }) => name).filter((name) => isWhole || name !== 'lucky13');

describe.each(CHOSEN)('%s', { timeout: 240_000 }, (name) => {
  it('wins against its broken variant', async () => {
    const outcome = await run(name, 'broken');
    expect(outcome.won).toBe(true);
    expect(outcome.count).toBeGreaterThan(0);
    if (isLive(name)) expect([...outcome.course, ...outcome.result].flatMap(inEnglish)).toEqual([]);
    if (name !== 'bleichenbacher-1998') return;
    expect(outcome.count).toBeLessThanOrEqual(60_000);
    const answers = outcome.course.find((part) => part.kind === 'facts' && part.title === 'The answers');
    const [yes, padded, exact] = answers?.kind === 'facts' ? answers.rows.map(({ value }) => Number(value)) : [];
    // About one for each bit of the modulus.
    expect(yes).toBeGreaterThan(isWhole ? 900 : 450);
    expect(padded).toBeLessThan(yes);
    expect(exact).toBeLessThan(padded);
  });

  it('loses against the engine', async () => {
    const outcome = await run(name, 'engine');
    expect(outcome.won).toBe(false);
    if (isLive(name)) expect([...outcome.course, ...outcome.result].flatMap(inEnglish)).toEqual([]);
  });

  it('shows the lines in which the variant differs, as the files have them', async () => {
    const { difference } = await ATTACKS.find((row) => row.name === name)!.load();
    const source = (file: string): string =>
      flat(readFileSync(resolve(import.meta.dirname, '../../src', file), 'utf8'));
    for (const line of difference.sound) expect(source(difference.soundFile)).toContain(flat(line));
    for (const line of difference.broken) expect(source(difference.brokenFile)).toContain(flat(line));
    expect(difference.broken.length).toBeGreaterThan(0);
  });
});

/** Without white space: a formatter breaks long lines. */
const flat = (text: string): string => text.replaceAll(/\s+/g, '').replaceAll(/,(?=[)\]}])/g, '');

describe('in Chinese', () => {
  it.each(ATTACKS.filter(({ live }) => live))('what is broken in $name, and what stops it', async ({ load }) => {
    const { fault, defence, unit } = await load();
    for (const text of [fault, defence]) {
      const told = attackText(text);
      expect(told).toMatch(/^(?!.*[a-z]{2,} [a-z]{2,} [a-z]{2,}).*[一-鿿].*。$/);
      // What stands for one attack does not stand for another.
      expect(told.length).toBeLessThan(text.length);
    }
    expect(chinese(unit)).not.toBe(unit);
  });
});

describe('the table', () => {
  it('names each attack once, with a source', () => {
    expect(new Set(ATTACKS.map(({ name }) => name)).size).toBe(ATTACKS.length);
    expect(ATTACKS.length).toBeGreaterThanOrEqual(20);
    for (const { name, summary, source } of ATTACKS) {
      expect(name).toMatch(/^[a-z0-9-]+$/);
      expect(summary).not.toMatch(/\.$/);
      expect(source.length).toBeGreaterThan(3);
    }
  });
});

describe('docs/lab.md', () => {
  it('lists the table', () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../docs/lab.md'), 'utf8');
    for (const { name, summary, source } of ATTACKS) expect(page).toContain(`| \`${name}\` | ${summary} | ${source} |`);
  });
});

describe('an attack', () => {
  it('of the lattice ends with rows as short as the one with the key is', async () => {
    const attack = await ATTACKS.find(({ name }) => name === 'ecdsa-nonce-biased')!.load();
    const seen: AttackProgress[] = [];
    const input = { target: 'broken', random: seededRandom('lab'), size: 64 } as const;
    await runAttack(attack, input, { onProgress: (progress) => seen.push(progress) });
    const gauges = seen.flatMap(({ gauge }) => gauge ?? []);
    expect(gauges[0].value).toBeGreaterThan(gauges[0].goal!);
    expect(gauges.at(-1)!.value).toBeLessThanOrEqual(gauges[0].goal!);
  });

  it('is the same for the same seed', async () => {
    const [one, again, other] = [
      await run('vaudenay', 'broken'),
      await run('vaudenay', 'broken'),
      await run('vaudenay', 'broken', 'x'),
    ];
    expect(one).toEqual(again);
    expect(one.count).not.toBe(other.count);
  });

  it('compares the alerts of the engine, which another oracle could differ in', async () => {
    const attack = await ATTACKS.find(({ name }) => name === 'bleichenbacher-1998')!.load();
    const { result } = await runAttack(attack, { target: 'engine', random: seededRandom('lab') });
    // bad_record_mac, in both rows
    expect(JSON.stringify(result).match(/21: alert 2\.20;/g)).toHaveLength(2);
  });

  it('tells which blocks stricter servers than Bleichenbacher’s would take', () => {
    const block = (padding: number, ...rest: readonly number[]): Uint8Array =>
      Uint8Array.from([0, 2, ...new Array<number>(padding).fill(7), 0, ...rest]);
    const secret = [3, 3, ...new Array<number>(46).fill(9)];
    expect(stricterAnswers(block(8, ...secret))).toEqual({ padded: true, exact: true });
    expect(stricterAnswers(block(7, ...secret))).toEqual({ padded: false, exact: false });
    expect(stricterAnswers(block(8, ...secret, 9))).toEqual({ padded: true, exact: false });
    expect(stricterAnswers(block(8, 3, 2, ...secret.slice(2)))).toEqual({ padded: true, exact: false });
    expect(stricterAnswers(new Uint8Array(64).fill(7))).toEqual({ padded: false, exact: false });
  });

  it('tells where it stands, and can be abandoned', async () => {
    const attack = await ATTACKS.find(({ name }) => name === 'vaudenay')!.load();
    const seen: AttackProgress[] = [];
    const controller = new AbortController();
    const running = runAttack(
      attack,
      { target: 'broken', random: seededRandom('lab') },
      {
        signal: controller.signal,
        onProgress(progress) {
          seen.push(progress);
          if (seen.length === 3) controller.abort(new Error('enough'));
        },
      },
    );
    await expect(running).rejects.toThrow('enough');
    expect(seen).toHaveLength(3);
  });

  it('refuses what is no input', async () => {
    const attack = await ATTACKS[0].load();
    const random = seededRandom('lab');
    const bad = (input: unknown) => runAttack(attack, input as never);
    await expect(bad({ target: 'all', random })).rejects.toThrow(/input\.target/);
    await expect(bad({ target: 'broken' })).rejects.toThrow(/input\.random/);
    await expect(bad({ target: 'broken', random, size: 1 })).rejects.toThrow(/input\.size/);
    await expect(bad({ target: 'broken', random, sise: 1 })).rejects.toThrow(/sise/);
    await expect(runAttack({} as never, { target: 'broken', random })).rejects.toThrow(/attack/);
  });
});

describe('the story', () => {
  it('has the lines as their files have them now', async () => {
    // Else run `npx tsx scripts/lab/write-excerpts.ts`.
    expect(readFileSync(EXCERPTS_FILE, 'utf8')).toBe(await excerptsModule());
  });

  it.each(['fermat', 'zero-x25519', 'name-constraints-cn'])(
    'of %s has four acts, in text, HTML and JSON',
    async (name) => {
      const row = ATTACKS.find((one) => one.name === name)!;
      const attack = await row.load();
      const [broken, engine] = await Promise.all(TARGETS.map((target) => run(name, target)));
      const exhibit = attackExhibit(row, attack, { broken, engine });
      const text = renderText(exhibit, { columns: 100, showSecrets: false });
      const acts = ['1. What is broken', '2. The attack', '3. What it won', '4. What stops it'];
      for (const act of acts) expect(text).toContain(act);
      for (const line of attack.difference.broken) expect(flat(text)).toContain(flat(line).slice(0, 30));
      // The difference is a listing, each source is named once.
      expect(text).toMatch(/^ {2}− .*$/m);
      expect(text).toMatch(/^ {2}\+ .*$/m);
      expect(text.split(attack.rule)).toHaveLength(2);
      expect(renderHtml(exhibit, { showSecrets: false })).toMatch(
        /<pre class="listing"[\s\S]*class="line-out"[\s\S]*class="line-in"/,
      );
      expect(renderHtml(exhibit, { showSecrets: false })).toContain('<h2');
      expect(renderJson(exhibit, { showSecrets: false })).toMatchObject({ title: row.title });
    },
  );
});
