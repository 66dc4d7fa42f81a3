import { seededRandom } from '../../hash/index.ts';
import { ATTACKS, type AttackProgress, attackExhibit, runAttack, type Target } from '../../lab/index.ts';
import { defineCommand, EXIT, usageError } from '../command.ts';
import type { Context } from '../context.ts';
import { PRESENT_OPTIONS, present } from '../present.ts';

export const lab = defineCommand({
  operands: '[NAME]',
  maxOperands: 1,
  options: {
    seed: { value: 'TEXT', help: 'what keys, messages and choices are drawn from; default: lab' },
    size: { value: 'N', help: 'how large the instance is; each attack has sizes of its own' },
    ...PRESENT_OPTIONS,
  },
  notes: [
    'Without NAME it lists the attacks. Each runs against a variant that is broken on purpose, and then against the engine.',
    'It shows four acts: what is broken, the attack, what it won, and what stops it. Exit code 1: an attack did not end as expected.',
    'Two attacks (lucky13, early-return) measure time besides; these figures differ from run to run.',
  ],
  async run(values, [name], context) {
    if (name === undefined) return list(context);
    const row = ATTACKS.find((one) => one.name === name);
    if (row === undefined) throw usageError(`no attack is called ${JSON.stringify(name)}; vitrine lab lists them`);
    const attack = await row.load();
    const size = sizeOf(values.size);
    const run = async (target: Target) => {
      const random = seededRandom(values.seed ?? 'lab');
      const input = { target, random, size, clock: () => performance.now() };
      return runAttack(attack, input, { onProgress: progressOf(context, target), signal: context.signal });
    };
    const outcomes = { broken: await run('broken'), engine: await run('engine') };
    clearLine(context);
    await present(context, attackExhibit(row, attack, outcomes), values);
    return outcomes.broken.won && !outcomes.engine.won ? EXIT.ok : EXIT.no;
  },
});

async function list(context: Context): Promise<0> {
  const width = Math.max(...ATTACKS.map(({ name }) => name.length));
  for (const { name, summary } of ATTACKS) await context.print(`${name.padEnd(width)}  ${summary}\n`);
  return EXIT.ok;
}

function sizeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw usageError(`-size is a number, not ${JSON.stringify(text)}`);
}

/** Shows the progress of the attack on one line of the terminal, which is overwritten. */
function progressOf(context: Context, target: Target): ((progress: AttackProgress) => void) | undefined {
  const { stderr } = context.world;
  if (stderr.isTTY !== true) return undefined;
  return ({ count, note }) => stderr.write(`\r\x1b[K${target}: ${count}, ${note}`);
}

function clearLine({ world: { stderr } }: Context): void {
  if (stderr.isTTY === true) stderr.write('\r\x1b[K');
}
