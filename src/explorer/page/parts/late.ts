/** Components whose code is loaded when they are first needed. */
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

/** A component, once it was needed and is loaded. */
export function useLate<P>(isNeeded: boolean, load: () => Promise<ComponentType<P>>): ComponentType<P> | undefined {
  const loaded = useSignal<ComponentType<P> | undefined>(undefined);
  useEffect(() => {
    if (!isNeeded) return;
    void load().then((one) => {
      loaded.value = one;
    });
  }, [isNeeded]);
  return loaded.value;
}
