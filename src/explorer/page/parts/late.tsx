/** Components whose code is loaded when they are first needed. */
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { word } from '../state.ts';
import { missing, part } from './missing.ts';

/** A component, once it was needed and is loaded. */
export function useLate<P>(isNeeded: boolean, load: () => Promise<ComponentType<P>>): ComponentType<P> | undefined {
  const loaded = useSignal<ComponentType<P> | undefined>(undefined);
  useEffect(() => {
    if (!isNeeded) return;
    void part(load).then((one) => {
      loaded.value = one;
    });
  }, [isNeeded]);
  return loaded.value;
}

/** Stands for a part while it is loaded. Where it is missing, the page says so. */
export const Waiting = () => (missing.value.length > 0 ? null : <p class="waiting">{word('working')}</p>);
