/** The lab's work: an attack on the variant that is broken on purpose, and then on the engine. */
import { UsageError } from '../../bytes/index.ts';
import type { Language } from '../../explain/index.ts';
import { seededRandom } from '../../hash/index.ts';
import { ATTACKS, type AttackGauge, attackExhibit, runAttack, type Target } from '../../lab/index.ts';
import { exhibitHtml } from './exhibit-html.ts';
import type { JobTools } from './job-tools.ts';

export interface LabInput {
  readonly name: string;
  readonly seed: string;
  readonly language: Language;
}
export interface LabOutcome {
  readonly title: string;
  readonly html: string;
}

/** Nothing is hidden, since everything is derived from a seed that was typed in.
 * @throws UsageError for an attack that is not in the table. */
export async function labJob(
  { name, seed, language }: LabInput,
  { onProgress, loadParts }: Pick<JobTools, 'loadParts' | 'onProgress'>,
): Promise<LabOutcome> {
  const row = ATTACKS.find((one) => one.name === name);
  if (row === undefined) throw new UsageError('out-of-range', 'name', 'must be the name of an attack');
  const attack = await row.load();
  await loadParts();
  // A lone surrogate has no UTF-8 encoding.
  const wellFormed = seed.replace(/\p{Surrogate}/gu, '\ufffd');
  const { unit } = attack;
  const run = async (target: Target, done: number) => {
    let last: AttackGauge | undefined;
    const outcome = await runAttack(
      attack,
      { target, random: seededRandom(wellFormed) },
      {
        onProgress({ count, note, gauge }) {
          last = gauge ?? last;
          onProgress(done, '', { target, count, unit, note, gauge: last });
        },
      },
    );
    const { count, won } = outcome;
    onProgress(done + 0.5, '', { target, count, unit, note: '', gauge: last, won });
    return outcome;
  };
  const [broken, engine] = [await run('broken', 0), await run('engine', 0.5)];
  const exhibit = attackExhibit(row, attack, { broken, engine });
  // The summary stands above it in the page.
  const shown = { ...exhibit, parts: exhibit.parts.filter(({ kind }) => kind === 'section') };
  const html = await exhibitHtml(shown, { showSecrets: true, level: 2, ids: 'lab-', language, ownTexts: true });
  return { title: exhibit.title, html };
}
