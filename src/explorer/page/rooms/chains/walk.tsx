/** The search for a path, step by step. */
import { useSignal, useSignalEffect } from '@preact/signals';
import type { ChainNode, ChainStep } from '../../../work/chains.ts';
import { amend, listed, named, place } from '../../state.ts';
import { say } from './words.ts';

/** Milliseconds for which each step is shown. */
const PACE = 1100;

/** Number of steps shown, from the address. 0: all of them. */
export const stepShown = (count: number): number =>
  Math.min(Math.trunc(Number(place.value.settings['step'])) || 0, count);

/** What is of the search and of its table: another question begins without it. */
export const ANEW = { step: undefined, pathStep: undefined } as const;

export interface WalkProps {
  readonly nodes: readonly ChainNode[];
  readonly steps: readonly ChainStep[];
}

export function Walk({ nodes, steps }: WalkProps) {
  const isPlaying = useSignal(false);
  const count = steps.length;
  const at = Math.max(0, stepShown(count));
  const go = (to: number): void => amend({ step: to <= 0 ? undefined : `${Math.min(to, count)}` });
  useSignalEffect(() => {
    if (!isPlaying.value) return undefined;
    const timer = setInterval(() => {
      const next = Math.max(0, stepShown(count)) + 1;
      go(next);
      if (next >= count) isPlaying.value = false;
    }, PACE);
    return () => clearInterval(timer);
  });
  const toggle = (): void => {
    if (!isPlaying.value) go(at === 0 || at === count ? 1 : at);
    isPlaying.value = !isPlaying.value;
  };
  return (
    <section aria-labelledby="search">
      <h2 id="search">{say('search')}</h2>
      <div class="stepper">
        <button type="button" aria-label={say('stepBack')} disabled={at === 0} onClick={() => go(at - 1)}>
          ‹
        </button>
        <button type="button" aria-label={say('stepNext')} disabled={at === count} onClick={() => go(at + 1)}>
          ›
        </button>
        <button type="button" class="wide" disabled={count < 2} onClick={toggle}>
          {say(isPlaying.value ? 'pause' : 'play')}
        </button>
        <output>
          {at === 0 ? say('allSteps', count) : named(say('stepOf', at, count), sentenceOf(steps[at - 1], nodes))}
        </output>
        {at > 0 && (
          <button type="button" class="quiet wide" onClick={() => go(0)}>
            {say('showAll')}
          </button>
        )}
      </div>
      <ol class="steps-of-search">
        {steps.map((step, i) => (
          <li key={i} class={at > 0 && i >= at ? 'later' : undefined} aria-current={i === at - 1 ? 'step' : undefined}>
            {sentenceOf(step, nodes)}
          </li>
        ))}
      </ol>
    </section>
  );
}

function sentenceOf(step: ChainStep, nodes: readonly ChainNode[]): string {
  const name = (id: string): string => {
    const node = nodes.find((one) => one.id === id);
    return node === undefined ? say('none') : node.title;
  };
  if (step.kind === 'tried') return say(`tried.${step.signed}`, name(step.certificate), name(step.candidate));
  if (step.kind === 'ends') return say('ends', name(step.certificate), step.issuer);
  const way = step.chain.map(name).join(' ← ');
  return step.broken.length === 0 ? say('pathGood', way) : say('pathBad', way, listed(step.broken));
}
