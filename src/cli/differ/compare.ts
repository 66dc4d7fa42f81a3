/** A run: generates chains, has all verifiers validate them, and compares the answers; then finds the smallest chain for each
 * disagreement. */
import { type DrawnChain, drawChain, keyPool, shrinkChain } from '../../testing/index.ts';
import { type Answer, filesOf } from './asked-chain.ts';
import { ourAnswer } from './ours.ts';
import { type Disagreement, groupOf, ordered, type Report, type RunSettings, type VerifierCount } from './report.ts';
import { isMissing, type Missing, type Verifier } from './verifier.ts';

/** Number of chains that are generated before they are sent to each verifier. */
const BATCH = 100;

export interface CompareOptions {
  readonly settings: RunSettings;
  /** This shard's number, and the number of shards: the chains whose number is `number − 1` modulo `of`. */
  readonly shard: { readonly number: number; readonly of: number };
  /** Only this chain of the run. */
  readonly only?: number | undefined;
  readonly verifiers: readonly (Verifier | Missing)[];
  readonly signal: AbortSignal;
  /** Called after each batch with the number of chains done, and the total. */
  readonly onProgress: (done: number, of: number) => Promise<void>;
}

/** All runs share the same keys, since only certificates are compared. */
const KEYS = keyPool({ seed: 'vitrine differ', size: 5, modulusBits: 2048 });

/** The first chain of a kind that is answered differently. */
interface Found extends Omit<Disagreement, 'reason' | 'example'> {
  readonly by: Verifier;
}

/** Runs the comparison. @throws the reason of `signal`. */
export async function compare(options: CompareOptions): Promise<Report> {
  const { settings, shard, verifiers, only, signal } = options;
  const draws = drawOptions(settings);
  const counts = new Map(verifiers.map((one) => [one.name, countOf(one)]));
  const found = new Map<string, Found>();
  const indices = only === undefined ? indicesOf(settings.runs, shard) : [only];
  for (let at = 0; at < indices.length; at += BATCH) {
    const batch = indices.slice(at, at + BATCH).map((index) => ({ index, ...drawChain(draws, settings.seed, index) }));
    const ours = batch.map(({ chain }) => ourAnswer(chain, settings.profile));
    for (const verifier of verifiers) {
      if (isMissing(verifier)) continue;
      signal.throwIfAborted();
      const theirs = await verifier.ask(batch.map(({ chain }) => chain));
      signal.throwIfAborted();
      for (const [i, drawn] of batch.entries()) note(drawn, ours[i], theirs[i], verifier, counts, found);
    }
    await options.onProgress(Math.min(at + BATCH, indices.length), indices.length);
  }
  const disagreements: Disagreement[] = [];
  for (const one of found.values()) disagreements.push(await smallest(one, settings, signal));
  return {
    format: 'vitrine differ 1',
    settings,
    shards: { done: [shard.number], of: shard.of },
    verifiers: [...counts.values()],
    disagreements: ordered(disagreements),
  };
}

const drawOptions = ({ time, kinds }: RunSettings) => ({ keys: KEYS, time: new Date(1000 * time), kinds });

const indicesOf = (runs: number, { number, of }: CompareOptions['shard']): number[] =>
  Array.from({ length: runs }, (_, index) => index).filter((index) => index % of === number - 1);

function countOf(one: Verifier | Missing): VerifierCount {
  const nothing = { asked: 0, agreed: 0, none: 0 };
  return isMissing(one)
    ? { name: one.name, missing: one.missing, ...nothing }
    : { name: one.name, version: one.version, ...nothing };
}

/** Counts an answer, and keeps the first of each disagreement. */
function note(
  { index, kind, expected, rule }: DrawnChain & { readonly index: number },
  ours: Answer,
  theirs: Answer,
  by: Verifier,
  counts: Map<string, VerifierCount>,
  found: Map<string, Found>,
): void {
  const { asked, agreed, none, noAnswer, ...known } = counts.get(by.name)!;
  const gave = theirs.verdict !== 'none';
  const same = theirs.verdict === ours.verdict;
  const first = noAnswer ?? (gave ? undefined : { index, reason: theirs.reason });
  counts.set(by.name, {
    ...known,
    asked: asked + 1,
    agreed: agreed + Number(same),
    none: none + Number(!gave),
    ...(first && { noAnswer: first }),
  });
  if (same || !gave) return;
  const weTake = ours.verdict === 'taken';
  const one = { verifier: by.name, kind, expected, rule, weTake, chains: 1, first: index, by };
  const before = found.get(groupOf(one));
  found.set(groupOf(one), before === undefined ? one : { ...before, chains: before.chains + 1 });
}

/** The disagreement with the smallest chain that shows it. */
async function smallest({ by, ...found }: Found, settings: RunSettings, signal: AbortSignal): Promise<Disagreement> {
  let reason = '';
  const differs = async ({ chain }: DrawnChain): Promise<boolean> => {
    signal.throwIfAborted();
    const ours = ourAnswer(chain, settings.profile);
    if ((ours.verdict === 'taken') !== found.weTake) return false;
    const [theirs] = await by.ask([chain]);
    if (theirs.verdict !== (found.weTake ? 'refused' : 'taken')) return false;
    reason = found.weTake ? theirs.reason : ours.reason;
    return true;
  };
  const { seed, attempts } = settings;
  const { chain } = await shrinkChain(drawOptions(settings), seed, found.first, differs, attempts);
  signal.throwIfAborted();
  return { ...found, reason, example: { command: by.command(chain), files: filesOf(chain) } };
}
