/** The lab's work: an attack on the variant that is broken on purpose, and then on the engine. */
import { UsageError } from '../../bytes/index.ts';
import type { Exhibit, Language } from '../../explain/index.ts';
import { seededRandom } from '../../hash/index.ts';
import { ATTACKS, type AttackGauge, attackExhibit, runAttack, type Target } from '../../lab/index.ts';
import { SettingsReader } from '../settings.ts';
import { exhibitHtml } from './exhibit-html.ts';
import type { JobTools } from './job-tools.ts';

export interface LabInput {
  readonly name: string;
  readonly seed: string;
  readonly language: Language;
  /** Whether the last attack is only told again, in another language, without its course. Default: it runs. */
  readonly isRetold?: boolean;
}
export interface LabOutcome {
  readonly title: string;
  readonly html: string;
  /** Of the texts. */
  readonly language: Language;
}

/** The last attack that came to its end: another language shows it again. */
let last: { readonly name: string; readonly seed: string; readonly exhibit: Exhibit } | undefined;

const SEED = { kind: 'text', name: 'seed', usual: '' } as const;

/** Nothing is hidden, since everything is derived from a seed that was typed in.
 * @throws UsageError for an attack that is not in the table; SettingError for a seed that is too long. */
export async function labJob(
  { name, seed, language, isRetold = false }: LabInput,
  { onProgress, loadParts }: Pick<JobTools, 'loadParts' | 'onProgress'>,
): Promise<LabOutcome> {
  if (isRetold && last?.name === name && last.seed === seed) return shown(last.exhibit, language);
  const row = ATTACKS.find((one) => one.name === name);
  if (row === undefined) throw new UsageError('out-of-range', 'name', 'must be the name of an attack');
  const drawnFrom = new SettingsReader([SEED], { seed }).text('seed');
  const attack = await row.load();
  await loadParts();
  const { unit } = attack;
  const run = async (target: Target, done: number) => {
    let lastGauge: AttackGauge | undefined;
    const outcome = await runAttack(
      attack,
      { target, random: seededRandom(drawnFrom) },
      {
        onProgress({ count, note, gauge }) {
          lastGauge = gauge ?? lastGauge;
          onProgress(done, '', { target, count, unit, note, gauge: lastGauge });
        },
      },
    );
    const { count, won } = outcome;
    onProgress(done + 0.5, '', { target, count, unit, note: '', gauge: lastGauge, won });
    return outcome;
  };
  const [broken, engine] = [await run('broken', 0), await run('engine', 0.5)];
  const exhibit = attackExhibit(row, attack, { broken, engine });
  last = { name, seed, exhibit };
  return shown(exhibit, language);
}

async function shown({ title, parts }: Exhibit, language: Language): Promise<LabOutcome> {
  // The summary stands above it in the page.
  const acts = parts.filter(({ kind }) => kind === 'section');
  const told = language === 'zh' ? (await import('./attacks-in-chinese.ts')).attackInChinese(acts) : acts;
  const options = { showSecrets: true, level: 2, ids: 'lab-', language, ownTexts: true };
  return { title, html: await exhibitHtml({ title, parts: told }, options), language };
}
